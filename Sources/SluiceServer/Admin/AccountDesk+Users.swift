import SluiceCore
import SluiceDatabase

extension AccountDesk {
    func createUser(_ given: [String: String]) async throws -> JSONValue {
        var fields = given
        let kept = try keptUser(fields.removeValue(forKey: "id"))
        var user = User(id: UserID(0), email: "", firstName: "", lastName: "", role: .agent)
        let password = try UserForm.fill(&user, fields, isNew: true)
        try await requireFree(user.email)
        let hash = try await parts.hash(password ?? "")
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
        return .object(UserForm.members(of: stored))
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
        let users = try await users()
        guard var user = users.first(where: { $0.email == email.lowercased() }) else {
            throw ProblemReport("email", FormFields.missing(email, "user", users.map(\.email)))
        }
        let standing = user
        let password = try UserForm.fill(&user, fields, isNew: false)
        if user.email != standing.email { try await requireFree(user.email) }
        let hash: String? = if let password { try await parts.hash(password) } else { nil }
        let (account, cause, wanted, now) = (account, cause, user, parts.clock.now())
        let details = UserForm.details(of: user, before: standing, hasNewPassword: hash != nil)
        let snapshot = try await ProblemReport.whenTaken("email", "another user has this address") {
            try await parts.database.write { connection in
                try Accounts(connection).save(wanted, of: account, passwordHash: hash)
                try AuditLog.record(
                    AuditEntry(
                        .userChanged, "user/\(wanted.id)", of: account, by: cause, at: now, details: details),
                    in: connection)
                return try Configurations(connection, of: account).snapshot()
            }
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        return .object(UserForm.members(of: user))
    }

    func listUsers() async throws -> JSONValue {
        .array(try await users().map { .object(UserForm.members(of: $0)) })
    }

    private func users() async throws -> [User] {
        let account = account
        return try await parts.database.read { try Accounts($0).users(of: account) }
    }

    /// E-mails are unique in the installation, since people log in with nothing else.
    private func requireFree(_ email: String) async throws {
        if try await parts.database.read({ try Accounts($0).user(email: email) }) != nil {
            throw ProblemReport("email", "another user has this address")
        }
    }

    /// The user with this e-mail and password, who works in this account, has the right *compliance* and is active.
    func complianceUser(_ email: String?, password: String?) async throws -> User {
        guard let email, !email.isEmpty, let password, !password.isEmpty else {
            throw ProblemReport("user", "a user with the right compliance has to say so, with --user and the password")
        }
        let found = try await parts.database.read { try Accounts($0).user(email: email) }
        guard let found, found.account == account, found.user.isActive, let hash = found.passwordHash,
            try await parts.isPassword(password, of: hash)
        else { throw ProblemReport("user", "no active user of the account has this e-mail and this password") }
        guard found.user.isCompliance else { throw ProblemReport("user", "does not have the right compliance") }
        return found.user
    }
}

extension Parts {
    /// The hash of a new password, made on a thread of its own.
    func hash(_ password: String) async throws -> String {
        let dice = dice
        return try await onThread { try PasswordHash.make(password, dice: dice) }
    }

    /// Whether a password is the one of a stored hash, found out on a thread of its own.
    func isPassword(_ password: String, of hash: String) async throws -> Bool {
        try await onThread { PasswordHash.matches(password, hash) }
    }

    /// Runs what blocks for long on a thread of its own, so that no request waits for it.
    func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await WorkerPool.once(label: "desk", body)
    }
}
