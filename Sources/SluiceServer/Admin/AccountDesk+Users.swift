import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// Makes a user. `judge` says whether whoever asks may; the command line may.
    @discardableResult
    func createUser(
        _ given: [String: String], judge: @Sendable (User) throws -> Void = { _ in }
    ) async throws -> JSONValue {
        var fields = given
        let kept = try keptUser(fields.removeValue(forKey: "id"))
        var user = User(id: UserID(0), email: "", firstName: "", lastName: "", role: .agent)
        let password = try UserForm.fill(&user, fields, configuration, isNew: true)
        try judge(user)
        try await requireFree(user.email)
        let hash = try await parts.passwords.make(password ?? "")
        let (now, account, cause, wanted) = (parts.clock.now(), account, cause, user)
        let (stored, snapshot) = try await ProblemReport.whenTaken("email", "another user has this address") {
            try await parts.database.write { connection in
                var stored = wanted
                let sequence = IDSequence(.user, of: account.number)
                stored.id = try kept ?? UserID(connection.nextNumber(of: sequence))
                if let kept { try connection.ids.raise(sequence, above: kept.number, on: connection) }
                try Accounts(connection).create(stored, of: account, passwordHash: hash, at: now)
                try AuditLog.record(
                    AuditEntry(
                        .userCreated, "user/\(stored.id)", of: account, by: cause, at: now,
                        details: UserForm.details(of: stored)), in: connection)
                return (stored, try Configurations(connection, of: account).snapshot())
            }
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        return .object(UserForm.members(of: stored, snapshot ?? configuration))
    }

    /// The number that a user had elsewhere (product page, *Moving in*).
    private func keptUser(_ text: String?) throws -> UserID? {
        guard let text, !text.isEmpty else { return nil }
        guard let id = UserID(wire: text), id.number <= 1 << 52 else {
            throw ProblemReport("id", "takes the number that the user had elsewhere")
        }
        if configuration.users[id] != nil { throw ProblemReport("id", "another user has this number") }
        return id
    }

    func changeUser(_ email: String, _ fields: [String: String]) async throws -> JSONValue {
        try await changeUser(try await user(email).id, fields)
    }

    /// Changes a user. `judge` gets them as they are and as they are to be, and says whether whoever asks may.
    ///
    /// Their sessions end where password or role change, or where they are switched off. The account keeps one active
    /// Super-Admin, also where two change each other at once.
    @discardableResult
    func changeUser(
        _ id: UserID, _ fields: [String: String],
        judge: @escaping @Sendable (User, User) throws -> Void = { _, _ in }
    ) async throws -> JSONValue {
        guard let standing = configuration.users[id] else { throw ProblemReport("user", "is nobody of the account") }
        var user = standing
        let password = try UserForm.fill(&user, fields, configuration, isNew: false)
        if user.email != standing.email { try await requireFree(user.email) }
        let hash: String? = if let password { try await parts.passwords.make(password) } else { nil }
        let (account, cause, now, configuration) = (account, cause, parts.clock.now(), configuration)
        let snapshot = try await ProblemReport.whenTaken("email", "another user has this address") {
            try await parts.database.write { connection in
                try connection.lock([Accounts.accessLock(of: id, in: account)])
                let accounts = Accounts(connection)
                guard let before = try accounts.users(of: account).first(where: { $0.id == id }) else {
                    throw ProblemReport("user", "is nobody of the account")
                }
                var after = before
                _ = try UserForm.fill(&after, fields, configuration, isNew: false)
                try judge(before, after)
                try accounts.save(after, of: account, passwordHash: hash)
                if before.role == .superAdmin, before.isActive,
                    try !accounts.users(of: account).contains(where: { $0.role == .superAdmin && $0.isActive })
                {
                    throw ProblemReport("role", "the account keeps at least one active Super-Admin")
                }
                try AuditLog.record(
                    AuditEntry(
                        .userChanged, "user/\(id)", of: account, by: cause, at: now,
                        details: UserForm.details(of: after, before: before, hasNewPassword: hash != nil)),
                    in: connection)
                return try Configurations(connection, of: account).snapshot()
            }
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        parts.sessions.forget(id, of: account)
        return .object(UserForm.members(of: snapshot?.users[id] ?? user, snapshot ?? configuration))
    }

    func listUsers() async throws -> JSONValue {
        let account = account
        let users = try await parts.database.read { try Accounts($0).users(of: account) }
        return .array(users.map { .object(UserForm.members(of: $0, configuration)) })
    }

    /// The user with this e-mail.
    func user(_ email: String) async throws -> User {
        let account = account
        let users = try await parts.database.read { try Accounts($0).users(of: account) }
        guard let user = users.first(where: { $0.email == email.lowercased() }) else {
            throw ProblemReport("email", FormFields.missing(email, "user", users.map(\.email)))
        }
        return user
    }

    /// E-mails are unique in the installation, since people log in with nothing else.
    private func requireFree(_ email: String) async throws {
        if try await parts.database.read({ try Accounts($0).user(email: email) }) != nil {
            throw ProblemReport("email", "another user has this address")
        }
    }

    /// What the command line does about a user's log-in, where they or their telephone are lost.
    func userAccess(_ operation: AdminOperation.UserAccess, _ email: String) async throws -> JSONValue {
        let (user, account, cause) = (try await user(email), account, cause)
        let logIn = LogIn(parts: parts)
        switch operation {
        case .sessions:
            let open = try await UserSessions(parts: parts, account: account).valid(of: user.id, configuration)
            return .array(open.map { .object(UserSessions.members(of: $0, written: MomentText.write)) })
        case .endSessions:
            let ended = try await logIn.endSessions(of: user.id, in: account, but: nil, by: cause)
            return .members(("email", .string(user.email)), ("ended", .integer(Int64(ended))))
        case .removeCodes:
            guard try await logIn.removeCodes(of: user.id, in: account, isOwn: false, by: cause) else {
                throw ProblemReport("email", "\(user.email) has no one-time codes")
            }
            return .members(("email", .string(user.email)), ("one_time_codes", .bool(false)))
        }
    }

    /// The user with this e-mail and password, who works in this account, has the right *compliance* and is active.
    func complianceUser(_ email: String?, password: String?) async throws -> User {
        guard let email, !email.isEmpty, let password, !password.isEmpty else {
            throw ProblemReport("user", "a user with the right compliance has to say so, with --user and the password")
        }
        let found = try await parts.database.read { try Accounts($0).user(email: email) }
        guard let found, found.account == account, found.user.isActive, let hash = found.passwordHash,
            try await parts.passwords.matches(password, hash)
        else { throw ProblemReport("user", "no active user of the account has this e-mail and this password") }
        guard found.user.isCompliance else { throw ProblemReport("user", "does not have the right compliance") }
        return found.user
    }
}

extension Parts {
    /// Runs what blocks for long on a thread of its own, so that no request waits for it.
    func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await WorkerPool.once(label: "desk", body)
    }
}
