public import SluiceCore

/// The restores that led to this store, and what a restore must not lower.
public struct Restorations {
    /// Sequences with the next number that each would hand out: `12/lead` → 5001.
    public typealias NextNumbers = [String: Int64]

    let connection: any Connection

    /// Those of a store.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    /// When the restore began that did not come to its end; nothing where all did.
    public func unfinished() throws -> Timestamp? {
        try connection.first("SELECT started_at FROM restoration WHERE finished_at IS NULL ORDER BY id DESC LIMIT 1")
            .map { Timestamp(try $0.integer(0)) }
    }

    /// The number of the newest restore; 0 before the first.
    public func newest() throws -> Int64 {
        try connection.first("SELECT max(id) FROM restoration")?.optionalInteger(0) ?? 0
    }

    /// Notes that a restore begins, before anything is changed.
    public func begin(_ id: Int64, of madeAt: Timestamp, at now: Timestamp) throws {
        try connection.run(
            """
            INSERT INTO restoration (id, made_at, started_at) VALUES (\(id), \(madeAt.milliseconds), \(now.milliseconds))
            """)
    }

    /// Notes, in the transaction that loaded everything, that it is done, and begins a new era of events.
    public func finish(_ id: Int64, of madeAt: Timestamp, started: Timestamp, at now: Timestamp) throws {
        try connection.run(
            """
            INSERT INTO restoration (id, made_at, started_at, finished_at)
            VALUES (\(id), \(madeAt.milliseconds), \(started.milliseconds), \(now.milliseconds))
            ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at
            """)
        if connection.dialect == .postgres {
            try connection.run(Statement("ALTER TABLE event ALTER COLUMN era SET DEFAULT \(id &+ 1)", []))
        }
    }

    /// What every sequence would hand out next.
    public func nextNumbers() throws -> NextNumbers {
        var numbers: NextNumbers = [:]
        for row in try connection.run("SELECT account_id, kind, next_id FROM id_block") {
            numbers["\(try row.integer(0))/\(try row.text(1))"] = try row.integer(2)
        }
        return numbers
    }

    /// Raises sequences that would hand out a number again. Those of accounts that are not there are passed over.
    public func raise(to numbers: NextNumbers) throws {
        let accounts = Set(try Accounts(connection).all().map(\.id.number) + [0])
        for (name, next) in numbers.sorted(by: { $0.key < $1.key }) {
            let parts = name.split(separator: "/")
            guard parts.count == 2, let account = Int64(parts[0]), accounts.contains(account) else { continue }
            try connection.run(
                """
                INSERT INTO id_block (account_id, kind, next_id) VALUES (\(account), \(String(parts[1])), \(next))
                ON CONFLICT (account_id, kind) DO UPDATE SET next_id = excluded.next_id
                WHERE id_block.next_id < excluded.next_id
                """)
        }
    }

    /// Moves every sequence on by a gap: by `large` where numbers are handed out by the thousand, by `small` elsewhere.
    public func skip(large: Int64, small: Int64) throws {
        let kinds = [IDSequence.Kind.lead, .row, .callLog].map(\.rawValue)
        try connection.run("UPDATE id_block SET next_id = next_id + \(large) WHERE kind IN (\(list: kinds))")
        try connection.run("UPDATE id_block SET next_id = next_id + \(small) WHERE kind NOT IN (\(list: kinds))")
    }

    /// Whether anything was ever put into this store.
    public func isEmpty() throws -> Bool {
        try connection.first("SELECT 1 FROM account LIMIT 1") == nil
    }

    /// How many rows a table has.
    public func count(of table: TableShape) throws -> Int64 {
        try connection.first("SELECT count(*) FROM \(clause: TableShape.quoted(table.name))")?.integer(0) ?? 0
    }
}
