import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The body of a native request about one lead, turned into the request that `/v1` would get for it: both doors lead to
/// the same rooms.
struct LeadBody {
    private let request: NativeRequest
    private var faults: [FieldFault] = []
    private var entries: [(String, String)] = []

    init(_ request: NativeRequest) {
        self.request = request
    }

    /// The request of `leads/insert`.
    func post() throws -> APIRequest {
        var body = self
        let configuration = request.configuration
        if let id: CriteriaID = body.reference("criteria", "criteria", configuration.criteriaNames) {
            body.entries.append(("criteria_key", configuration.criteria[id]?.key ?? ""))
        }
        if let id: ListID = body.reference("list", "list", configuration.listNames) {
            body.entries.append(("list_id", id.description))
        }
        body.readFields()
        if request.isDryRun { body.entries.append(("dry_run", "1")) }
        return try body.asked("leads/insert")
    }

    /// The request of `leads/update` for this lead.
    func change(of lead: Int64) throws -> APIRequest {
        var body = self
        body.readFields()
        if let id: ListID = body.reference("list", "list", request.configuration.listNames) {
            body.entries.append(("list_id", id.description))
        }
        if let status = body.text("status") {
            if request.configuration.statuses[status] == nil {
                body.faults.append(FieldFault("status", "the account has no status \(status)"))
            }
            body.entries.append(("status", status))
        }
        if let phone = body.text("phone") { body.entries.append(("phone_number", phone)) }
        body.entries.append(("lead_id", String(lead)))
        return try body.asked("leads/update")
    }

    private func value(_ name: String) -> JSONValue? { request.body.last { $0.name == name }?.value }

    private func text(_ name: String) -> String? { value(name)?.string }

    private mutating func reference<Owner>(
        _ name: String, _ word: String, _ choices: [(Identifier<Owner>, String)]
    ) -> Identifier<Owner>? {
        guard let value = value(name) else { return nil }
        let text = value.string ?? value.text
        guard let id = FormFields.find(text, among: choices) else {
            faults.append(FieldFault(name, FormFields.missing(text, word, choices.map(\.1))))
            return nil
        }
        return id
    }

    /// Values of fields: texts as they are, numbers as they were written, `null` for an empty one.
    private mutating func readFields() {
        for (name, value) in value("fields")?.members ?? [] {
            if value.isNull {
                entries.append((name, WireWord.blank))
            } else if let flag = value.bool {
                entries.append((name, flag ? "1" : "0"))
            } else if let text = value.string {
                entries.append((name, text))
            } else if case .number(let literal) = value {
                entries.append((name, literal))
            } else {
                faults.append(FieldFault("fields.\(name)", "takes a text, a number, true, false or null"))
            }
        }
    }

    private func asked(_ path: String) throws -> APIRequest {
        guard faults.isEmpty else { throw NativeProblem.invalid(faults) }
        let flat: FlatParameters
        do {
            flat = try FlatParameters(query: FlatParameters.query(entries), contentType: nil)
        } catch {
            throw NativeProblem.invalid(error.fields.map { FieldFault("fields.\($0)", error.text) })
        }
        var asked = APIRequest(flat, from: request.caller, configuration: request.configuration, path: path)
        asked.idempotencyKey = request.key?.key
        asked.digest = request.key?.digest
        return asked
    }
}
