import Foundation
public import SluiceCore
import SluiceDatabase

/// An event as receivers get it, as Standard Webhooks advise: `type`, `timestamp` and `data`.
public enum EventEnvelope {
    /// The version of the shapes of `data`; it grows when one loses or renames something.
    public static let version: Int64 = 1

    /// The body of an event.
    public static func body(
        _ kind: String, at moment: Timestamp, facts: JSONValue, lead: JSONValue?
    ) -> String {
        var data = (facts.members ?? []).filter { $0.name != EventFacts.leadMember }
        if let lead { data.insert(("lead", lead), at: 0) }
        return JSONValue.object([
            ("type", .string(kind)), ("version", .integer(version)),
            ("timestamp", .string(RFC3339.write(moment))), ("data", .object(data)),
        ]).text
    }

    /// A lead as events show it.
    public static func lead(_ lead: Lead, _ configuration: AccountConfiguration) -> JSONValue {
        let names = Dictionary(configuration.fields.values.map { ($0.packedName, $0.name) }) { $1 }
        let fields = lead.fields.map { (name: names[$0.key] ?? $0.key, value: JSONValue.string($0.value)) }
        return .object([
            ("id", .integer(lead.id.number)), ("phone", .string(String(lead.phone.digits))),
            ("list_id", .integer(lead.listID.number)), ("list", text(configuration.lists[lead.listID]?.name)),
            ("campaign", text(configuration.campaign(of: lead.listID)?.name)), ("status", .string(lead.status)),
            ("called_count", .integer(lead.calledCount)), ("created_at", .string(RFC3339.write(lead.createdAt))),
            ("modified_at", .string(RFC3339.write(lead.modifiedAt))),
            ("fields", .object(fields.sorted { $0.name < $1.name })),
        ])
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
