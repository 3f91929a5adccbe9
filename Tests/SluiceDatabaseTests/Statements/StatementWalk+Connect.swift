import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// Deliveries, how endpoints are, and leases.
    func walkConnect() async throws {
        let (account, now, crm, lead) = (Self.account, Self.now, EndpointID(1), LeadID(1))
        try await database.write { connection in
            guard let lease = try Leases.take("walk", as: "one", for: 5, at: now, connection) else {
                throw DatabaseError(.shape, "no lease")
            }
            guard try Leases.take("walk", as: "two", for: 5, at: now, connection) == nil else {
                throw DatabaseError(.shape, "two hold it")
            }
            _ = try Configurations.have(.subscription, connection)
            try Leases.renew(lease, for: 5, at: now, connection)
            try Leases.giveBack(lease, at: now, connection)
            try connection.run(EndpointStates.keep(CircuitBreaker(failures: 3), of: crm, in: account))
            guard try EndpointStates.all(connection).count == 1 else { throw DatabaseError(.shape, "no state") }
        }
        try await database.write { connection in
            let first = try Deliveries.numbers(4, of: account, connection)
            let made = (0..<4).map { index in
                Delivery(
                    id: first + index, of: account, to: crm, event: 100 + index, kind: "lead.created", lead: lead,
                    state: index == 1 ? .held : .waiting, at: now)
            }
            // One alone, and several together, which travel otherwise on PostgreSQL.
            try connection.store(Deliveries.insertion(made[0], "{}"))
            try connection.store(made[1...].flatMap { Deliveries.insertion($0, "{}") })
            _ = try Deliveries.isBusy(with: lead, at: crm, of: account, connection)
            let due = try Deliveries.due(to: crm, of: account, at: now, limit: 10, without: [first], connection)
            guard due.count == 2 else { throw DatabaseError(.shape, "\(due.count) are due") }
            func attempt(_ number: Int64) -> DeliveryAttempt {
                DeliveryAttempt(number: number, at: now, milliseconds: 5, request: "GET", answer: "")
            }
            var ended = made[0]
            (ended.state, ended.endedAt) = (.delivered, now)
            try connection.store([Deliveries.attempt(attempt(1), at: ended), Deliveries.moved(ended)])
            try connection.store([attempt(2), attempt(3)].map { Deliveries.attempt($0, at: ended) })
            try connection.run(Deliveries.release(lead, at: crm, of: account, at: now))
            try connection.run(Deliveries.tested(ended))

            var filter = Deliveries.Filter()
            filter.state = .delivered
            filter.lead = lead
            filter.kind = "lead.created"
            (filter.from, filter.to) = (now, now.adding(seconds: 1))
            guard try Deliveries.newest(filter, of: account, before: first + 1, limit: 5, connection).count == 1 else {
                throw DatabaseError(.shape, "not found")
            }
            filter.endpoint = crm
            filter.state = .dead
            _ = try Deliveries.newest(filter, of: account, before: nil, limit: 5, connection)
            guard try Deliveries.one(first, of: account, connection)?.attempts.count == 3 else {
                throw DatabaseError(.shape, "attempts")
            }
            _ = try Deliveries.backlog(of: crm, in: account, connection)
            _ = try Deliveries.replay(
                Deliveries.Filter(), of: account, after: 0, upTo: first, at: now, connection)
            _ = try Deliveries.abandon(first + 2, of: account, because: "walk", at: now, connection)
            try Deliveries.abandon(crm, of: account, because: "walk", at: now, connection)
            _ = try Leads(connection, of: account).existing([lead])
            guard try Deliveries.purge(connection, before: now.adding(seconds: 1)) == 4 else {
                throw DatabaseError(.shape, "purge")
            }
            try connection.store(Deliveries.insertion(made[0], "{}"))
        }
    }
}
