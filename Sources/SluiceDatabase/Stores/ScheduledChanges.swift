public import SluiceCore

/// One change of configuration that waits for its moment, or what became of it.
public struct ScheduledChange: Sendable, Hashable {
    /// Where it stands.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case waiting
        case done
        /// It did not pass when its moment came, and is not tried again.
        case failed
        case cancelled
    }

    /// What is to be done.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case create
        case change
        case remove
        case restore
    }

    /// Its number in the account.
    public var id: Int64 = 0
    /// When it is to take effect.
    public var dueAt: Timestamp
    /// Where it stands.
    public var state = State.waiting
    /// What is to be done.
    public var action: Action
    /// With what kind of object; nothing stands for the whole configuration.
    public var kind: ConfigurationKind?
    /// With which object; 0 for none.
    public var number: Int64
    /// The fields of its form; of a restore `version`.
    public var fields: [String: String]
    /// Who wants it, from where, and why.
    public var cause: ChangeCause
    /// When it was asked for.
    public var createdAt: Timestamp
    /// When it was done, failed, or was cancelled.
    public var settledAt: Timestamp?
    /// Who cancelled it.
    public var settledBy: String?
    /// The version that it made.
    public var version: Int64?
    /// Why it failed, in words.
    public var faults: String?

    /// One that waits.
    public init(
        dueAt: Timestamp, action: Action, kind: ConfigurationKind?, number: Int64, fields: [String: String],
        cause: ChangeCause, createdAt: Timestamp
    ) {
        self.dueAt = dueAt
        self.action = action
        self.kind = kind
        self.number = number
        self.fields = fields
        self.cause = cause
        self.createdAt = createdAt
    }
}

/// The changes of one account that take effect at a moment. What adds or settles one holds the account's lock
/// (``Configurations/lock(of:)``), so each is settled once.
public struct ScheduledChanges {
    private static let columns =
        """
        id, due_at, state, action, kind, object_id, fields, actor, door, address, comment, created_at, settled_at,
        settled_by, version, faults
        """

    let connection: any Connection
    let account: AccountID

    /// Those of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// Takes the account's lock: before anything is added or settled.
    public func lock() throws {
        try connection.lock([Configurations.lock(of: account)])
    }

    /// Which are due in any account, the longest overdue first.
    public static func due(
        _ connection: any Connection, at now: Timestamp, limit: Int64
    ) throws -> [(account: AccountID, id: Int64)] {
        try connection.run(
            """
            SELECT account_id, id FROM scheduled_change WHERE state = 'waiting' AND due_at <= \(now.milliseconds)
            ORDER BY due_at, account_id, id LIMIT \(limit)
            """
        ).map { (AccountID(try $0.integer(0)), try $0.integer(1)) }
    }

    /// Stores one that waits, and returns it with its number.
    public func add(_ change: ScheduledChange) throws -> ScheduledChange {
        var change = change
        change.id =
            (try connection.first("SELECT max(id) FROM scheduled_change WHERE account_id = \(account.number)")?
                .optionalInteger(0) ?? 0) &+ 1
        let (cause, fields) = (change.cause, PackedFields.text(of: change.fields))
        try connection.run(
            """
            INSERT INTO scheduled_change (account_id, id, due_at, state, action, kind, object_id, fields, actor, door,
                                          address, comment, created_at)
            VALUES (\(account.number), \(change.id), \(change.dueAt.milliseconds), \(change.state.rawValue),
                    \(change.action.rawValue), \(change.kind?.rawValue ?? ""), \(change.number), \(fields),
                    \(cause.actor), \(cause.origin.door), \(cause.origin.address), \(cause.origin.comment),
                    \(change.createdAt.milliseconds))
            """)
        return change
    }

    /// One by its number.
    public func change(_ id: Int64) throws -> ScheduledChange? {
        try connection.first(
            """
            SELECT \(clause: ScheduledChanges.columns) FROM scheduled_change
            WHERE account_id = \(account.number) AND id = \(id)
            """
        ).map(read)
    }

    /// The newest ones below a number, in a state where one is named.
    public func list(
        _ state: ScheduledChange.State?, before id: Int64 = .max, limit: Int64
    ) throws -> [ScheduledChange] {
        var conditions: [Statement] = ["account_id = \(account.number)", "id < \(id)"]
        if let state { conditions.append("state = \(state.rawValue)") }
        return try connection.run(
            """
            SELECT \(clause: ScheduledChanges.columns) FROM scheduled_change
            WHERE \(Statement.all(conditions)) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Writes down what became of one that waits. Returns whether it still waited.
    public func settle(
        _ id: Int64, as state: ScheduledChange.State, by actor: String? = nil, version: Int64? = nil,
        faults: String? = nil, at now: Timestamp
    ) throws -> Bool {
        try !connection.run(
            """
            UPDATE scheduled_change SET state = \(state.rawValue), settled_at = \(now.milliseconds), settled_by = \(actor),
                version = \(version), faults = \(faults)
            WHERE account_id = \(account.number) AND id = \(id) AND state = 'waiting' RETURNING id
            """
        ).isEmpty
    }

    private func read(_ row: Row) throws -> ScheduledChange {
        let kind = try row.text(4)
        guard let state = ScheduledChange.State(rawValue: try row.text(2)),
            let action = ScheduledChange.Action(rawValue: try row.text(3)),
            kind.isEmpty || ConfigurationKind(rawValue: kind) != nil
        else { throw DatabaseError(.shape, "scheduled change") }
        let origin = ChangeOrigin(
            door: try row.text(8), address: try row.optionalText(9), comment: try row.optionalText(10))
        var change = ScheduledChange(
            dueAt: Timestamp(try row.integer(1)), action: action, kind: ConfigurationKind(rawValue: kind),
            number: try row.integer(5), fields: try PackedFields.read(try row.text(6)),
            cause: ChangeCause(actor: try row.text(7), origin: origin), createdAt: Timestamp(try row.integer(11)))
        change.id = try row.integer(0)
        change.state = state
        change.settledAt = try row.optionalInteger(12).map(Timestamp.init)
        change.settledBy = try row.optionalText(13)
        change.version = try row.optionalInteger(14)
        change.faults = try row.optionalText(15)
        return change
    }
}
