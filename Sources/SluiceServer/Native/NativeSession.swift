import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Logging in and out by the native API: `session`, and the list of one's own `sessions`.
struct NativeSession: Sendable {
    let parts: Parts

    private var logIn: LogIn { LogIn(parts: parts) }

    private static let bearer = Shape.Member(
        "bearer", .flag, "Answers with the secret, for scripts; else it is a cookie that no page can read.")

    private static let opened = Shape.object([
        .init(
            "stage", .choice(UserSession.Stage.allCases.map(\.rawValue)),
            "`open`, or `code` where a one-time code has to follow.", isRequired: true),
        .init("ends_at", .moment, "When it ends.", isRequired: true),
        .init("token", .text(), "The secret, for `Authorization: Bearer`."),
    ])

    private static let shown = Shape.object([
        .init("stage", .choice(UserSession.Stage.allCases.map(\.rawValue)), "How far the log-in is.", isRequired: true),
        .init(
            "duties", .list(.choice(Duty.allCases.map(\.rawValue))), "What has to be done before anything else.",
            isRequired: true),
        .init("ends_at", .moment, "When the session ends.", isRequired: true),
        .init("idle_minutes", .count, "Minutes after which it ends unused.", isRequired: true),
        .init("user", NativeUsers.brief, "Who is logged in.", isRequired: true),
        .init(
            "account",
            .object([
                .init("id", .id, "Its number.", isRequired: true),
                .init("name", .text(), "What it is called.", isRequired: true),
                .init("time_zone", .text(), "Its zone.", isRequired: true),
            ]), "Whose data.", isRequired: true),
        .init("rights", .map(.list(.text())), "By section, what they may do.", isRequired: true),
        .init("limited", .flag, "Whether they reach the leads of named Campaigns and Lists only.", isRequired: true),
        .init("campaigns", .list(.id), "Those Campaigns.", isRequired: true),
        .init("lists", .list(.id), "Those Lists, those of the Campaigns included.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        let always = RouteAccess.own(evenWith: Set(Duty.allCases))
        let own = RouteAccess.own(evenWith: [.changePassword, .setUpCodes])
        return [
            NativeRoute(
                .post, "session", .open, "logIn", "Logs in with e-mail and password.",
                body: [
                    .init("email", .text(1...254), "Who.", isRequired: true),
                    .init("password", .text(1...200), "Their password.", isRequired: true), NativeSession.bearer,
                ], answer: .json(NativeSession.opened, status: 201), action: open),
            NativeRoute(
                .post, "session/code", always, "confirmLogIn",
                "Confirms a log-in with a one-time code, or with a recovery code; its session gets a new secret.",
                body: [
                    .init("code", .text(1...20), "Six digits, as the authenticator shows them."),
                    .init("recovery_code", .text(1...60), "One of the codes that were kept on paper."),
                    NativeSession.bearer,
                ], answer: .json(NativeSession.opened, status: 201), action: confirm),
            NativeRoute(
                .get, "session", always, "getSession", "Shows who is logged in, and what they may do.",
                answer: .json(NativeSession.shown), action: show),
            NativeRoute(.delete, "session", always, "logOut", "Logs out.", answer: .nothing, action: leave),
            NativeRoute(
                .get, "sessions", own, "listOwnSessions", "Lists one's own sessions, the newest first.",
                answer: .page(UserSessions.shape), action: list),
            NativeRoute(
                .delete, "sessions", own, "endOtherSessions", "Ends every session of one's own but this one.",
                answer: .nothing, action: endOthers),
            NativeRoute(
                .delete, "sessions/{id}", own, "endSession", "Ends one of one's own sessions.", answer: .nothing,
                action: end),
        ]
    }

    private func open(_ request: NativeRequest) async throws -> NativeAnswer {
        let opened = try await logIn.open(
            email: request.text("email"), password: request.text("password"), from: LogIn.Origin(request))
        return answer(opened, request)
    }

    private func confirm(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        guard session.stage == .code else { throw NativeProblem(.conflict, "This session is open already") }
        let (code, recovery) = (request.text("code"), request.text("recovery_code"))
        guard code.isEmpty != recovery.isEmpty else {
            throw NativeProblem.invalid([FieldFault("code", "is needed, or else recovery_code")])
        }
        let proof: LogIn.SecondProof = code.isEmpty ? .recovery(recovery) : .code(code)
        return answer(try await logIn.confirm(proof, of: user, session, from: LogIn.Origin(request)), request)
    }

    private func answer(_ opened: LogIn.Opened, _ request: NativeRequest) -> NativeAnswer {
        let session = opened.session
        var members: [(name: String, value: JSONValue)] = [
            ("stage", .string(session.stage.rawValue)), ("ends_at", .instant(session.endsAt)),
        ]
        let isBearer = request.body.last { $0.name == "bearer" }?.value.bool ?? false
        if isBearer { members.append(("token", .string(opened.secret))) }
        let answer = StoredAnswer(status: 201, body: JSONValue.object(members).text)
        guard !isBearer else { return .json(answer) }
        let seconds = max(0, (session.endsAt.milliseconds - session.openedAt.milliseconds) / 1000)
        return .cookie(
            answer, SessionSecret.setCookie(opened.secret, seconds: seconds, isSecure: request.isEncrypted))
    }

    private func show(_ request: NativeRequest) throws -> NativeAnswer {
        let (user, session) = try request.own()
        let (caller, configuration) = (request.caller, request.configuration)
        let rights = caller.rights.sorted { $0.key.rawValue < $1.key.rawValue }.filter { !$0.value.isEmpty }
        var (campaigns, lists): (Set<CampaignID>, Set<ListID>) = ([], [])
        if case .named(let named, let namedLists) = caller.data { (campaigns, lists) = (named, namedLists) }
        let account = configuration.account
        return .value(
            .members(
                ("stage", .string(session.stage.rawValue)),
                ("duties", .texts(Duty.allCases.filter(request.visitor.duties.contains).map(\.rawValue))),
                ("ends_at", .instant(session.endsAt)),
                ("idle_minutes", .integer(Int64(configuration.settings.logIn.idleMinutes))),
                ("user", NativeUsers.brief(user)),
                (
                    "account",
                    .members(
                        ("id", .id(account.id)), ("name", .string(account.name)),
                        ("time_zone", .string(account.timeZone)))
                ), ("rights", .object(rights.map { (name: $0.key.rawValue, value: .texts($0.value.words)) })),
                ("limited", .bool(caller.data != .all)),
                ("campaigns", .array(campaigns.sorted().map { .integer($0.number) })),
                ("lists", .array(lists.sorted().map { .integer($0.number) }))))
    }

    private func leave(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        let account = session.accountID
        _ = try await logIn.change(user.id, of: account, .loggedOut, by: request.cause) { connection, _ -> Bool? in
            try Sessions(connection).end(session.id, of: account) ? true : nil
        }
        return .cookie(
            StoredAnswer(status: 204, body: ""),
            SessionSecret.setCookie(nil, seconds: 0, isSecure: request.isEncrypted))
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        let open = try await UserSessions(parts: parts, account: session.accountID)
            .valid(of: user.id, request.configuration)
        return .page(
            open.map { one in
                .object(UserSessions.members(of: one) + [("current", .bool(one.id == session.id))])
            }, next: nil)
    }

    private func endOthers(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        _ = try await logIn.endSessions(of: user.id, in: session.accountID, but: session.id, by: request.cause)
        return .nothing
    }

    private func end(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        let (account, id) = (session.accountID, SessionID(try request.number()))
        let isOwn = try await parts.database.read { try Sessions($0).session(id, of: account)?.userID == user.id }
        guard isOwn else { throw NativeProblem.notFound }
        _ = try await logIn.change(user.id, of: account, .sessionsEnded, by: request.cause) { connection, _ -> Bool? in
            try Sessions(connection).end(id, of: account) ? true : nil
        }
        return .nothing
    }
}

extension NativeRequest {
    /// The user who asks, with their session; only routes for users come here.
    func own() throws(NativeProblem) -> (user: User, session: UserSession) {
        guard let user = caller.user, let session = visitor.session else {
            throw NativeProblem(.forbidden, "This is for users who are logged in")
        }
        return (user, session)
    }

    /// A text of the body; empty where it is missing.
    func text(_ name: String) -> String { body.last { $0.name == name }?.value.string ?? "" }

    /// Who asks and from where, as the audit log writes it.
    var cause: ChangeCause { ChangeCause(actor: actor, origin: write.origin) }
}
