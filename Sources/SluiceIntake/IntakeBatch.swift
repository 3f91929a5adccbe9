import SluiceCore
import SluiceDatabase

/// One transaction's worth of posts: lock, look, judge, write.
struct IntakeBatch: Sendable {
    let pipeline: IntakePipeline
    let clock: Clock
    let registers: @Sendable (PhoneNumber) -> RegisterAnswer
    /// Told of a configuration that the batch found newer than the one it was opened with.
    let adopt: @Sendable (AccountConfiguration) -> Void

    /// Answers every ticket. When a row fails, each post is tried alone, so that it takes nobody along. When it is the
    /// store that cannot, all are told so at once: alone each would only wait for the same.
    func run(_ tickets: [Ticket], on connection: any Connection) {
        do {
            let results = try commit(tickets, on: connection)
            connection.whenDurable { fault in
                for (ticket, result) in zip(tickets, results) { ticket.done(fault.map { .failure($0) } ?? result) }
            }
        } catch {
            let isOfTheStore = (error as? DatabaseError).map { $0.isTemporary && $0.code != .idsShort } ?? false
            guard tickets.count > 1, !isOfTheStore else {
                for ticket in tickets { ticket.done(.failure(error)) }
                return
            }
            for ticket in tickets { run([ticket], on: connection) }
        }
    }

    private func commit(
        _ tickets: [Ticket], on connection: any Connection
    ) throws -> [Result<IntakeResult, any Error>] {
        let count = Int64(tickets.count)
        try connection.ids.ensure(count * 4, of: .row, on: connection)
        for (account, number) in tickets.countByAccount {
            try connection.ids.ensure(number, of: IDSequence(.lead, of: account.number), on: connection)
        }
        return try connection.transaction { connection in
            try connection.lock(
                tickets.flatMap(\.locks), shared: tickets.countByAccount.keys.map(Configurations.lock))
            let now = clock.now()
            let fresh = try refresh(tickets, on: connection)
            var rows = try look(fresh, on: connection)
            let writes = LeadWrites(connection: connection, now: now)
            var statements: [Statement] = []
            var results: [Result<IntakeResult, any Error>] = []
            results.reserveCapacity(tickets.count)
            for (index, ticket) in tickets.enumerated() {
                if let key = ticket.key {
                    // Those before it in this batch may hold the same key, so what they wrote goes first.
                    try connection.store(statements)
                    statements = []
                    if let known = try recall(key, on: connection, at: now) {
                        results.append(.success(known))
                        continue
                    }
                }
                guard let known = fresh[index] else {
                    results.append(.failure(TokenEnded()))
                    continue
                }
                let phone = known.journey.key
                var found = phone.flatMap { rows[$0] } ?? PhoneRows()
                let judged =
                    found.isSilent ? known : known.judged(pipeline.again(known.journey, rows: found, clock: clock))
                let plan = try writes.plan(judged.journey, rows: &found)
                if let phone { rows[phone] = found }
                statements += plan.statements
                if let key = ticket.key {
                    statements.append(Idempotency.insertion(ticket.answer(plan.receipt), for: key, at: now))
                }
                results.append(.success(.receipt(plan.receipt)))
            }
            try connection.store(statements)
            return results
        }
    }

    private func recall(
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
            let again = Facts(post: facts.post, caller: caller, configuration: configuration, now: facts.now)
            return ticket.judged(pipeline.judge(again, registers: registers, clock: clock))
        }
    }

    /// The caller as it stands now; nobody where its token or its user no longer counts.
    private func standing(
        _ caller: Caller, in configuration: AccountConfiguration, on connection: any Connection, at now: Timestamp
    ) throws -> Caller? {
        switch caller.credential {
        case .user(let user): return Caller(user.id, in: configuration)
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
        return try LeadFacts(connection).rows(order.map { ($0, asked[$0] ?? []) })
    }
}

extension Ticket {
    var locks: [Int64] {
        [journey.key?.lock, key?.lock].compactMap(\.self)
    }
}

extension [Ticket] {
    var countByAccount: [AccountID: Int64] {
        reduce(into: [:]) { $0[$1.account, default: 0] += 1 }
    }
}
