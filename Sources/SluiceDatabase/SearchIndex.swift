import SluiceCore

/// The index of what only people search by: e-mail, names, other phones, owner.
///
/// A worker feeds it from the events, in sorted batches, so that storing a lead does not pay for it. A search merges
/// what has not been fed yet, so an acknowledged lead is always found; a key that is no longer true only makes a
/// search look at one row in vain.
public enum SearchIndex {
    /// How many events one step takes at most. The more there are, the more keys share a page and the less each costs:
    /// with a million leads indexed, a step of 1,000 takes 1.7 times the time per lead of one of 20,000.
    public static let batch = 10_000

    static let reader = "search_index"
    /// The lock under which one node at a time feeds.
    static let lockKey: Int64 = 0x736c_7578_6964_78
    private static let kinds = [EventKind.leadCreated.rawValue, EventKind.leadUpdated.rawValue]

    /// Feeds the next events and returns how many it took: `most` when more may wait.
    ///
    /// What is to be written is worked out on a read connection and goes into the table in its order, a stretch of it
    /// in each transaction, so that the writer is never held for long and a page that many keys fall on is written
    /// once. The place in the events moves with the last stretch; until then searches look at those leads themselves.
    /// Where another node was faster nothing more is written.
    public static func feed(_ database: any Database, most: Int = batch) async throws -> Int {
        let step = try await database.read { connection in try Step(connection, most: most) }
        guard let end = step.end else { return 0 }
        var rest = step.statements[...]
        repeat {
            let stretch = rest.prefix(Step.stretch)
            rest = rest.dropFirst(Step.stretch)
            let isLast = rest.isEmpty
            let isOurs = try await database.write { connection in
                try connection.lock([lockKey])
                guard try Events.position(of: reader, on: connection) == step.start else { return false }
                try connection.runAll(Array(stretch))
                if isLast { try Events.remember(end, of: reader, on: connection) }
                return true
            }
            guard isOurs else { return 0 }
        } while !rest.isEmpty
        return step.count
    }

    /// The leads that may hold one of `values` in `field`: those indexed under it, and all that the index has not seen.
    static func candidates(
        _ field: String, _ values: some Collection<String>, of account: AccountID, after position: Events.Position,
        _ dialect: Dialect
    ) -> Statement {
        """
        SELECT lead_id FROM search_key
        WHERE account_id = \(account.number) AND field = \(field) AND value IN (\(list: Set(values.map(SearchKey.fold)).sorted()))
        UNION
        SELECT lead_id FROM event WHERE account_id = \(account.number) AND kind IN (\(list: kinds))
          AND \(tail(position, dialect))
        """
    }

    private static func tail(_ position: Events.Position, _ dialect: Dialect) -> Statement {
        switch dialect {
        case .sqlite: "id > \(position.id)"
        case .postgres:
            "(era, tx, id) > (\(position.era), CAST(CAST(\(position.tx) AS TEXT) AS xid8), \(position.id))"
        }
    }

    /// One step of the worker: what it read and what is to be written.
    private struct Step: Sendable {
        let start: Events.Position
        var end: Events.Position?
        var count = 0
        var statements: [Statement] = []

        /// Statements to a transaction: of full ones, a thousand keys.
        static let stretch = 32

        init(_ connection: any Connection, most: Int) throws {
            start = try Events.position(of: reader, on: connection)
            let events = try Events.after(start, limit: Int64(most), on: connection)
            end = events.last?.position
            count = events.count
            var leads: [Subject: Bool] = [:]
            for (event, _) in events {
                guard let lead = event.lead, let kind = event.kind, kinds.contains(kind.rawValue) else { continue }
                // A lead that was only created has no keys yet.
                leads[Subject(account: event.account, lead: lead), default: false] =
                    kind != .leadCreated || leads[Subject(account: event.account, lead: lead)] == true
            }
            try plan(leads, connection)
        }

        private mutating func plan(_ leads: [Subject: Bool], _ connection: any Connection) throws {
            let subjects = leads.keys.sorted()
            let changed = subjects.filter { leads[$0] == true }
            let rows = try connection.runAll(subjects.map { $0.row(connection.dialect) })
            let known = try connection.runAll(changed.map(\.keys))
            var standing: Set<Key> = []
            for (subject, found) in zip(changed, known) {
                for row in found {
                    standing.insert(Key(subject: subject, field: try row.text(0), value: try row.text(1)))
                }
            }
            var wanted: Set<Key> = []
            for (subject, found) in zip(subjects, rows) {
                guard let row = found.first else { continue }
                let fields = try PackedFields.read(try row.text(0))
                for field in SearchKey.fields {
                    guard let value = fields[field], !value.isEmpty else { continue }
                    wanted.insert(Key(subject: subject, field: field, value: SearchKey.fold(value)))
                }
            }
            statements = standing.subtracting(wanted).sorted().map(\.removal)
            statements += Key.insertions(wanted.subtracting(standing).sorted())
        }
    }

    private struct Subject: Hashable, Comparable {
        var account: AccountID
        var lead: LeadID

        static func < (left: Subject, right: Subject) -> Bool {
            (left.account, left.lead) < (right.account, right.lead)
        }

        func row(_ dialect: Dialect) -> Statement {
            """
            SELECT \(clause: dialect.packedText("fields")) FROM lead
            WHERE account_id = \(account.number) AND id = \(lead.number)
            """
        }

        var keys: Statement {
            """
            SELECT field, value FROM search_key WHERE account_id = \(account.number) AND lead_id = \(lead.number)
            """
        }
    }

    private struct Key: Hashable, Comparable {
        var subject: Subject
        var field: String
        var value: String

        /// In the order of the table, so that neighbours go onto one page.
        static func < (left: Key, right: Key) -> Bool {
            (left.subject.account, left.field, left.value, left.subject.lead)
                < (right.subject.account, right.field, right.value, right.subject.lead)
        }

        var removal: Statement {
            """
            DELETE FROM search_key
            WHERE account_id = \(subject.account.number) AND field = \(field) AND value = \(value)
              AND lead_id = \(subject.lead.number)
            """
        }

        private var arguments: [DatabaseValue] {
            [.integer(subject.account.number), .text(field), .text(value), .integer(subject.lead.number)]
        }

        /// Many rows to a statement, of one text for all full ones.
        private static let rows = 32
        private static let full = text(rows: rows)
        private static let single = text(rows: 1)

        private static func text(rows: Int) -> String {
            let tuples = (0..<rows).map { "($\($0 * 4 + 1), $\($0 * 4 + 2), $\($0 * 4 + 3), $\($0 * 4 + 4))" }
            return "INSERT INTO search_key (account_id, field, value, lead_id) VALUES "
                + tuples.joined(separator: ", ") + " ON CONFLICT DO NOTHING"
        }

        static func insertions(_ keys: [Key]) -> [Statement] {
            let inFull = keys.count / rows * rows
            let many = stride(from: 0, to: inFull, by: rows).map { start in
                Statement(full, keys[start..<start + rows].flatMap(\.arguments))
            }
            return many + keys[inFull...].map { Statement(single, $0.arguments) }
        }
    }
}
