import HTTPTypes
public import SluiceCore
public import SluiceDatabase

/// Finds out who sends a request to the native API: a token or a user's session in `Authorization: Bearer`, or a session
/// in the browser's cookie.
///
/// On a token, and on a session that was asked for within the last second, it costs no look at the database.
public struct Doorkeeper: Sendable {
    private let authenticator: Authenticator
    private let cache: ConfigurationCache
    private let sessions: SessionCache
    private let clock: Clock

    /// A doorkeeper over these parts.
    public init(authenticator: Authenticator, cache: ConfigurationCache, sessions: SessionCache, clock: Clock) {
        self.authenticator = authenticator
        self.cache = cache
        self.sessions = sessions
        self.clock = clock
    }

    /// Whoever asks, whatever they may do; a ``NativeProblem`` where the credential does not count.
    func visitor(_ head: HTTPRequest, address: @autoclosure () -> String?) async throws -> Visitor {
        if let secret = RequestHeaders(head.headerFields).bearer {
            return try await visitor(secret, address: address())
        }
        guard let secret = SessionSecret.cookie(in: head.headerFields) else {
            throw NativeProblem(.unauthorized, "Log in, or send a token in Authorization: Bearer")
        }
        let visitor = try await visitor(session: secret)
        guard [.get, .head, .options].contains(head.method) || RequestOrigin.isOwn(head) else {
            throw NativeProblem(
                .forbidden,
                "A browser sent this for another site; a program of your own sends the header X-Sluice-Request")
        }
        return visitor
    }

    /// Whoever this secret belongs to.
    private func visitor(_ secret: String, address: @autoclosure () -> String?) async throws -> Visitor {
        if secret.hasPrefix(SessionSecret.prefix) { return try await visitor(session: secret) }
        let (caller, configuration) = try await authenticator.caller(secret: secret, address: address())
        return Visitor(caller: caller, configuration: configuration)
    }

    private func visitor(session secret: String) async throws -> Visitor {
        let now = clock.now()
        let ended = NativeProblem(.unauthorized, "The session has ended. Log in again.")
        guard secret.utf8.count <= 256 else { throw ended }
        let hash = TokenHash(of: secret)
        guard let session = try await sessions.session(hash, at: now),
            let configuration = try await cache.configuration(of: session.accountID),
            session.isValid(at: now, configuration.settings.logIn),
            let caller = Caller(session.userID, in: configuration), let user = caller.user
        else { throw ended }
        sessions.use(session, hash, at: now)
        var duties: Set<Duty> = []
        if session.stage == .code { duties.insert(.confirmCode) }
        if user.mustChangePassword { duties.insert(.changePassword) }
        if configuration.settings.logIn.requiresOneTimeCodes, !user.hasOneTimeCodes { duties.insert(.setUpCodes) }
        return Visitor(caller: caller, configuration: configuration, session: session, duties: duties)
    }

    /// Whether whoever was let in to a route would be still: asked again and again while a stream is open.
    func isStillAllowed(_ head: HTTPRequest, _ address: String?, _ route: NativeRoute) async throws -> Bool {
        do {
            try await visitor(head, address: address).check(route)
            return true
        } catch is NativeProblem {
            return false
        } catch let failure as APIFailure where failure.status == 401 || failure.status == 403 {
            return false
        } catch is APIFailure {
            return true  // in a hurry, not refused
        }
    }
}
