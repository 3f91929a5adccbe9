import SluiceCore
import SluiceWeb

/// A lead as the native API shows it.
enum LeadView {
    static let shape = Shape.object([
        .init("id", .id, "Its number in the account.", isRequired: true),
        .init("phone", .text(), "The number in E.164 digits.", isRequired: true),
        .init("list_id", .id, "The List that holds it.", isRequired: true),
        .init("list", .optional(.text()), "That List's name.", isRequired: true),
        .init("campaign", .optional(.text()), "The Campaign that dials that List.", isRequired: true),
        .init("status", .text(), "The code of its status.", isRequired: true),
        .init("criteria", .optional(.text()), "The Criteria that let it in.", isRequired: true),
        .init("called_count", .count, "How many times it was dialed.", isRequired: true),
        .init("last_called_at", .optional(.moment), "When it was last dialed.", isRequired: true),
        .init("created_at", .moment, "When it was first stored.", isRequired: true),
        .init("modified_at", .moment, "When it last changed.", isRequired: true),
        .init("archived_at", .optional(.moment), "When it was archived.", isRequired: true),
        .init("deleted_at", .optional(.moment), "When it was deleted.", isRequired: true),
        .init("time_zones", .list(.text()), "Every time zone that it may be in.", isRequired: true),
        .init("fields", .map(.text()), "Every other field that has a value, by its name.", isRequired: true),
    ])

    static func value(_ lead: Lead, _ configuration: AccountConfiguration) -> JSONValue {
        let names = Dictionary(configuration.fields.values.map { ($0.packedName, $0.name) }) { $1 }
        let fields = lead.fields.map { (name: names[$0.key] ?? $0.key, value: JSONValue.string($0.value)) }
        let zones = LocalZones.zones(
            phone: lead.phone, state: lead.fields["state"], postalCode: lead.fields["postal_code"])
        return .object([
            ("id", .id(lead.id)), ("phone", .string(String(lead.phone.digits))), ("list_id", .id(lead.listID)),
            ("list", .text(configuration.lists[lead.listID]?.name)),
            ("campaign", .text(configuration.campaign(of: lead.listID)?.name)), ("status", .string(lead.status)),
            ("criteria", .text(lead.criteriaID.flatMap { configuration.criteria[$0]?.name })),
            ("called_count", .integer(lead.calledCount)), ("last_called_at", .instant(lead.lastCalledAt)),
            ("created_at", .instant(lead.createdAt)), ("modified_at", .instant(lead.modifiedAt)),
            ("archived_at", .instant(lead.archivedAt)), ("deleted_at", .instant(lead.deletedAt)),
            ("time_zones", .words(Array(zones))), ("fields", .object(fields.sorted { $0.name < $1.name })),
        ])
    }
}

extension JSONValue {
    /// A moment as RFC 3339 writes it, or `null`.
    static func instant(_ moment: Timestamp?) -> JSONValue { .text(moment.map(RFC3339.write)) }
}
