public import SluiceCore

/// The secrets of one user's one-time codes, and the recovery codes for the day when the telephone is lost.
public struct OneTimeSecrets {
    /// What is stored of a user's codes.
    public struct Stored: Sendable, Hashable {
        /// The secret as it is sealed.
        public var secret: String
        /// When the user proved to have it; until then it does not count.
        public var confirmedAt: Timestamp?
        /// The step of the newest code that was used.
        public var lastStep: Int64
    }

    let connection: any Connection
    let account: AccountID
    let user: UserID

    /// The codes of `user`.
    public init(_ connection: any Connection, of user: UserID, in account: AccountID) {
        self.connection = connection
        self.account = account
        self.user = user
    }

    /// What is stored; nothing where the user has no codes.
    public func stored() throws -> Stored? {
        try connection.first(
            """
            SELECT secret, confirmed_at, last_step FROM one_time_secret
            WHERE account_id = \(account.number) AND user_id = \(user.number)
            """
        ).map { row in
            Stored(
                secret: try row.text(0), confirmedAt: try row.optionalInteger(1).map(Timestamp.init),
                lastStep: try row.integer(2))
        }
    }

    /// Stores a new secret, not confirmed, in place of another that was not. Whether it could: a confirmed one stays.
    public func offer(_ secret: String, at now: Timestamp) throws -> Bool {
        try !connection.run(
            """
            INSERT INTO one_time_secret (account_id, user_id, secret, made_at)
            VALUES (\(account.number), \(user.number), \(secret), \(now.milliseconds))
            ON CONFLICT (account_id, user_id) DO UPDATE
            SET secret = excluded.secret, made_at = excluded.made_at, last_step = 0
            WHERE one_time_secret.confirmed_at IS NULL
            RETURNING user_id
            """
        ).isEmpty
    }

    /// Takes the code of `step`, once: whether no code of this step or a later one was taken before. The secret it was
    /// judged by must be the stored one still.
    public func take(_ step: Int64, of secret: String) throws -> Bool {
        try !connection.run(
            """
            UPDATE one_time_secret SET last_step = \(step)
            WHERE account_id = \(account.number) AND user_id = \(user.number) AND secret = \(secret)
              AND last_step < \(step)
            RETURNING user_id
            """
        ).isEmpty
    }

    /// From now on log-ins need a code. Whether it was not so before.
    public func confirm(at now: Timestamp) throws -> Bool {
        let confirmed = try connection.run(
            """
            UPDATE one_time_secret SET confirmed_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND user_id = \(user.number) AND confirmed_at IS NULL
            RETURNING user_id
            """)
        try bump()
        return !confirmed.isEmpty
    }

    /// Takes the codes away, recovery codes with them. Whether there were any.
    @discardableResult
    public func remove() throws -> Bool {
        let removed = try connection.run(
            """
            DELETE FROM one_time_secret WHERE account_id = \(account.number) AND user_id = \(user.number)
            RETURNING user_id
            """)
        try connection.run(
            "DELETE FROM recovery_code WHERE account_id = \(account.number) AND user_id = \(user.number)")
        try bump()
        return !removed.isEmpty
    }

    // MARK: Recovery codes

    /// Stores new recovery codes by their hashes; the old ones are worth nothing from now on.
    public func replaceRecoveryCodes(_ hashes: [String]) throws {
        try connection.run(
            "DELETE FROM recovery_code WHERE account_id = \(account.number) AND user_id = \(user.number)")
        for hash in hashes {
            try connection.run(
                """
                INSERT INTO recovery_code (account_id, user_id, hash)
                VALUES (\(account.number), \(user.number), \(hash))
                """)
        }
    }

    /// Uses a recovery code up. Whether it was there and not used.
    public func useRecoveryCode(_ hash: String, at now: Timestamp) throws -> Bool {
        try !connection.run(
            """
            UPDATE recovery_code SET used_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND user_id = \(user.number) AND hash = \(hash) AND used_at IS NULL
            RETURNING user_id
            """
        ).isEmpty
    }

    /// How many recovery codes are left.
    public func recoveryCodesLeft() throws -> Int64 {
        try connection.first(
            """
            SELECT count(*) FROM recovery_code
            WHERE account_id = \(account.number) AND user_id = \(user.number) AND used_at IS NULL
            """)?.integer(0) ?? 0
    }

    /// A sealed secret of anybody, for the doctor to try the master key on.
    public static func anySealed(_ connection: any Connection) throws -> [String] {
        try connection.run("SELECT secret FROM one_time_secret ORDER BY made_at DESC LIMIT 100").map { try $0.text(0) }
    }

    /// Caches read the user again: whether they have codes stands in the snapshot.
    private func bump() throws {
        try connection.run("UPDATE account SET config_version = config_version + 1 WHERE id = \(account.number)")
    }
}
