import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Users by the native API, and what people above them do about their log-in. Tokens look; people change.
///
/// One changes users of one's own level and below (product-features §20), and gives nobody more than one has.
struct NativeUsers: Sendable {
    let parts: Parts

    /// Somebody in a few words.
    static let brief = Shape.object([
        .init("id", .id, "Their number.", isRequired: true),
        .init("email", .text(), "What they log in with.", isRequired: true),
        .init("first_name", .text(), "Given name.", isRequired: true),
        .init("last_name", .text(), "Family name.", isRequired: true),
        .init("role", .choice(User.Role.allCases.map(\.rawValue)), "Their level.", isRequired: true),
        .init("compliance", .flag, "Whether they have the right *compliance*.", isRequired: true),
    ])

    static func brief(_ user: User) -> JSONValue {
        .members(
            ("id", .id(user.id)), ("email", .string(user.email)), ("first_name", .string(user.firstName)),
            ("last_name", .string(user.lastName)), ("role", .string(user.role.rawValue)),
            ("compliance", .bool(user.isCompliance)))
    }

    private static let words = NativeWords(
        one: "user", many: "users", type: "User", title: "user",
        fields: [
            .shown("id", .id, "Their number in the account; it never changes."),
            .both("email", .text(3...254), "What they log in with; unique on the server.", isNeeded: true),
            .both("first_name", .text(0...60), "Given name."), .both("last_name", .text(0...60), "Family name."),
            .both("role", .choice(User.Role.allCases.map(\.rawValue)), "Their level; an agent unless told."),
            .both(
                "access_list", .optional(.reference("access list")),
                "The access list that they have instead of their role's own rights."),
            .both("compliance", .flag, "The right *compliance*, which a Super-Admin gives."),
            .both("active", .flag, "Whether they may work. Switched off, their sessions end."),
            .both("must_change_password", .flag, "Whether they choose a new password before anything else."),
            .shown("one_time_codes", .flag, "Whether their log-in needs one-time codes."),
            .shown("created_at", .moment, "When they were made."),
            .shown("last_log_in_at", .optional(.moment), "When they last logged in."),
        ])

    private static let password = Shape.Member(
        "password", .text(1...200), "12 characters or more, and nothing that is guessed first.", isRequired: true)

    var routes: [NativeRoute] {
        let shown = Shape.object(NativeUsers.words.fields.compactMap(\.shown))
        return [
            NativeRoute(
                .get, "users", section: .users, "listUsers", "Lists every user, by their number.",
                query: NativeRoute.paging + [
                    .init("q", .text(1...60), "Only those whose e-mail or name contains this.")
                ],
                answer: .page(shown), reach: .account, action: list),
            NativeRoute(
                .post, "users", section: .users, "createUser",
                "Makes a user, who chooses a password of their own at the first log-in unless told otherwise.",
                body: NativeUsers.words.body(isNew: true) + [NativeUsers.password],
                answer: .json(shown, status: 201), judgesBody: true, reach: .account, hearsKey: false, action: create),
            NativeRoute(
                .get, "users/{id}", section: .users, "getUser", "Shows one user.", answer: .json(shown),
                reach: .account, action: show),
            NativeRoute(
                .patch, "users/{id}", section: .users, "changeUser",
                "Changes the given fields of a user. Who leaves is switched off: their name stays in the journals.",
                body: NativeUsers.words.body(isNew: false), answer: .json(shown), judgesBody: true, reach: .account,
                hearsKey: false, action: change),
            NativeRoute(
                .put, "users/{id}/password", section: .users, "setPassword",
                "Sets a password that the user has to change at once; their sessions end.",
                body: [NativeUsers.password], answer: .nothing, reach: .account, hearsKey: false, action: setPassword),
            NativeRoute(
                .delete, "users/{id}/codes", section: .users, "removeCodes",
                "Takes the one-time codes of a user away whose telephone is lost; by a Super-Admin alone.",
                answer: .nothing, reach: .account, hearsKey: false, action: removeCodes),
            NativeRoute(
                .get, "users/{id}/sessions", section: .users, "listSessions",
                "Lists the sessions of a user, the newest first.", answer: .page(UserSessions.shape), reach: .account,
                action: sessions),
            NativeRoute(
                .delete, "users/{id}/sessions", section: .users, "endSessions", "Ends every session of a user.",
                answer: .nothing, reach: .account, hearsKey: false, action: endSessions),
        ]
    }

    private func desk(_ request: NativeRequest) -> AccountDesk {
        AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
    }

    private func directory(_ request: NativeRequest) async throws -> [JSONValue] {
        let account = request.caller.accountID
        let wanted = request.query["q"]?.lowercased()
        let all = try await parts.database.read { try Accounts($0).directory(of: account) }
        return all.filter { one in
            guard let wanted else { return true }
            return [one.user.email, one.user.firstName, one.user.lastName].contains {
                $0.lowercased().contains(wanted)
            }
        }.map { one in
            .object(
                UserForm.members(of: one.user, request.configuration).filter { $0.name != "name" } + [
                    ("first_name", .string(one.user.firstName)), ("last_name", .string(one.user.lastName)),
                    ("created_at", .instant(one.createdAt)), ("last_log_in_at", .instant(one.lastLogInAt)),
                ])
        }
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let (items, next) = try NativePage.cut(try await directory(request), request)
        return .page(items, next: next)
    }

    private func value(_ id: Int64, _ request: NativeRequest) async throws -> JSONValue {
        guard let one = try await directory(request).first(where: { $0["id"]?.integer == id }) else {
            throw NativeProblem.notFound
        }
        return one
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        .value(try await value(try request.number(), request), isTagged: true)
    }

    private func create(_ request: NativeRequest) async throws -> NativeAnswer {
        var fields = NativeWords.fields(of: request.body)
        if fields["must_change_password"] == nil { fields["must_change_password"] = "yes" }
        let (caller, configuration, known) = (request.caller, request.configuration, fields)
        let made = try await judged(request) {
            try await desk(request).createUser(known) { user in
                guard request.faults.isEmpty else { throw NativeProblem.invalid(request.faults) }
                try NativeUsers.check(caller, nil, user, configuration)
            }
        }
        // The answer tells of them as they are stored.
        var newer = request
        newer.visitor.configuration = parts.cache.current(caller.accountID) ?? configuration
        return .value(try await value(made["id"]?.integer ?? 0, newer), status: 201)
    }

    private func change(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = UserID(try request.number())
        guard request.configuration.users[id] != nil else { throw NativeProblem.notFound }
        let (caller, configuration) = (request.caller, request.configuration)
        _ = try await judged(request) {
            try await desk(request).changeUser(id, NativeWords.fields(of: request.body)) { before, after in
                guard request.faults.isEmpty else { throw NativeProblem.invalid(request.faults) }
                try NativeUsers.check(caller, before, after, configuration)
            }
        }
        var newer = request
        newer.visitor.configuration = parts.cache.current(caller.accountID) ?? configuration
        return .value(try await value(id.number, newer))
    }

    private func judged(
        _ request: NativeRequest, _ body: () async throws -> JSONValue
    ) async throws -> JSONValue {
        do {
            return try await body()
        } catch let report as ProblemReport {
            throw NativeProblem(report, and: request.faults)
        }
    }

    /// Throws where the caller may not make a user, or change one from `before`, so.
    static func check(
        _ caller: Caller, _ before: User?, _ after: User, _ configuration: AccountConfiguration
    ) throws(NativeProblem) {
        guard caller.mayManage(after.role), before.map({ caller.mayManage($0.role) }) ?? true else {
            throw NativeProblem(.forbidden, "One changes users of one's own level and those below")
        }
        let isRaised = after.isCompliance && before?.isCompliance != true
        guard !isRaised || caller.user?.role == .superAdmin else {
            throw NativeProblem(.forbidden, "A Super-Admin gives the right compliance")
        }
        if let before, caller.user?.id == before.id {
            let isSame =
                before.role == after.role && before.accessListID == after.accessListID
                && before.isActive == after.isActive && before.isCompliance == after.isCompliance
            guard isSame else {
                throw NativeProblem(
                    .forbidden, "One's own role, access list and rights are for somebody else to change")
            }
            return
        }
        guard caller.covers(configuration.accessList(of: after)) else {
            throw NativeProblem(.forbidden, "That would give somebody more than you have yourself")
        }
    }

    // MARK: Log-in of others

    /// The user that the path names, whom the caller may manage. Another account's user is no user.
    private func managed(_ request: NativeRequest) throws -> User {
        guard let user = request.configuration.users[UserID(try request.number())] else { throw NativeProblem.notFound }
        guard request.caller.user != nil else { return user }  // a token only looks
        let list = request.configuration.accessList(of: user)
        guard request.caller.mayManage(user.role), request.caller.covers(list) else {
            throw NativeProblem(.forbidden, "One changes users of one's own level and those below")
        }
        return user
    }

    private func setPassword(_ request: NativeRequest) async throws -> NativeAnswer {
        let user = try managed(request)
        guard request.caller.user?.id != user.id else {
            throw NativeProblem(.conflict, "Change your own password: PUT me/password")
        }
        let password = request.text("password")
        if let fault = PasswordRules.fault(in: password, of: user, request.configuration.account) {
            throw NativeProblem.invalid([FieldFault("password", fault)])
        }
        let (hash, account) = (try await parts.passwords.make(password), request.caller.accountID)
        _ = try await LogIn(parts: parts).change(
            user.id, of: account, .userChanged, by: request.cause, details: ["password": "changed"]
        ) { connection, newest -> Bool? in
            var changed = newest
            changed.mustChangePassword = true
            try Accounts(connection).save(changed, of: account, passwordHash: hash)
            return true
        }
        return .nothing
    }

    private func removeCodes(_ request: NativeRequest) async throws -> NativeAnswer {
        let user = try managed(request)
        guard request.caller.user?.role == .superAdmin else {
            throw NativeProblem(.forbidden, "A Super-Admin takes one-time codes away")
        }
        let isDone = try await LogIn(parts: parts).removeCodes(
            of: user.id, in: request.caller.accountID, isOwn: request.caller.user?.id == user.id, by: request.cause)
        guard isDone else { throw NativeProblem(.conflict, "They have no one-time codes") }
        return .nothing
    }

    private func sessions(_ request: NativeRequest) async throws -> NativeAnswer {
        let user = try managed(request)
        let open = try await UserSessions(parts: parts, account: request.caller.accountID)
            .valid(of: user.id, request.configuration)
        return .page(open.map { .object(UserSessions.members(of: $0)) }, next: nil)
    }

    private func endSessions(_ request: NativeRequest) async throws -> NativeAnswer {
        let user = try managed(request)
        _ = try await LogIn(parts: parts).endSessions(
            of: user.id, in: request.caller.accountID, but: request.visitor.session?.id, by: request.cause)
        return .nothing
    }
}
