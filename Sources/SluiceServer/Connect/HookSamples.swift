import SluiceConnect
import SluiceCore
import SluiceDatabase

/// Events as a program gets them, made of what the account has: the newest first, each with an `id`.
struct HookSamples {
    let parts: Parts
    let configuration: AccountConfiguration

    func newest(_ kind: EventKind) async throws -> [JSONValue] {
        let (account, now) = (configuration.account.id, parts.clock.now())
        let leads = try await parts.database.read { try Leads($0, of: account).newest(3) }
        let shown: [Lead?] = leads.isEmpty || !kind.isAboutLead ? [nil] : leads
        return try shown.enumerated().map { index, lead in
            let text = EventEnvelope.body(
                kind.rawValue, at: lead?.modifiedAt ?? now, facts: .object([]),
                lead: lead.map { EventEnvelope.lead($0, configuration) })
            let members = try JSONValue(parsing: Array(text.utf8)).members ?? []
            return .object([("id", .string("sample-\(lead?.id.number ?? Int64(index + 1))"))] + members)
        }
    }
}
