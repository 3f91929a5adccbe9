public import SluiceCore

/// The sessions of users. Like ``Accounts`` not scoped to an account where it turns a secret into a user.
///
/// What has ended is removed: the audit tells of it.
public struct Sessions {
    let connection: any Connection

    private static let columns =
        "id, account_id, user_id, stage, address, program, opened_at, seen_at, ends_at"

    /// The sessions of this database.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    /// Stores a session under the hash of its secret.
    public func open(_ session: UserSession, hash: String) throws {
        try connection.run(
            """
            INSERT INTO user_session (id, account_id, user_id, hash, stage, address, program, opened_at, seen_at, ends_at)
            VALUES (\(session.id.number), \(session.accountID.number), \(session.userID.number), \(hash),
                    \(session.stage.rawValue), \(session.address), \(session.program),
                    \(session.openedAt.milliseconds), \(session.seenAt.milliseconds), \(session.endsAt.milliseconds))
            """)
        if session.stage == .open {
            try connection.run(
                """
                UPDATE app_user SET last_log_in_at = \(session.openedAt.milliseconds)
                WHERE account_id = \(session.accountID.number) AND id = \(session.userID.number)
                """)
        }
    }

    /// The session whose secret has this hash, past its time or not.
    public func session(hash: String) throws -> UserSession? {
        try connection.first("SELECT \(clause: Sessions.columns) FROM user_session WHERE hash = \(hash)")
            .map(Sessions.session)
    }

    /// The sessions of a user, newest first.
    public func sessions(of user: UserID, in account: AccountID) throws -> [UserSession] {
        try connection.run(
            """
            SELECT \(clause: Sessions.columns) FROM user_session
            WHERE account_id = \(account.number) AND user_id = \(user.number) ORDER BY id DESC
            """
        ).map(Sessions.session)
    }

    /// A session of the account.
    public func session(_ id: SessionID, of account: AccountID) throws -> UserSession? {
        try connection.first(
            """
            SELECT \(clause: Sessions.columns) FROM user_session
            WHERE account_id = \(account.number) AND id = \(id.number)
            """
        ).map(Sessions.session)
    }

    /// Ends one session; whether it was there.
    @discardableResult
    public func end(_ id: SessionID, of account: AccountID) throws -> Bool {
        try !connection.run(
            "DELETE FROM user_session WHERE account_id = \(account.number) AND id = \(id.number) RETURNING id"
        ).isEmpty
    }

    /// Ends every session of a user but `kept`, and says how many.
    @discardableResult
    public func endAll(of user: UserID, in account: AccountID, but kept: SessionID? = nil) throws -> Int {
        try connection.run(
            """
            DELETE FROM user_session
            WHERE account_id = \(account.number) AND user_id = \(user.number) AND id <> \(kept?.number ?? 0)
            RETURNING id
            """
        ).count
    }

    /// Ends every session of every account.
    public static func endEvery(_ connection: any Connection) throws {
        try connection.run("DELETE FROM user_session")
    }

    /// Remembers when sessions were last used; called now and then with what has gathered.
    public func touch(_ uses: [SessionID: Timestamp]) throws {
        for (id, at) in uses.sorted(by: { $0.key < $1.key }) {
            try connection.run(
                """
                UPDATE user_session SET seen_at = \(at.milliseconds)
                WHERE id = \(id.number) AND seen_at < \(at.milliseconds)
                """)
        }
    }

    /// Removes sessions past their end, and says how many.
    public static func purge(_ connection: any Connection, at now: Timestamp) throws -> Int {
        try connection.run("DELETE FROM user_session WHERE ends_at <= \(now.milliseconds) RETURNING id").count
    }

    private static func session(_ row: Row) throws -> UserSession {
        guard let stage = UserSession.Stage(rawValue: try row.text(3)) else { throw DatabaseError(.shape, "stage") }
        return UserSession(
            id: SessionID(try row.integer(0)), accountID: AccountID(try row.integer(1)),
            userID: UserID(try row.integer(2)), stage: stage, address: try row.optionalText(4),
            program: try row.text(5), openedAt: Timestamp(try row.integer(6)), seenAt: Timestamp(try row.integer(7)),
            endsAt: Timestamp(try row.integer(8)))
    }
}
