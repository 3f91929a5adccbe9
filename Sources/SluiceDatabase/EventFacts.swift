public import SluiceCore

/// The lead as it was when an event happened, kept in the event's facts where somebody in the account hears of it.
public enum EventFacts {
    /// The member of the facts that holds it.
    public static let leadMember = "as_it_was"

    /// The facts `text`, a JSON object, with the lead beside them where `configuration` has listeners of the kind.
    public static func text(
        _ text: String, with lead: @autoclosure () throws -> Lead?, for kind: EventKind,
        in configuration: AccountConfiguration
    ) rethrows -> String {
        guard configuration.listeners[kind] != nil, text.hasSuffix("}"), let lead = try lead() else { return text }
        return "\(text.dropLast())\(text == "{}" ? "" : ",")\"\(leadMember)\":\(stored(lead))}"
    }

    private static func stored(_ lead: Lead) -> String {
        func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
        return JSONValue.object([
            ("id", .integer(lead.id.number)), ("list_id", .integer(lead.listID.number)),
            ("phone", .integer(lead.phone.digits)), ("status", .string(lead.status)),
            ("created_at", .integer(lead.createdAt.milliseconds)),
            ("modified_at", .integer(lead.modifiedAt.milliseconds)), ("called_count", .integer(lead.calledCount)),
            ("last_called_at", number(lead.lastCalledAt?.milliseconds)),
            ("criteria_id", number(lead.criteriaID?.number)),
            ("archived_at", number(lead.archivedAt?.milliseconds)),
            ("deleted_at", number(lead.deletedAt?.milliseconds)),
            ("fields", .object(lead.fields.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]).text
    }

    /// The lead that the facts hold; nothing where they hold none.
    public static func lead(in facts: JSONValue) -> Lead? {
        guard let stored = facts[leadMember], let id = stored["id"]?.integer, let list = stored["list_id"]?.integer,
            let phone = stored["phone"]?.integer, let status = stored["status"]?.string,
            let created = stored["created_at"]?.integer, let modified = stored["modified_at"]?.integer
        else { return nil }
        func moment(_ name: String) -> Timestamp? { stored[name]?.integer.map(Timestamp.init) }
        let fields = (stored["fields"]?.members ?? []).compactMap { field in field.value.string.map { (field.name, $0) }
        }
        return Lead(
            id: LeadID(id), listID: ListID(list), phone: PhoneNumber(phone), status: status,
            createdAt: Timestamp(created), modifiedAt: Timestamp(modified),
            calledCount: stored["called_count"]?.integer ?? 0, lastCalledAt: moment("last_called_at"),
            criteriaID: stored["criteria_id"]?.integer.map { CriteriaID($0) }, deletedAt: moment("deleted_at"),
            archivedAt: moment("archived_at"), fields: Dictionary(fields) { $1 })
    }
}
