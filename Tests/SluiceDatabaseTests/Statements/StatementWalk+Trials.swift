import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// Back-tests, and what shadows said.
    func walkTrials() async throws {
        let (account, now) = (Self.account, Self.now)
        try await database.write { connection in
            let tests = BackTests(connection, of: account)
            let made = try tests.create(form: ["days": "7"], by: "walk", at: now)
            guard try tests.newest(before: made.id + 1, limit: 5) == [made] else { throw DatabaseError(.shape, "none") }
            guard try BackTests.idle(at: now, connection) != nil else { throw DatabaseError(.shape, "none is idle") }
            _ = try tests.claim(made.id, as: "one", at: now)
            try tests.advance(made.id, posts: 5, percent: 50, as: "one", at: now)
            try tests.release(made.id, as: "one")
            _ = try tests.claim(made.id, as: "two", at: now)
            try tests.end(made.id, .done, result: "{}", as: "two", at: now)
            let other = try tests.create(form: [:], by: "walk", at: now)
            _ = try tests.cancel(other.id, because: "walk", at: now)

            for id in Int64(900)...902 {
                let receipt = Receipt(
                    accountID: account, at: now, outcome: .accepted, leadID: LeadID(1), criteriaID: CriteriaID(5),
                    door: .leadPost, version: 1, entries: [], notes: [])
                let trail = ReceiptTrail.text([], notes: [])
                try connection.run(Receipts.insertion(receipt, id: id, trail: trail, post: "{}"))
            }
            let posts = PastPosts(connection, of: account)
            guard let span = try posts.span(since: now) else { throw DatabaseError(.shape, "no receipts") }
            let page = try posts.page(after: span.first - 1, to: span.last, under: [CriteriaID(5)], limit: 5)
            guard page.count == 3 else { throw DatabaseError(.shape, "no page") }

            var receipt = Receipt(
                id: ReceiptID(1), accountID: account, at: now, outcome: .accepted, criteriaID: CriteriaID(5),
                door: .leadPost, version: 1, entries: [], notes: [])
            receipt.shadow = ShadowVerdict(
                criteriaID: CriteriaID(6), outcome: .refused, refusal: Refusal(.duplicate, evidence: ""))
            var tally = PostTally()
            tally.count(receipt)
            try connection.runAll(try tally.statements(connection))
            guard try ShadowFigures.addUp(on: connection) == 1, let day = AccountTime(zone: "UTC").day(at: now),
                try ShadowFigures(connection, of: account).report(on: CriteriaID(5), from: day, to: day).count == 1
            else { throw DatabaseError(.shape, "no figures") }
        }
    }
}
