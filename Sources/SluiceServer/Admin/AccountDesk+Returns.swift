import SluiceCore
import SluiceDatabase

/// Leads that are given back to their vendors.
extension AccountDesk {
    /// Gives a lead back for a reason, within the window of the key that it was bought under.
    ///
    /// It takes the status `RETURN` and leaves the hopper: it stays known, so that it is not bought twice, and is dialed no
    /// more.
    func returnLead(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        let lead = leadID(&fields)
        fields.require("reason")
        let reason = fields.value("reason")?.lowercased() ?? ""
        if !reason.isEmpty, !BuyingForm.isReason(reason) {
            fields.fault("reason", "takes a word such as wrong_number")
        }
        try fields.check("a return")
        let (configuration, actor) = (configuration, actor)
        let (made, phone) = try await change(lead) { connection, before, now in
            let account = configuration.account.id
            if let standing = try LeadReturns(connection, of: account).of(before.id), standing.undoneAt == nil {
                throw ProblemReport("lead", "was returned already, for \(standing.reason)")
            }
            let bought = try AccountDesk.purchase(of: before.id, on: connection, configuration)
            try AccountDesk.check(reason, bought, configuration, at: now)
            var after = before
            after.status = LeadStatus.returned
            after.modifiedAt = now
            let made = LeadReturn(
                leadID: before.id, criteriaID: bought.criteriaID ?? CriteriaID(0),
                tokenID: bought.tokenID ?? TokenID(0), listID: bought.listID ?? before.listID, reason: reason,
                price: bought.price ?? Money(cents: 0), boughtAt: bought.at, returnedAt: now, returnedBy: actor,
                statusBefore: before.status)
            try AccountDesk.store(made, after, before, .leadReturned, on: connection, configuration, at: now)
            return made
        }
        return .object(ReturnView.members(of: made, phone: phone, configuration, tokens: try await tokenNames()))
    }

    /// Takes a return back, within the same window.
    func undoReturn(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        let lead = leadID(&fields)
        try fields.check("a return")
        let configuration = configuration
        let (made, phone) = try await change(lead) { connection, before, now in
            let account = configuration.account.id
            guard var made = try LeadReturns(connection, of: account).of(before.id), made.undoneAt == nil else {
                throw ProblemReport("lead", "was not returned")
            }
            let days = configuration.criteria[made.criteriaID]?.buying?.returnDays ?? 0
            guard now <= made.boughtAt.adding(seconds: Int64(days) * 86_400) else {
                throw ProblemReport("lead", "the \(days) days in which it can be returned and taken back are over")
            }
            made.undoneAt = now
            var after = before
            if before.status == LeadStatus.returned { after.status = made.statusBefore }
            after.modifiedAt = now
            try AccountDesk.store(made, after, before, .leadReturnUndone, on: connection, configuration, at: now)
            return made
        }
        return .object(ReturnView.members(of: made, phone: phone, configuration, tokens: try await tokenNames()))
    }

    private func leadID(_ fields: inout FormFields) -> LeadID {
        fields.require("lead")
        guard let text = fields.value("lead"), !text.isEmpty else { return LeadID(0) }
        guard let id = LeadID(wire: text) else {
            fields.fault("lead", "takes a lead's number")
            return LeadID(0)
        }
        return id
    }

    /// Changes a lead under the lock of its phone.
    private func change(
        _ id: LeadID, _ body: @escaping @Sendable (any Connection, Lead, Timestamp) throws -> LeadReturn
    ) async throws -> (LeadReturn, PhoneNumber) {
        let (account, now) = (account, parts.clock.now())
        guard let known = try await parts.database.read({ try Leads($0, of: account).lead(id) }) else {
            throw ProblemReport("lead", "the account has no lead \(id)")
        }
        let made = try await parts.database.write { connection in
            try connection.lock([PhoneKey(account, known.phone).lock], shared: [Configurations.lock(of: account)])
            guard let lead = try Leads(connection, of: account).lead(id), lead.phone == known.phone else {
                throw ProblemReport("lead", "changed meanwhile; look again")
            }
            guard lead.status != LeadStatus.inCall else { throw ProblemReport("lead", "is in a call") }
            return try body(connection, lead, now)
        }
        return (made, known.phone)
    }

    /// The receipt of the post that made the lead.
    private static func purchase(
        of lead: LeadID, on connection: any Connection, _ configuration: AccountConfiguration
    ) throws -> Receipt {
        var filter = Receipts.Filter()
        filter.leadID = lead
        filter.outcome = .accepted
        guard let receipt = try Receipts(connection, of: configuration.account.id).search(filter, limit: 1).first else {
            throw ProblemReport("lead", "no post that made it is on record, so nobody knows from whom it was bought")
        }
        return receipt.receipt
    }

    private static func check(
        _ reason: String, _ bought: Receipt, _ configuration: AccountConfiguration, at now: Timestamp
    ) throws {
        guard let criteria = bought.criteriaID.flatMap({ configuration.criteria[$0] }) else {
            throw ProblemReport("lead", "was not bought under a key, or its key is gone")
        }
        guard let terms = criteria.buying, let days = terms.returnDays else {
            throw ProblemReport("lead", "\(criteria.name) takes no returns")
        }
        guard now <= bought.at.adding(seconds: Int64(days) * 86_400) else {
            throw ProblemReport("lead", "the \(days) days in which \(criteria.name) takes returns are over")
        }
        guard terms.returnReasons.isEmpty || terms.returnReasons.contains(reason) else {
            throw ProblemReport("reason", "takes one of \(terms.returnReasons.joined(separator: ", "))")
        }
    }

    private static func store(
        _ made: LeadReturn, _ after: Lead, _ before: Lead, _ event: EventKind, on connection: any Connection,
        _ configuration: AccountConfiguration, at now: Timestamp
    ) throws {
        let account = configuration.account.id
        try Leads(connection, of: account).save(after, before: before)
        try connection.run(Hopper.removal(of: after.id, account: account))
        try LeadReturns(connection, of: account).save(made, AccountTime(configuration.account))
        let facts = JSONText.object([
            ("reason", made.reason), ("price", made.price.text), ("status", after.status),
            ("status_before", before.status),
        ])
        try connection.run(
            Events.insertion(
                event, lead: after.id, of: account, id: try connection.ids.take(from: .row), at: now, facts: facts))
    }

    // MARK: The file

    /// Returns that stand, the oldest first, with the place behind them where there are more.
    func returns(_ given: FormFields, limit: Int64, after: String? = nil) async throws -> (
        rows: [JSONValue], next: String?
    ) {
        var fields = given
        var filter = LeadReturns.Filter()
        let time = AccountTime(configuration.account)
        for (name, isStart) in [("from", true), ("to", false)] {
            guard let text = fields.value(name), !text.isEmpty else { continue }
            guard text.utf8.count == 10, let day = CalendarDate(wire: text) else {
                fields.fault(name, "takes a day such as 2026-01-20")
                continue
            }
            if isStart { filter.since = time.start(of: day) } else { filter.until = time.end(of: day) }
        }
        filter.criteriaID = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames)
        if let after {
            let parts = after.split(separator: ".").compactMap { Int64($0) }
            if parts.count == 2 {
                filter.after = (Timestamp(parts[0]), LeadID(parts[1]))
            } else {
                fields.fault("cursor", "takes next of the page before")
            }
        }
        try fields.check("a search")
        let (account, wanted) = (account, filter)
        let (found, phones) = try await parts.database.read { connection in
            let found = try LeadReturns(connection, of: account).search(wanted, limit: limit + 1)
            let leads = Leads(connection, of: account)
            let phones = try found.prefix(Int(limit)).map { try leads.lead($0.leadID)?.phone }
            return (found, phones)
        }
        let tokens = try await tokenNames()
        let page = zip(found, phones)
        let last = found.count > Int(limit) ? found.dropLast().last : nil
        return (
            page.map { .object(ReturnView.members(of: $0, phone: $1, configuration, tokens: tokens)) },
            last.map { "\($0.returnedAt.milliseconds).\($0.leadID)" }
        )
    }
}

/// A return as the account's own people and its vendor read it.
enum ReturnView {
    static let columns = [
        "lead_id", "phone", "key", "token", "list", "reason", "price", "bought", "returned", "by", "undone",
    ]

    static func members(
        of made: LeadReturn, phone: PhoneNumber?, _ configuration: AccountConfiguration, tokens: [TokenID: String]
    ) -> [(name: String, value: JSONValue)] {
        [
            ("lead_id", .id(made.leadID)), ("phone", .text(phone.map { String($0.digits) })),
            ("key", .text(configuration.criteria[made.criteriaID]?.name)),
            ("token", .text(made.tokenID.number == 0 ? "command line" : tokens[made.tokenID])),
            ("list", .text(configuration.lists[made.listID]?.name)), ("reason", .string(made.reason)),
            ("price", .string(made.price.text)), ("bought", .moment(made.boughtAt)),
            ("returned", .moment(made.returnedAt)), ("by", .string(made.returnedBy)),
            ("undone", .moment(made.undoneAt)),
        ]
    }
}
