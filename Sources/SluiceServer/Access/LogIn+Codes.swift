import SluiceCore
import SluiceDatabase
import SluiceWeb

/// One-time codes: the second half of a log-in, and how a user comes to have them.
extension LogIn {
    /// What a user proves the second half with.
    enum SecondProof: Sendable {
        case code(String)
        case recovery(String)
    }

    /// Where a user's secret is sealed for: nowhere else can it be opened.
    private static func place(_ user: UserID, _ account: AccountID) -> String { "one_time_secret \(account) \(user)" }

    /// Opens the session that waited for a code, under a new secret.
    func confirm(_ proof: SecondProof, of user: User, _ half: UserSession, from origin: Origin) async throws -> Opened {
        let (now, account) = (parts.clock.now(), half.accountID)
        let doors = [LogInTries.Door.code(user.id, of: account), .address(origin.address)]
        try await charge(doors, at: now)
        let rules = try await parts.cache.configuration(of: account)?.settings.logIn ?? LogInRules()
        let secret = SessionSecret.make(parts.dice)
        let key = try parts.masterKey()
        let session = try await parts.database.write { connection -> UserSession? in
            try connection.lock([Accounts.accessLock(of: user.id, in: account)])
            func note(_ kind: AuditKind) throws {
                try AuditLog.record(
                    AuditEntry(kind, "user/\(user.id)", of: account, by: origin.cause("user:\(user.id)"), at: now),
                    in: connection)
            }
            let codes = OneTimeSecrets(connection, of: user.id, in: account)
            guard try Sessions(connection).session(half.id, of: account) != nil,
                try LogIn.take(proof, codes, key, LogIn.place(user.id, account), at: now)
            else {
                try note(.logInRefused)
                return nil
            }
            let session = UserSession(
                id: SessionID(try connection.ids.take(from: .row)), accountID: account, userID: user.id, stage: .open,
                address: origin.address, program: origin.program, openedAt: now, seenAt: now,
                endsAt: LogIn.end(.open, rules, from: now))
            try Sessions(connection).end(half.id, of: account)
            try Sessions(connection).open(session, hash: TokenHash(of: secret).text)
            let tries = LogInTries(connection)
            try tries.giveBack(doors)
            try tries.forget([doors[0], .email(user.email)])
            if case .recovery = proof { try note(.recoveryCodeUsed) }
            try note(.loggedIn)
            return session
        }
        parts.sessions.forget(user.id, of: account)
        guard let session else {
            throw NativeProblem.invalid([FieldFault("code", "is wrong, too old, or was used already")])
        }
        return Opened(session: session, secret: secret)
    }

    /// Uses a proof up, where it is right. Nobody else does so meanwhile, since the user's access lock is held.
    private static func take(
        _ proof: SecondProof, _ codes: OneTimeSecrets, _ key: MasterKey, _ place: String, at now: Timestamp
    ) throws -> Bool {
        guard let stored = try codes.stored(), stored.confirmedAt != nil else { return false }
        switch proof {
        case .code(let typed):
            let secret = try key.open(stored.secret, for: place)
            guard let step = OneTimeCode.step(of: typed, secret: secret, at: now) else { return false }
            return try codes.take(step, of: stored.secret)
        case .recovery(let typed):
            return try codes.useRecoveryCode(RecoveryCode.hash(of: typed), at: now)
        }
    }

    // MARK: Setting up

    /// A new secret that counts once a code of it was shown; nothing where the user has codes already.
    func offerCodes(_ user: User, in account: AccountID) async throws -> [UInt8]? {
        let now = parts.clock.now()
        let secret = parts.dice.bytes(OneTimeCode.secretLength)
        let sealed = try parts.masterKey().seal(secret, for: LogIn.place(user.id, account), dice: parts.dice)
        let isNew = try await parts.database.write { connection in
            try connection.lock([Accounts.accessLock(of: user.id, in: account)])
            return try OneTimeSecrets(connection, of: user.id, in: account).offer(sealed, at: now)
        }
        return isNew ? secret : nil
    }

    /// Makes the offered secret count, by a code of it. Returns the recovery codes.
    func setUpCodes(_ code: String, _ user: User, in account: AccountID, by cause: ChangeCause) async throws
        -> [String]
    {
        let now = parts.clock.now()
        let doors = [LogInTries.Door.code(user.id, of: account)]
        let stored = try await parts.database.read { try OneTimeSecrets($0, of: user.id, in: account).stored() }
        guard let stored, stored.confirmedAt == nil else {
            throw NativeProblem(.conflict, "Ask for a secret first: POST me/codes")
        }
        try await charge(doors, at: now)
        let recovery = RecoveryCode.make(parts.dice)
        let secret = try parts.masterKey().open(stored.secret, for: LogIn.place(user.id, account))
        let fault = NativeProblem.invalid([FieldFault("code", "is no code of the secret, or too old")])
        guard let step = OneTimeCode.step(of: code, secret: secret, at: now) else { throw fault }
        let isDone = try await change(user.id, of: account, .codesSetUp, by: cause) { connection, _ -> Bool? in
            let codes = OneTimeSecrets(connection, of: user.id, in: account)
            guard try codes.take(step, of: stored.secret), try codes.confirm(at: now) else { return nil }
            try codes.replaceRecoveryCodes(recovery.map(RecoveryCode.hash))
            try LogInTries(connection).forget(doors)
            return true
        }
        guard isDone == true else { throw fault }
        return recovery
    }

    /// New recovery codes in place of the old; nothing where the user has no codes.
    func replaceRecoveryCodes(_ user: User, in account: AccountID, by cause: ChangeCause) async throws -> [String]? {
        let recovery = RecoveryCode.make(parts.dice)
        let isDone = try await change(user.id, of: account, .recoveryCodesMade, by: cause) {
            connection, newest -> Bool? in
            guard newest.hasOneTimeCodes else { return nil }
            try OneTimeSecrets(connection, of: user.id, in: account)
                .replaceRecoveryCodes(recovery.map(RecoveryCode.hash))
            return true
        }
        return isDone == true ? recovery : nil
    }

    /// Takes a user's codes away, and where it is not they who do so their sessions too. Whether there were any.
    func removeCodes(of user: UserID, in account: AccountID, isOwn: Bool, by cause: ChangeCause) async throws -> Bool {
        try await change(user, of: account, .codesRemoved, by: cause) { connection, _ -> Bool? in
            guard try OneTimeSecrets(connection, of: user, in: account).remove() else { return nil }
            if !isOwn { try Sessions(connection).endAll(of: user, in: account) }
            return true
        } == true
    }
}
