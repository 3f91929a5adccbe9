import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceWeb

extension AccountDesk {
    /// Posts a lead on the same way as one that comes over HTTP, and answers with its receipt.
    ///
    /// `criteria`, `list` and `validation` name those by name; every other field is a parameter of the API.
    func postLead(_ given: [String: String]) async throws -> JSONValue {
        var parameters = given
        var fields = FormFields(given)
        var door = LeadPost.Door.insert
        if let id = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames) {
            parameters["criteria_key"] = configuration.criteria[id]?.key
        }
        if let id = fields.reference("validation", to: "validation", among: configuration.validationNames) {
            parameters["criteria_key"] = configuration.validations[id]?.key
            door = .ping
        } else if parameters["criteria_key"] != nil {
            door = .leadPost
        }
        if let id = fields.reference("list", to: "list", among: configuration.listNames) {
            parameters["list_id"] = id.description
        }
        guard fields.faults.isEmpty else { throw ProblemReport(fields.faults) }
        for name in ["criteria", "validation", "list"] { parameters[name] = nil }
        let flat: FlatParameters
        do {
            let sorted = parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            flat = try FlatParameters(query: FlatParameters.query(sorted), contentType: nil)
        } catch {
            throw ProblemReport("fields", error.text)
        }
        try await parts.catchUpWithRegisters()
        let receipt = try await run(flat, through: door)
        return try await explanation(of: [(receipt, flat.packed)])
    }

    /// The command line has no token, so it posts with every right of the account. Where the configuration is found to
    /// have changed meanwhile, the newer one is taken.
    private func run(_ flat: FlatParameters, through door: LeadPost.Door) async throws -> Receipt {
        let token = APIToken(
            id: TokenID(0), accountID: account, name: "command line", sections: Set(APIToken.Section.allCases))
        let caller = Caller(token)
        var attempt = 1
        while true {
            let newest = parts.cache.current(account) ?? configuration
            let request = APIRequest(flat, from: caller, configuration: newest, path: "leads/insert")
            let post = LeadPostParameters.read(request, door: door)
            do {
                let result = try await parts.intake.run(post, from: caller, path: request.path) { _ in
                    ConvosoAnswer.success()
                }
                guard case .receipt(let receipt) = result else { throw DatabaseError(.shape, "no receipt") }
                return receipt
            } catch is TokenEnded where attempt < 3 {
                attempt += 1
                try await parts.cache.refresh()
            }
        }
    }

    func showLead(_ number: Int64) async throws -> JSONValue {
        .object(members(of: try await lead(LeadID(number))))
    }

    private func lead(_ id: LeadID) async throws -> Lead {
        let account = account
        guard let lead = try await parts.database.read({ try Leads($0, of: account).lead(id) }) else {
            throw ProblemReport("lead", "the account has no lead \(id)")
        }
        return lead
    }

    /// Archives, restores, deletes or undeletes a lead. A deleted lead counts nowhere; an archived one counts for
    /// `check_dup_archive`.
    func changeLead(_ number: Int64, _ change: AdminOperation.LeadChange) async throws -> JSONValue {
        .object(members(of: try await moveLead(LeadID(number), change)))
    }

    /// Does so and returns the lead as it is then.
    func moveLead(_ id: LeadID, _ change: AdminOperation.LeadChange) async throws -> Lead {
        let (account, now) = (account, parts.clock.now())
        let (phone, configuration) = (try await lead(id).phone, configuration)
        return try await parts.database.write { connection in
            try connection.lock([PhoneKey(account, phone).lock], shared: [Configurations.lock(of: account)])
            let leads = Leads(connection, of: account)
            guard let before = try leads.lead(id), before.phone == phone else {
                throw ProblemReport("lead", "changed meanwhile; look again")
            }
            guard before.status != LeadStatus.inCall else { throw ProblemReport("lead", "is in a call") }
            if change == .undelete, try Configurations(connection, of: account).snapshot()?.lists[before.listID] == nil
            {
                throw ProblemReport("lead", "was in a list that is gone")
            }
            let (after, event) = try AccountDesk.changed(before, change, at: now)
            try leads.save(after, before: before)
            try connection.run(
                Events.insertion(
                    event, lead: id, of: account, id: try connection.ids.take(from: .row), at: now,
                    facts: EventFacts.text("{}", with: after, for: event, in: configuration)))
            return after
        }
    }

    private static func changed(
        _ before: Lead, _ change: AdminOperation.LeadChange, at now: Timestamp
    ) throws -> (Lead, EventKind) {
        var lead = before
        lead.modifiedAt = now
        switch change {
        case .archive:
            guard before.deletedAt == nil else { throw ProblemReport("lead", "is deleted") }
            guard before.archivedAt == nil else { throw ProblemReport("lead", "is archived already") }
            lead.archivedAt = now
            return (lead, .leadArchived)
        case .restore:
            guard before.archivedAt != nil else { throw ProblemReport("lead", "is not archived") }
            lead.archivedAt = nil
            return (lead, .leadRestored)
        case .delete:
            guard before.deletedAt == nil else { throw ProblemReport("lead", "is deleted already") }
            lead.deletedAt = now
            return (lead, .leadDeleted)
        case .undelete:
            guard before.deletedAt != nil else { throw ProblemReport("lead", "is not deleted") }
            lead.deletedAt = nil
            return (lead, .leadRestored)
        }
    }

    private func members(of lead: Lead) -> [(name: String, value: JSONValue)] {
        let names = Dictionary(configuration.fields.values.map { ($0.packedName, $0.name) }) { $1 }
        let fields = lead.fields.map { (name: names[$0.key] ?? $0.key, value: JSONValue.string($0.value)) }
        let list = configuration.lists[lead.listID]
        let zones = LocalZones.zones(
            phone: lead.phone, state: lead.fields["state"], postalCode: lead.fields["postal_code"])
        return [
            ("id", .id(lead.id)), ("phone", .string(String(lead.phone.digits))), ("status", .string(lead.status)),
            ("status_name", .text(configuration.statuses[lead.status]?.name)), ("list", .text(list?.name)),
            ("campaign", .text(configuration.campaign(of: lead.listID)?.name)),
            ("criteria", .text(lead.criteriaID.flatMap { configuration.criteria[$0]?.name })),
            ("created", .moment(lead.createdAt)), ("modified", .moment(lead.modifiedAt)),
            ("called_count", .integer(lead.calledCount)), ("last_called", .moment(lead.lastCalledAt)),
            ("archived", .moment(lead.archivedAt)), ("deleted", .moment(lead.deletedAt)),
            ("time_zones", .words(Array(zones))), ("fields", .object(fields.sorted { $0.name < $1.name })),
        ]
    }
}

extension FlatParameters {
    /// The parameters as the JSON object that a receipt keeps.
    var packed: String { JSONText.object(entries.map { ($0.name, $0.value) }) }
}
