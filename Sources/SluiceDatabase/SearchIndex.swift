public import SluiceCore

/// The index of what only people search by: e-mail, names, other phones, owner.
///
/// A worker feeds it from the events, in sorted batches, so that storing a lead does not pay for it. A search merges
/// what has not been fed yet, so an acknowledged lead is always found; a key that is no longer true only makes a
/// search look at one row in vain.
public enum SearchIndex {
    /// How many events one step takes at most. The more there are, the more keys share a page and the less each costs.
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
            let batch = rest.prefix(Step.batch)
            rest = rest.dropFirst(Step.batch)
            let isLast = rest.isEmpty
            let isOurs = try await database.write { connection in
                try connection.lock([lockKey])
                guard try Events.position(of: reader, on: connection) == step.start else { return false }
                try connection.runAll(Array(batch))
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
        // CROSS JOIN keeps SQLite from turning the order round: stretches are few, keys are many.
        """
        SELECT k.lead_id FROM search_stretch s CROSS JOIN search_key k
        WHERE s.account_id = \(account.number) AND k.account_id = s.account_id AND k.stretch = s.stretch
          AND k.key IN (\(list: Set(values.map { SearchKey.key(field, $0) }).sorted()))
        UNION
        \(unseen(of: account, after: position, dialect))
        """
    }

    /// The leads of events that the index has not come to.
    static func unseen(of account: AccountID, after position: Events.Position, _ dialect: Dialect) -> Statement {
        """
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
        static let batch = 16

        init(_ connection: any Connection, most: Int) throws {
            start = try Events.position(of: reader, on: connection)
            let events = try Events.after(start, limit: Int64(most), on: connection)
            end = events.last?.position
            count = events.count
            var leads: Set<Subject> = []
            for (event, _) in events {
                guard let lead = event.lead, let kind = event.kind, kinds.contains(kind.rawValue) else { continue }
                leads.insert(Subject(account: event.account, lead: lead))
            }
            statements = SearchIndex.insertions(try Step.keys(of: leads, connection))
        }

        /// The keys that the leads have now.
        private static func keys(of leads: Set<Subject>, _ connection: any Connection) throws -> [Key] {
            var keys: [Key] = []
            for (account, leads) in Dictionary(grouping: leads, by: \.account) {
                let numbers = leads.map(\.lead.number).sorted()
                for start in stride(from: 0, to: numbers.count, by: Step.rows) {
                    let some = Array(numbers[start..<min(numbers.count, start + Step.rows)])
                    let rows = try connection.run(
                        """
                        SELECT id, \(clause: connection.dialect.packedText("fields")) FROM lead
                        WHERE account_id = \(account.number) AND id IN (\(list: some))
                        """)
                    for row in rows {
                        keys += try SearchIndex.keys(LeadID(try row.integer(0)), of: account, fields: try row.text(1))
                    }
                }
            }
            return keys
        }

        /// Leads read by one statement.
        private static let rows = 256
    }

    private struct Subject: Hashable {
        var account: AccountID
        var lead: LeadID
    }

    // MARK: Keys

    /// One row of the index.
    public struct Key: Hashable, Sendable, Comparable {
        /// Whose lead it is.
        public var account: AccountID
        /// Which stretch of leads.
        public var stretch: Int64
        /// A hash of field and value.
        public var key: Int64
        /// The lead that had the value.
        public var lead: LeadID

        /// A row of these.
        public init(account: AccountID, stretch: Int64, key: Int64, lead: LeadID) {
            self.account = account
            self.stretch = stretch
            self.key = key
            self.lead = lead
        }

        /// In the order of the table, so that neighbours go onto one page.
        public static func < (left: Key, right: Key) -> Bool {
            (left.account, left.stretch, left.key, left.lead) < (right.account, right.stretch, right.key, right.lead)
        }
    }

    /// Leads in one stretch of the index.
    ///
    /// Keys are spread like dice, so in one large table every key would fall on a page of its own, and a step would
    /// write as many pages as keys. A stretch holds the keys of neighbouring leads and is small: new keys share its
    /// pages, however many leads there are. A search looks into each stretch, one or two hundred for ten million leads.
    private static let leadsInStretch: Int64 = 65_536

    /// The stretch that a lead's keys stand in.
    static func stretch(of lead: LeadID) -> Int64 { lead.number / leadsInStretch }

    /// The keys of a lead whose packed fields are the text `fields`.
    public static func keys(_ lead: LeadID, of account: AccountID, fields: String) throws -> [Key] {
        try PackedFields.values(of: SearchKey.fields, in: fields).filter { !$0.value.isEmpty }.map { field, value in
            Key(
                account: account, stretch: stretch(of: lead), key: SearchKey.key(field, value), lead: lead)
        }
    }

    /// Puts keys into the index, in its order. Those that stand there already stay.
    public static func insertions(_ keys: [Key]) -> [Statement] {
        let keys = keys.sorted()
        var stretches: [Statement] = []
        var last: Key?
        for key in keys where key.account != last?.account || key.stretch != last?.stretch {
            stretches.append(
                """
                INSERT INTO search_stretch (account_id, stretch) VALUES (\(key.account.number), \(key.stretch))
                ON CONFLICT DO NOTHING
                """)
            last = key
        }
        let inFull = keys.count / rows * rows
        let many = stride(from: 0, to: inFull, by: rows).map { start in
            Statement(full, keys[start..<start + rows].flatMap(\.arguments))
        }
        return stretches + many + keys[inFull...].map { Statement(single, $0.arguments) }
    }

    /// Many rows to a statement, of one text for all full ones.
    private static let rows = 64
    private static let full = text(rows: rows)
    private static let single = text(rows: 1)

    private static func text(rows: Int) -> String {
        let tuples = (0..<rows).map { "($\($0 * 4 + 1), $\($0 * 4 + 2), $\($0 * 4 + 3), $\($0 * 4 + 4))" }
        return "INSERT INTO search_key (account_id, stretch, key, lead_id) VALUES "
            + tuples.joined(separator: ", ") + " ON CONFLICT DO NOTHING"
    }
}

extension SearchIndex.Key {
    fileprivate var arguments: [DatabaseValue] {
        [.integer(account.number), .integer(stretch), .integer(key), .integer(lead.number)]
    }
}
