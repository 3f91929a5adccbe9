import SluiceCore
import SluiceDatabase

extension StatementWalk {
    func walkVendors() async throws {
        let (account, now, key) = (Self.account, Self.now, CriteriaID(5))
        try await database.write { connection in
            let uses = VendorUses(connection, of: account)
            try uses.reserve(Reservation(id: "a", price: Money(cents: 5), expiresAt: now), of: key)
            try connection.run(VendorUses.storing(VendorUse(), of: key, of: account))
            _ = try uses.uses(of: [key])
            try connection.run(VendorUses.removal(ofReservation: "b", of: key, of: account))
            try uses.removeLapsed(of: key, at: now)

            var tally = PostTally()
            tally.count(
                Receipt(
                    accountID: account, at: now, outcome: .refused, door: .leadPost, version: 1, entries: [], notes: [])
            )
            try connection.runAll(try tally.statements(connection))
            _ = try VendorFigures.addUp(on: connection)
            guard let day = AccountTime(zone: "UTC").day(at: now) else { throw DatabaseError(.shape, "no day") }
            var filter = VendorFigures.Filter(from: day, to: day)
            (filter.criteriaID, filter.tokenID, filter.listID) = (CriteriaID(0), TokenID(0), ListID(0))
            let lines = try VendorFigures(connection, of: account).board(filter, by: VendorFigures.Dimension.allCases)
            try VendorFigures(connection, of: account).beginLimits(
                BuyingTerms(), of: key, AccountTime(zone: "UTC"), at: now)
            guard lines.count == 1 else { throw DatabaseError(.shape, "no figures") }

            let returns = LeadReturns(connection, of: account)
            try returns.save(
                LeadReturn(
                    leadID: LeadID(1), criteriaID: key, tokenID: TokenID(1), listID: ListID(1), reason: "walk",
                    price: Money(cents: 5), boughtAt: now, returnedAt: now, returnedBy: "walk", statusBefore: "NEW"),
                AccountTime(zone: "UTC"))
            _ = try returns.of(LeadID(1))
            var wanted = LeadReturns.Filter()
            (wanted.since, wanted.until, wanted.criteriaID) = (now, now.adding(seconds: 1), key)
            wanted.after = (now, LeadID(0))
            guard try returns.search(wanted, limit: 5).count == 1 else { throw DatabaseError(.shape, "no return") }

            let links = VendorLinks(connection)
            try links.create(
                VendorLink(
                    id: 1, accountID: account, criteriaID: key, createdAt: now, createdBy: "walk", expiresAt: now),
                hash: "hash")
            _ = try links.link(hash: "hash")
            _ = try links.all(of: account)
            _ = try links.revoke(1, of: account, at: now)
            _ = try Receipts(connection, of: account).lastRefusals(of: key, limit: 5)
        }
        let rebuild = VendorRebuild(
            database, of: Account(id: account, name: "Walk", timeZone: "America/Los_Angeles", createdAt: now))
        guard let days = rebuild.days(keeping: 30, at: now) else { throw DatabaseError(.shape, "no days") }
        _ = try await rebuild.run(days)
    }
}
