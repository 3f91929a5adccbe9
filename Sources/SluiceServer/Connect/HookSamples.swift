import SluiceConnect
import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Events as a program gets them, made of the newest leads that the account has, each with an `id`; the
/// example of the description where it has none.
struct HookSamples {
    let parts: Parts
    let configuration: AccountConfiguration

    func newest(_ kind: EventKind) async throws -> [JSONValue] {
        let account = configuration.account.id
        let leads = try await parts.database.read { try Leads($0, of: account).newest(3) }
        guard kind.isAboutLead, !leads.isEmpty else {
            return [.object([("id", .string("sample-1"))] + (EventShapes.example(of: kind).members ?? []))]
        }
        return try leads.map { lead in
            let text = EventEnvelope.body(
                kind.rawValue, at: lead.modifiedAt, facts: .object(EventShapes.exampleFacts(of: kind)),
                lead: EventEnvelope.lead(lead, configuration))
            let members = try JSONValue(parsing: Array(text.utf8)).members ?? []
            return .object([("id", .string("sample-\(lead.id.number)"))] + members)
        }
    }
}
