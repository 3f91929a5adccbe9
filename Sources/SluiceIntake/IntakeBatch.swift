import SluiceCore
import SluiceDatabase

/// One transaction's worth of posts: lock, look, judge, write.
struct IntakeBatch: Sendable {
    let pipeline: IntakePipeline
    let clock: Clock
    let registers: @Sendable (PhoneNumber) -> RegisterAnswer
    /// Salts of lines in the journal of Do Not Call.
    let salt: @Sendable () -> String
    /// Told of a configuration that the batch found newer than the one it was opened with.
    let adopt: @Sendable (AccountConfiguration) -> Void

    /// Answers every ticket. When a row fails, each post is tried alone, so that it takes nobody along. When it is the
    /// store that cannot, all are told so at once: alone each would only wait for the same.
    func run(_ tickets: [Ticket], on connection: any Connection, isAgain: Bool = false) {
        do {
            let results = try commit(tickets, on: connection)
            connection.whenDurable { fault in
                for (ticket, result) in zip(tickets, results) { ticket.done(fault.map { .failure($0) } ?? result) }
            }
        } catch {
            let isOfTheStore = (error as? DatabaseError).map { $0.isTemporary && $0.code != .idsShort } ?? false
            guard !isAgain, !isOfTheStore else {
                for ticket in tickets { ticket.done(.failure(error)) }
                return
            }
            // The numbers at hand may be those of leads that another node has imported meanwhile.
            for account in tickets.countByAccount.keys { connection.ids.forget(IDSequence(.lead, of: account.number)) }
            for ticket in tickets { run([ticket], on: connection, isAgain: true) }
        }
    }

    /// Judges and stores the posts in one transaction. `closing` sees the results and adds what belongs to them; when it
    /// throws, nothing was stored.
    func commit(
        _ tickets: [Ticket], on connection: any Connection,
        closing: ([Result<IntakeResult, any Error>], any Connection) throws -> Void = { _, _ in }
    ) throws -> [Result<IntakeResult, any Error>] {
        let count = Int64(tickets.count)
        try connection.ids.ensure(count * 5, of: .row, on: connection)
        for (account, number) in tickets.countByAccount {
            try connection.ids.ensure(number, of: IDSequence(.lead, of: account.number), on: connection)
        }
        return try connection.transaction { connection in
            try connection.lock(
                tickets.flatMap(\.locks), shared: tickets.countByAccount.keys.map(Configurations.lock))
            let now = clock.now()
            let fresh = try refresh(tickets, on: connection)
            var ledger = try VendorLedger(fresh.lazy.compactMap { $0?.journey }, on: connection)
            var tally = PostTally()
            var rows = try look(fresh, on: connection)
            let writes = LeadWrites(connection: connection, now: now, nanoseconds: clock.nanoseconds(), salt: salt)
            var statements: [Statement] = []
            var results: [Result<IntakeResult, any Error>] = []
            results.reserveCapacity(tickets.count)
            for (index, ticket) in tickets.enumerated() {
                if let key = ticket.key {
                    // Those before it in this batch may hold the same key, so what they wrote goes first.
                    try connection.store(statements)
                    statements = []
                    if let known = try IntakeBatch.recall(key, on: connection, at: now) {
                        results.append(.success(known))
                        continue
                    }
                }
                guard var journey = fresh[index]?.journey else {
                    results.append(.failure(TokenEnded()))
                    continue
                }
                let phone = journey.key
                var found = phone.flatMap { rows[$0] } ?? PhoneRows()
                journey = ledger.judge(journey) { journey, use in
                    pipeline.judged(journey, use: use, registers: registers, clock: clock)
                }
                if !found.isSilent { journey = pipeline.again(journey, rows: found, clock: clock) }
                guard !journey.isQuestionOpen else {
                    results.append(.failure(QuestionOpen()))
                    continue
                }
                try writes.suppress(journey, &found)
                let plan = try writes.plan(journey, rows: &found)
                ledger.count(journey, plan.receipt)
                tally.count(plan.receipt)
                if let phone { rows[phone] = found }
                statements += plan.statements
                if let key = ticket.key {
                    statements.append(Idempotency.insertion(ticket.answer(plan.receipt), for: key, at: now))
                }
                results.append(.success(.receipt(plan.receipt)))
            }
            try connection.store(statements + ledger.statements + tally.statements(connection))
            try closing(results, connection)
            return results
        }
    }

    static func recall(
        _ key: IdempotencyKey, on connection: any Connection, at now: Timestamp
    ) throws -> IntakeResult? {
        switch try Idempotency.find(key, on: connection, at: now) {
        case .new: nil
        case .answered(let answer): .replay(answer)
        case .reused: .keyReused
        }
    }

    /// Judges anew every post whose account has changed its configuration since; nothing where its token has ended.
    private func refresh(_ tickets: [Ticket], on connection: any Connection) throws -> [Ticket?] {
        var versions: [AccountID: Int64] = [:]
        for account in Set(tickets.map(\.account)) {
            versions[account] = try Configurations(connection, of: account).version()
        }
        var newer: [AccountID: AccountConfiguration] = [:]
        return try tickets.map { ticket in
            let account = ticket.account
            guard versions[account] != ticket.journey.facts.configuration.version else { return ticket }
            if newer[account] == nil {
                newer[account] = try Configurations(connection, of: account).snapshot()
                if let configuration = newer[account] { adopt(configuration) }
            }
            let facts = ticket.journey.facts
            guard let configuration = newer[account],
                let caller = try standing(facts.caller, in: configuration, on: connection, at: facts.now)
            else { return nil }
            var again = Facts(post: facts.post, caller: caller, configuration: configuration, now: facts.now)
            (again.crm, again.held) = (facts.crm, facts.held)
            return ticket.judged(pipeline.judge(again, registers: registers, clock: clock))
        }
    }

    /// The caller as it stands now; nobody where its token or its user no longer counts.
    private func standing(
        _ caller: Caller, in configuration: AccountConfiguration, on connection: any Connection, at now: Timestamp
    ) throws -> Caller? {
        switch caller.credential {
        case .user(let user): return Caller(user.id, in: configuration)
        case .nobody: return nil
        case .token(let known):
            let token = try Accounts(connection).tokens(of: caller.accountID).map(\.token).first { $0.id == known.id }
            return token.flatMap { $0.isValid(at: now) ? Caller($0) : nil }
        }
    }

    private func look(_ tickets: [Ticket?], on connection: any Connection) throws -> [PhoneKey: PhoneRows] {
        var asked: [PhoneKey: RowQuestions] = [:]
        var order: [PhoneKey] = []
        for case let ticket? in tickets where ticket.journey.asksRows {
            guard let key = ticket.journey.key else { continue }
            if asked[key] == nil { order.append(key) }
            asked[key, default: []].formUnion(ticket.journey.questions)
        }
        var rows = try LeadFacts(connection).rows(order.map { ($0, asked[$0] ?? []) })
        let keeping = tickets.compactMap { ticket in ticket?.keptID.map { (ticket: ticket, id: $0) } }
        for (account, asking) in Dictionary(grouping: keeping, by: { $0.ticket?.account }) {
            guard let account else { continue }
            let taken = try Leads(connection, of: account).taken(Set(asking.map(\.id)))
            for one in asking where taken.contains(one.id) {
                guard let key = one.ticket?.journey.key else { continue }
                rows[key, default: PhoneRows()].takenIDs.insert(one.id)
            }
        }
        return rows
    }
}

extension Ticket {
    /// The number that its lead wants to keep.
    var keptID: LeadID? { journey.refusal == nil ? journey.facts.post.carried?.id : nil }

    var locks: [Int64] {
        let own = [journey.key?.lock, key?.lock].compactMap(\.self)
        guard journey.draft.isSuppressed, let phone = journey.draft.phone else { return own }
        return own + DNCList.locks(for: [phone.digits], of: account)
    }
}

extension [Ticket] {
    var countByAccount: [AccountID: Int64] {
        reduce(into: [:]) { $0[$1.account, default: 0] += 1 }
    }
}
