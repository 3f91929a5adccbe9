import SluiceConnect
import SluiceCore
import SluiceDatabase

/// What an adaptor makes of one lead, in every shape.
struct AdaptorPreview: Sendable {
    let lead: LeadID
    let fields: [AdaptorField]
    let warnings: [String]

    var members: [(name: String, value: JSONValue)] {
        [
            ("lead_id", .id(lead)), ("form", .string(AdaptorRenderer.form(fields))),
            ("json", .string(AdaptorRenderer.json(fields))), ("query", .string(AdaptorRenderer.query(fields))),
            ("warnings", .texts(warnings)),
        ]
    }
}

/// There is no lead to fill an adaptor with.
enum AdaptorPreviewFault: Error {
    /// None of the account's is live.
    case noLead
    /// The one that was asked for is not there, or was deleted.
    case unknownLead

    var sentence: String {
        switch self {
        case .noLead: "the account has no lead that it could be filled with; post one first"
        case .unknownLead: "the account has no such lead"
        }
    }
}

extension AccountDesk {
    /// Fills an adaptor with a lead and its last call: the newest live lead unless one is named. Throws an
    /// ``AdaptorPreviewFault``.
    func preview(_ adaptor: Adaptor, with id: LeadID?) async throws -> AdaptorPreview {
        let account = account
        let (lead, call) = try await parts.database.read { connection in
            let leads = Leads(connection, of: account)
            let lead = try id.map { try leads.lead($0) } ?? leads.newest()
            return (lead, try lead.flatMap { try CallLog(connection, of: account).calls(of: $0.id, limit: 1).first })
        }
        guard let lead, lead.deletedAt == nil else {
            throw id == nil ? AdaptorPreviewFault.noLead : .unknownLead
        }
        var facts = AdaptorFacts(lead: lead, configuration: configuration, at: parts.clock.now())
        if let call { facts.add(call, configuration) }
        let dates = Set(configuration.fields.values.filter { $0.kind == .date }.map(\.id))
        return AdaptorPreview(
            lead: lead.id, fields: AdaptorRenderer.fields(of: adaptor, facts),
            warnings: adaptor.warnings(AdaptorNotation(configuration.fields.values), dates: dates))
    }

    /// The same as the command line asks for it.
    func previewAdaptor(_ name: String, _ given: [String: String]) async throws -> JSONValue {
        let adaptor = try AdaptorForm.find(name, in: configuration)
        var fields = FormFields(given)
        var number: Int?
        fields.optionalNumber("lead", into: &number, 1...1 << 52)
        try fields.check("a preview")
        do {
            return .object(try await preview(adaptor, with: number.map { LeadID(Int64($0)) }).members)
        } catch let fault as AdaptorPreviewFault {
            throw ProblemReport("lead", fault.sentence)
        }
    }
}
