public import SluiceCore
public import SluiceDatabase

/// The paths by which the account's own tools change and delete leads: `leads/update` and `leads/delete`.
///
/// This is the account's own door, so it may move a lead and take it out of any status; what a vendor's update may not
/// do is decided in intake.
public struct LeadChanges: Sendable {
    private let desk: WriteDesk
    private let dice: Dice

    /// Changes leads at `desk`.
    public init(_ desk: WriteDesk, dice: Dice) {
        self.desk = desk
        self.dice = dice
    }

    /// `leads/update`, `leads/delete`.
    public var routes: [APIRoute] {
        [
            APIRoute("leads/update", aliases: ["lead/update"], section: .leads, right: .write, action: update),
            APIRoute("leads/delete", aliases: ["lead/delete"], section: .leads, right: .delete, action: delete),
        ]
    }

    private static let noSuchLead = APIFailure(6001, "No such Lead")

    private static func id(in request: APIRequest) throws(APIFailure) -> LeadID {
        guard case .number(let number) = WireID(request["lead_id"]) else { throw noSuchLead }
        return LeadID(number)
    }

    private func update(_ request: APIRequest) async throws -> StoredAnswer {
        try await update(request, request.write) { lead, _ in
            ConvosoAnswer.data("lead_id", lead.id.number, asText: true)
        }
    }

    private func delete(_ request: APIRequest) async throws -> StoredAnswer {
        try await delete(request, request.write) { ConvosoAnswer.success() }
    }

    /// Changes the lead that `request` names, as `leads/update` does, and answers with the lead as it is then.
    public func update(
        _ request: APIRequest, _ write: WriteRequest,
        answer: @escaping @Sendable (Lead, AccountConfiguration) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        try request.refuseScopedToken()
        let (caller, change, salt) = (request.caller, LeadChange(request), dice.secret())
        let account = caller.accountID
        return try await desk.write(write) { () throws(APIFailure) in
            try LeadChanges.id(in: request)
        } locks: { id, connection in
            guard let lead = try Leads(connection, of: account).lead(id) else { return [] }
            // A change that cannot be made needs no more than the lead's own lock; the body says why.
            let after = (try? change.applied(to: lead, in: request.configuration)) ?? lead
            return change.locks(lead, after, in: request.configuration, DNCList(connection, of: account))
        } _: { id, session in
            let leads = Leads(session.connection, of: account)
            // One whose list is being deleted is as good as gone: changed now, it could slip past the deletion.
            guard let before = try leads.lead(id), before.deletedAt == nil,
                session.configuration.listsBeingDeleted[before.listID] == nil, caller.mayTouch(list: before.listID)
            else { throw LeadChanges.noSuchLead }
            var after = try change.applied(to: before, in: session.configuration)
            guard caller.mayTouch(list: after.listID) else { throw APIFailure(6002, "No such List") }
            let list = DNCList(session.connection, of: account)
            try session.require(change.locks(before, after, in: session.configuration, list))
            let names = after.differences(from: before)
            if !names.isEmpty || after.listID != before.listID {
                after.modifiedAt = session.now
                try leads.save(after, before: before)
                try session.record(names, after, before)
            }
            if change.newStatus(in: session.configuration)?.isDNC == true {
                // A Do Not Call disposition is the consumer's own word (product page, *Nouns that the law needs*).
                _ = try list.add(
                    number: after.phone.digits, scope: .account, origin: .consumer, reason: "DNC", purpose: "",
                    by: session.actor, salt: salt, at: session.now)
            }
            return try answer(after, session.configuration)
        }
    }

    /// Deletes the lead that `request` names, as `leads/delete` does.
    public func delete(
        _ request: APIRequest, _ write: WriteRequest, answer: @escaping @Sendable () -> StoredAnswer
    ) async throws -> StoredAnswer {
        try request.refuseScopedToken()
        let (caller, account) = (request.caller, request.caller.accountID)
        return try await desk.write(write) { () throws(APIFailure) in
            try LeadChanges.id(in: request)
        } locks: { id, connection in
            let lead = try Leads(connection, of: account).lead(id)
            return lead.map { [PhoneKey(account, $0.phone).lock] } ?? []
        } _: { id, session in
            guard let lead = try Leads(session.connection, of: account).lead(id), lead.deletedAt == nil,
                caller.mayTouch(list: lead.listID)
            else { throw LeadChanges.noSuchLead }
            try session.require([PhoneKey(account, lead.phone).lock])
            let event = Events.insertion(
                .leadDeleted, lead: id, of: account, id: try session.connection.ids.take(from: .row),
                at: session.now,
                facts: EventFacts.text(
                    "{\"list_id\":\(lead.listID.number)}", with: lead, for: .leadDeleted, in: session.configuration))
            try session.connection.runAll(Leads.deletion(of: lead, at: session.now, of: account) + [event])
            return answer()
        }
    }
}

extension LeadChange {
    /// Both numbers, and the journal where the change puts one on Do Not Call.
    fileprivate func locks(
        _ before: Lead, _ after: Lead, in configuration: AccountConfiguration, _ list: DNCList
    ) -> [Int64] {
        let all = list.locks(for: [before.phone.digits, after.phone.digits])
        return newStatus(in: configuration)?.isDNC == true ? all : Array(all.prefix(2))
    }
}

extension WriteDesk.Session {
    /// The events of a change: a move and other changes are two.
    fileprivate func record(_ names: [String], _ after: Lead, _ before: Lead) throws {
        if after.listID != before.listID {
            try event(.leadMoved, after) { json in
                json.key("from_list_id")
                json.integer(before.listID.number)
                json.key("list_id")
                json.integer(after.listID.number)
                json.member("reason", "api")
            }
        }
        guard !names.isEmpty else { return }
        try event(.leadUpdated, after) { json in
            json.key("changed")
            json.beginArray()
            for name in names { json.string(name) }
            json.endArray()
            json.member("status", after.status)
            if after.status != before.status { json.member("status_before", before.status) }
        }
    }

    private func event(_ kind: EventKind, _ lead: Lead, _ facts: (inout JSONText) -> Void) throws {
        var json = JSONText()
        json.beginObject()
        facts(&json)
        json.member("actor", actor)
        json.endObject()
        try connection.run(
            Events.insertion(
                kind, lead: lead.id, of: account, id: try connection.ids.take(from: .row), at: now,
                facts: EventFacts.text(json.text(), with: lead, for: kind, in: configuration)))
    }
}

extension APIRequest {
    /// Refuses a token that is limited to named Criteria: it may post through those and see nothing else.
    func refuseScopedToken() throws(APIFailure) {
        if caller.isLimitedToCriteria { throw .forbidden }
    }
}
