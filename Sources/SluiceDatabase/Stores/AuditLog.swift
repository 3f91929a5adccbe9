public import SluiceCore

/// The audit log of one account: a chain without gaps, of which every link is the hash of the one before and of a salted
/// digest of its payload, so that erasing one person's payload leaves it verifiable. Rows are only ever added.
public struct AuditLog {
    /// Which entries are wanted.
    public struct Filter: Sendable, Hashable {
        /// Those of one actor.
        public var actor: String?
        /// Those of one kind.
        public var kind: AuditKind?
        /// Those about one object.
        public var object: String?
        /// Those of this moment and later.
        public var since: Timestamp?
        /// Those before this moment.
        public var until: Timestamp?
        /// Those below this place.
        public var before: Int64?

        /// All.
        public init() {}
    }

    private static let columns = "sequence, at, kind, actor, object, payload, salt, digest, previous, hash"

    let connection: any Connection
    let account: AccountID

    /// The log of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// Adds an entry in the transaction of its cause. The account's row is held from here to the end of the
    /// transaction, so that two writers make one chain: it is the last of all locks, so call this late.
    public static func record(_ entry: AuditEntry, in connection: any Connection) throws {
        let account = entry.account
        guard
            let head = try connection.first(
                """
                SELECT audit_sequence, audit_head, \(clause: connection.dialect.randomSalt) FROM account
                WHERE id = \(account.number) \(clause: connection.dialect.forUpdate)
                """)
        else { throw DatabaseError(.shape, "no such account") }
        let (payload, salt) = (entry.payload, try head.text(2))
        var line = AuditLine(
            account: account, sequence: try head.integer(0) &+ 1, at: entry.at, kind: entry.kind.rawValue,
            actor: entry.cause.actor, object: entry.object, payload: payload, salt: salt,
            digest: AuditLine.digest(salt + payload), previous: try head.text(1), hash: "")
        line.hash = line.link
        try connection.runAll([
            """
            INSERT INTO audit_entry (account_id, sequence, at, kind, actor, object, payload, salt, digest, previous, hash)
            VALUES (\(account.number), \(line.sequence), \(line.at.milliseconds), \(line.kind), \(line.actor),
                    \(line.object), \(payload), \(salt), \(line.digest), \(line.previous), \(line.hash))
            """,
            """
            UPDATE account SET audit_sequence = \(line.sequence), audit_head = \(line.hash) WHERE id = \(account.number)
            """,
        ])
    }

    /// Adds an entry to the log of every account, for what concerns them all; `entry` makes each account's.
    public static func recordEverywhere(
        in connection: any Connection, _ entry: (AccountID) -> AuditEntry
    ) throws {
        for account in try Accounts(connection).all().map(\.id).sorted() { try record(entry(account), in: connection) }
    }

    /// The newest entry's place and hash as the account's row names them: 0 and nothing before the first.
    public func head() throws -> (sequence: Int64, hash: String) {
        guard
            let row = try connection.first(
                "SELECT audit_sequence, audit_head FROM account WHERE id = \(account.number)")
        else { throw DatabaseError(.shape, "no such account") }
        return (try row.integer(0), try row.text(1))
    }

    /// The entries after a place, in order.
    public func lines(after sequence: Int64, limit: Int64) throws -> [AuditLine] {
        try connection.run(
            """
            SELECT \(clause: AuditLog.columns) FROM audit_entry
            WHERE account_id = \(account.number) AND sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """
        ).map(read)
    }

    /// The newest entries.
    public func search(_ filter: Filter, limit: Int64) throws -> [AuditLine] {
        var conditions: [Statement] = ["account_id = \(account.number)"]
        if let actor = filter.actor { conditions.append("actor = \(actor)") }
        if let kind = filter.kind { conditions.append("kind = \(kind.rawValue)") }
        if let object = filter.object { conditions.append("object = \(object)") }
        if let since = filter.since { conditions.append("at >= \(since.milliseconds)") }
        if let until = filter.until { conditions.append("at < \(until.milliseconds)") }
        if let before = filter.before { conditions.append("sequence < \(before)") }
        return try connection.run(
            """
            SELECT \(clause: AuditLog.columns) FROM audit_entry
            WHERE \(Statement.all(conditions)) ORDER BY sequence DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Empties the payload of an entry for good, and its salt, without which the digest says nothing about a person.
    /// The chain stays whole. That it was done is for the caller to record.
    public func erasePayload(of sequence: Int64) throws {
        try connection.run(
            """
            UPDATE audit_entry SET payload = '', salt = ''
            WHERE account_id = \(account.number) AND sequence = \(sequence)
            """)
    }

    private func read(_ row: Row) throws -> AuditLine {
        AuditLine(
            account: account, sequence: try row.integer(0), at: Timestamp(try row.integer(1)), kind: try row.text(2),
            actor: try row.text(3), object: try row.text(4), payload: try row.text(5), salt: try row.text(6),
            digest: try row.text(7), previous: try row.text(8), hash: try row.text(9))
    }
}
