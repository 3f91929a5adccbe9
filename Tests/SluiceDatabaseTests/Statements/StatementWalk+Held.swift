import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// Posts that wait for the CRM.
    func walkHeldPosts() async throws {
        let (account, now) = (Self.account, Self.now)
        try await database.write { connection in
            let posts = (1...3).map {
                HeldPost(ReceiptID($0), of: account, at: now, door: .insert, actor: "token:1", post: "{}")
            }
            for post in posts { try connection.run(HeldPosts.insertion(post)) }
            let later = now.adding(seconds: 60)
            guard let first = try HeldPosts.due(at: later, limit: 9, connection).first,
                try HeldPosts.claim(first, at: later, connection), try !HeldPosts.claim(first, at: later, connection)
            else { throw DatabaseError(.shape, "claimed by two") }
            try HeldPosts.remark(first.receiptID, of: account, because: "timed_out", connection)
            guard try HeldPosts.post(first.receiptID, of: account, connection)?.because == "timed_out" else {
                throw DatabaseError(.shape, "not remarked")
            }
            for receipt in [ReceiptID(8), ReceiptID(9)] {
                try connection.run(HeldPosts.fall(ReceiptID(2), of: account, into: receipt, by: "", at: now))
            }
            guard try HeldPosts.fell(ReceiptID(2), of: account, into: ReceiptID(8), connection),
                try !HeldPosts.fell(ReceiptID(2), of: account, into: ReceiptID(9), connection)
            else { throw DatabaseError(.shape, "fell twice") }
            let waiting = try HeldPosts.list(of: account, isWaiting: true, before: ReceiptID(9), limit: 9, connection)
            guard waiting.map(\.receiptID) == [ReceiptID(3), ReceiptID(1)] else {
                throw DatabaseError(.shape, "waiting")
            }
            _ = try HeldPosts.list(of: account, isWaiting: false, before: nil, limit: 9, connection)
            guard try HeldPosts.purge(connection, of: account, before: later) == 1 else {
                throw DatabaseError(.shape, "not purged")
            }
        }
    }
}
