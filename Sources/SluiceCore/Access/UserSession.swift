/// One log-in of one user: what a browser or a script holds the secret of. The secret itself is stored only as a hash.
public struct UserSession: Sendable, Hashable {
    /// How far the log-in has come.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        /// The password was right, and a one-time code is still to come.
        case code
        /// Logged in.
        case open
    }

    /// Its number.
    public var id: SessionID
    /// The user's account.
    public var accountID: AccountID
    /// Whose it is.
    public var userID: UserID
    /// How far it has come.
    public var stage: Stage
    /// Where it was opened from, as far as that is known.
    public var address: String?
    /// The program that opened it, in that program's words.
    public var program: String
    /// When it was opened.
    public var openedAt: Timestamp
    /// When it was last used; up to a minute late.
    public var seenAt: Timestamp
    /// When it ends, however much it is used.
    public var endsAt: Timestamp

    /// A session of these values.
    public init(
        id: SessionID, accountID: AccountID, userID: UserID, stage: Stage, address: String?, program: String,
        openedAt: Timestamp, seenAt: Timestamp, endsAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.userID = userID
        self.stage = stage
        self.address = address
        self.program = program
        self.openedAt = openedAt
        self.seenAt = seenAt
        self.endsAt = endsAt
    }

    /// Whether it still counts at `now`: neither past its end nor unused for too long.
    public func isValid(at now: Timestamp, _ rules: LogInRules) -> Bool {
        now < endsAt && now < seenAt.adding(seconds: Int64(rules.idleMinutes) * 60)
    }
}

/// What an account asks of those who log in.
public struct LogInRules: Sendable, Hashable, Codable {
    /// Whether everybody needs one-time codes.
    public var requiresOneTimeCodes = false
    /// Minutes after which an unused session ends.
    public var idleMinutes = 60
    /// Hours after which every session ends.
    public var sessionHours = 12

    /// The defaults.
    public init() {}
}
