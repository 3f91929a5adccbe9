public import SluiceCore

/// Where a change of configuration came from.
public struct ChangeOrigin: Sendable, Hashable {
    /// The door: `cli`, `api`, `v1`, or empty for the server's own work.
    public var door: String
    /// The address of whoever asked, where there is one.
    public var address: String?
    /// Why, in the words of whoever asked.
    public var comment: String?

    /// An origin of these.
    public init(door: String = "", address: String? = nil, comment: String? = nil) {
        self.door = door
        self.address = address
        self.comment = comment
    }
}

/// Every change of one account's configuration. Rows are only ever added, in the transaction of their change.
public struct ConfigurationHistory {
    let connection: any Connection
    let account: AccountID

    /// The history of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// One change of one object.
    public struct Change: Sendable, Hashable {
        /// The configuration version that it made.
        public var version: Int64
        /// When.
        public var at: Timestamp
        /// Who: `token:7`, `cli:alice`.
        public var actor: String
        /// From where.
        public var origin: ChangeOrigin
        /// What it concerns; nothing when a newer program made it.
        public var kind: ConfigurationKind?
        /// Which of its kind.
        public var objectID: Int64
        /// The object before, as JSON; nothing when this change made it.
        public var before: String?
        /// The object after, as JSON; nothing when this change removed it.
        public var after: String?
    }

    /// Which changes are meant.
    public struct Filter: Sendable, Hashable {
        /// Only of this kind.
        public var kind: ConfigurationKind?
        /// Only of this object; needs its kind.
        public var objectID: Int64?
        /// Only before this version.
        public var before: Int64?
        /// Only after this version.
        public var after: Int64?

        /// All of them.
        public init() {}
    }

    private static let columns = "version, at, actor, door, address, comment, kind, object_id, before, after"

    /// Changes, the newest first.
    public func changes(_ filter: Filter, limit: Int64) throws -> [Change] {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let kind = filter.kind { parts.append("kind = \(kind.rawValue)") }
        if let id = filter.objectID { parts.append("object_id = \(id)") }
        if let before = filter.before { parts.append("version < \(before)") }
        if let after = filter.after { parts.append("version > \(after)") }
        return try connection.run(
            """
            SELECT \(clause: ConfigurationHistory.columns) FROM configuration_change
            WHERE \(Statement.all(parts)) ORDER BY version DESC LIMIT \(limit)
            """
        ).map(ConfigurationHistory.read)
    }

    /// The change that made a version; nothing where that version changed no object.
    public func change(_ version: Int64) throws -> Change? {
        try connection.first(
            """
            SELECT \(clause: ConfigurationHistory.columns) FROM configuration_change
            WHERE account_id = \(account.number) AND version = \(version)
            """
        ).map(ConfigurationHistory.read)
    }

    /// An object as it was at a version, as JSON; nothing where it was not there.
    public func body(of kind: ConfigurationKind, _ id: Int64, at version: Int64) throws -> String? {
        try connection.first(
            """
            SELECT after FROM configuration_change
            WHERE account_id = \(account.number) AND kind = \(kind.rawValue) AND object_id = \(id)
              AND version <= \(version)
            ORDER BY version DESC LIMIT 1
            """
        ).flatMap { try $0.optionalText(0) }
    }

    /// Every object as it was at a version, by kind and number.
    public func bodies(at version: Int64) throws -> [(kind: String, id: Int64, body: String)] {
        try connection.run(
            """
            SELECT c.kind, c.object_id, c.after FROM configuration_change c
            WHERE c.account_id = \(account.number) AND c.after IS NOT NULL AND c.version = (
                SELECT max(l.version) FROM configuration_change l
                WHERE l.account_id = c.account_id AND l.kind = c.kind AND l.object_id = c.object_id
                  AND l.version <= \(version))
            ORDER BY c.kind, c.object_id
            """
        ).map { (try $0.text(0), try $0.integer(1), try $0.text(2)) }
    }

    /// An object from its JSON.
    public static func object<Object: ConfigurationObject>(_ type: Object.Type, from body: String) throws -> Object {
        try ConfigurationBody.object(type, from: body)
    }

    private static func read(_ row: Row) throws -> Change {
        Change(
            version: try row.integer(0), at: Timestamp(try row.integer(1)), actor: try row.text(2),
            origin: ChangeOrigin(
                door: try row.text(3), address: try row.optionalText(4), comment: try row.optionalText(5)),
            kind: ConfigurationKind(rawValue: try row.text(6)), objectID: try row.integer(7),
            before: try row.optionalText(8), after: try row.optionalText(9))
    }
}
