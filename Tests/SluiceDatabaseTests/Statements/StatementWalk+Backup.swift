import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// What a backup reads and a restore adds; rows are loaded by statements made of the tables themselves.
    func walkBackup() async throws {
        let (account, now) = (Self.account, Self.now)
        let lines = try await database.read { connection in
            for shape in try TableShape.all(on: connection) {
                var reader = TableReader(shape)
                while try !reader.next(2, on: connection).isEmpty {}
                _ = try Restorations(connection).count(of: shape)
            }
            let journal = Suppressions(connection, of: account)
            _ = try (journal.count(), journal.firstBroken())
            let store = Restorations(connection)
            _ = try (store.unfinished(), store.newest(), store.isEmpty())
            return try journal.lines(after: 0, limit: 1000)
        }
        try await database.write { connection in
            let store = Restorations(connection)
            try store.begin(1, of: now, at: now)
            try store.finish(1, of: now, started: now, at: now)
            try store.raise(to: store.nextNumbers())
            try store.skip(large: 10, small: 1)
            // Lines of another history: one adds a number, one makes it a person's own, one lifts.
            guard var line = lines.first else { throw DatabaseError(.shape, "the walk has no journal") }
            func change(_ action: String, _ id: Int64, _ origin: String) -> Suppressions.Line {
                line.id = id
                line.action = action
                line.payload = JSONText.object([
                    ("number", "13105550999"), ("scope", "account"), ("origin", origin), ("created_at", "1"),
                ])
                return line
            }
            _ = try JournalReplay(connection, salt: { "salt" }, at: now).run([
                change("add", 900, "operator"), change("change", 901, "consumer"), change("lift", 902, "consumer"),
            ])
        }
        try await database.write { connection in
            guard var line = try Suppressions(connection, of: account).lines(after: 0, limit: 1000).last else {
                throw DatabaseError(.shape, "the walk has no journal")
            }
            line.id += 1
            line.entryID = 77
            line.action = "add"
            line.payload = JSONText.object([
                ("number", "13105550998"), ("scope", "account"), ("origin", "consumer"), ("created_at", "1"),
            ])
            line.digest = ContentDigest.text(of: Array((line.salt + line.payload).utf8))
            let link = [
                line.chain, String(account.number), String(line.id), String(line.at.milliseconds), line.action,
                line.actor, String(line.entryID), line.digest,
            ].joined(separator: "\u{1f}")
            line.chain = ContentDigest.text(of: Array(link.utf8))
            let outcome = try JournalReplay(connection, salt: { "salt" }, at: now).run([line])
            guard outcome.replayed == 1 else { throw DatabaseError(.shape, "the line does not follow") }
        }
    }
}
