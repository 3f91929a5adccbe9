public import SluiceCore

/// Whoever sends a request to the native API, with what they came with.
public struct Visitor: Sendable {
    /// Who asks and what they may do.
    public var caller: Caller
    /// The account's configuration.
    public var configuration: AccountConfiguration
    /// The session, where a user asks.
    public var session: UserSession?
    /// What the user has to do first.
    public var duties: Set<Duty> = []

    /// Nobody that is known, who may log in and nothing else.
    static let nobody = Visitor(
        caller: .nobody,
        configuration: AccountConfiguration(
            account: Account(id: Caller.nobody.accountID, name: "", timeZone: "UTC", createdAt: Timestamp(0)),
            version: 0))

    /// Throws a ``NativeProblem`` where the visitor may not use a route.
    func check(_ route: NativeRoute) throws {
        switch route.access {
        case .open: return
        case .own(let duties):
            guard caller.user != nil else {
                throw NativeProblem(.forbidden, "This is for users who are logged in, not for tokens")
            }
            try requireNone(self.duties.subtracting(duties))
        case .section(let section):
            try requireNone(duties)
            guard caller.may(route.right, section) else { throw NativeProblem(APIFailure.forbidden) }
            // A token for named Criteria may post through those, hold places under them, and see nothing else.
            if caller.isLimitedToCriteria, section != .leadPost { throw NativeProblem(APIFailure.forbidden) }
            guard caller.data == .all || route.reach != .everything else {
                throw NativeProblem(
                    .forbidden, "This reaches the leads of every list, and your access list names campaigns or lists")
            }
        }
    }

    private func requireNone(_ duties: Set<Duty>) throws {
        guard let first = Duty.allCases.first(where: duties.contains) else { return }
        var problem = NativeProblem(.forbidden, first.sentence)
        problem.members = [("duty", .string(first.rawValue))]
        throw problem
    }
}
