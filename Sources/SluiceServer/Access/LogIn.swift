import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Turns an e-mail and a password, and a one-time code where the user has them, into a session.
///
/// Nobody learns here whether an e-mail is somebody's: answer, time and counting are the same. What is decided for one
/// user is decided in transactions that hold that user's access lock, so none of them cross.
struct LogIn: Sendable {
    /// Minutes in which a one-time code has to follow the password.
    static let minutesForCode: Int64 = 5

    let parts: Parts

    /// A session that was just opened, with the secret that is told this once.
    struct Opened: Sendable {
        var session: UserSession
        var secret: String
    }

    /// Who asks, as the audit log writes it.
    struct Origin: Sendable {
        var address: String?
        var program: String

        init(_ request: NativeRequest) {
            (address, program) = (request.address, request.program)
        }

        func cause(_ actor: String) -> ChangeCause {
            ChangeCause(actor: actor, origin: ChangeOrigin(door: "api", address: address))
        }
    }

    /// Opens a session for the user with this e-mail and password. Where they have one-time codes it waits for one.
    func open(email: String, password: String, from origin: Origin) async throws -> Opened {
        let now = parts.clock.now()
        let doors = [LogInTries.Door.email(email), .address(origin.address)]
        try await charge(doors, at: now)
        let found = try await parts.database.read { try Accounts($0).user(email: email) }
        let isRight = try await judge(password, found?.passwordHash, doors)
        guard isRight, let found, found.user.isActive, let hash = found.passwordHash,
            let opened = try await enter(found.user, of: found.account, hash: hash, doors, origin, at: now)
        else {
            if let found {
                try await record(.logInRefused, found.user.id, of: found.account, origin.cause("unknown"), at: now)
            }
            throw NativeProblem(.unauthorized, "The e-mail or the password is wrong")
        }
        return opened
    }

    /// The session of a user whose password was right; nothing where they changed meanwhile.
    private func enter(
        _ user: User, of account: AccountID, hash: String, _ doors: [LogInTries.Door], _ origin: Origin,
        at now: Timestamp
    ) async throws -> Opened? {
        let rules = try await parts.cache.configuration(of: account)?.settings.logIn ?? LogInRules()
        let secret = SessionSecret.make(parts.dice)
        let session = try await parts.database.write { connection -> UserSession? in
            try connection.lock([Accounts.accessLock(of: user.id, in: account)])
            guard let newest = try Accounts(connection).user(email: user.email), newest.account == account,
                newest.user.id == user.id, newest.user.isActive, newest.passwordHash == hash
            else { return nil }
            let stage: UserSession.Stage = newest.user.hasOneTimeCodes ? .code : .open
            let session = UserSession(
                id: SessionID(try connection.ids.take(from: .row)), accountID: account, userID: user.id, stage: stage,
                address: origin.address, program: origin.program, openedAt: now, seenAt: now,
                endsAt: LogIn.end(stage, rules, from: now))
            try Sessions(connection).open(session, hash: TokenHash(of: secret).text)
            let tries = LogInTries(connection)
            try tries.giveBack(doors)
            guard stage == .open else { return session }
            try tries.forget([.email(user.email)])
            try AuditLog.record(
                AuditEntry(.loggedIn, "user/\(user.id)", of: account, by: origin.cause("user:\(user.id)"), at: now),
                in: connection)
            return session
        }
        return session.map { Opened(session: $0, secret: secret) }
    }

    static func end(_ stage: UserSession.Stage, _ rules: LogInRules, from now: Timestamp) -> Timestamp {
        switch stage {
        case .code: now.adding(seconds: minutesForCode * 60)
        case .open: now.adding(seconds: Int64(rules.sessionHours) * 3600)
        }
    }

    // MARK: Proofs

    /// Takes a try, or throws how long to wait.
    func charge(_ doors: [LogInTries.Door], at now: Timestamp) async throws {
        let wait = try await parts.database.write { connection in
            let tries = LogInTries(connection)
            try tries.lock(doors)
            return try tries.charge(doors, at: now)
        }
        if let wait {
            throw NativeProblem(.tooMany, "Too many tries failed. Try again later.", retryAfter: Int(clamping: wait))
        }
    }

    /// Whether the password is right. A try that could not be judged is given back.
    private func judge(_ password: String, _ hash: String?, _ doors: [LogInTries.Door]) async throws -> Bool {
        do {
            return try await parts.passwords.matches(password, hash)
        } catch {
            try await parts.database.write { try LogInTries($0).giveBack(doors) }
            throw error
        }
    }

    /// Throws a fault on `field` where the user who is logged in does not know their password: asked again before
    /// anything that a stranger at their desk must not do. Counted like a log-in.
    func prove(_ password: String, _ field: String, of user: User, in account: AccountID, from origin: Origin)
        async throws
    {
        let now = parts.clock.now()
        let doors = [LogInTries.Door.email(user.email), .address(origin.address)]
        try await charge(doors, at: now)
        let found = try await parts.database.read { try Accounts($0).user(email: user.email) }
        let isRight = try await judge(password, found?.passwordHash, doors)
        guard isRight, found?.user.id == user.id, found?.account == account else {
            try await record(.logInRefused, user.id, of: account, origin.cause("user:\(user.id)"), at: now)
            throw NativeProblem.invalid([FieldFault(field, "is not your password")])
        }
        try await parts.database.write { try LogInTries($0).giveBack(doors) }
    }

    private func record(
        _ kind: AuditKind, _ user: UserID, of account: AccountID, _ cause: ChangeCause, at now: Timestamp
    ) async throws {
        try await parts.database.write { connection in
            try AuditLog.record(AuditEntry(kind, "user/\(user)", of: account, by: cause, at: now), in: connection)
        }
    }

    // MARK: Changes

    /// Changes something about a user's access in one transaction with its line in the audit log, and makes it count
    /// here at once. The body gets the user as they are then, and says with nothing that there is nothing to tell of.
    func change<Value: Sendable>(
        _ id: UserID, of account: AccountID, _ kind: AuditKind, by cause: ChangeCause,
        details: [String: String] = [:],
        _ body: @escaping @Sendable (any Connection, User) throws -> Value?
    ) async throws -> Value? {
        let now = parts.clock.now()
        let (value, snapshot) = try await parts.database.write { connection -> (Value?, AccountConfiguration?) in
            try connection.lock([Accounts.accessLock(of: id, in: account)])
            guard let user = try Accounts(connection).users(of: account).first(where: { $0.id == id }),
                let value = try body(connection, user)
            else { return (nil, nil) }
            try AuditLog.record(
                AuditEntry(kind, "user/\(id)", of: account, by: cause, at: now, details: details), in: connection)
            return (value, try Configurations(connection, of: account).snapshot())
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        parts.sessions.forget(id, of: account)
        return value
    }
}
