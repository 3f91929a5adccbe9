import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The sessions of the users of one account, as people see them.
struct UserSessions: Sendable {
    let parts: Parts
    let account: AccountID

    static let shape = Shape.object([
        .init("id", .id, "Its number.", isRequired: true),
        .init("current", .flag, "Whether it is the one that asks."),
        .init("stage", .choice(UserSession.Stage.allCases.map(\.rawValue)), "How far it has come.", isRequired: true),
        .init("address", .optional(.text()), "Where it was opened from.", isRequired: true),
        .init("program", .text(), "What opened it, in that program's words.", isRequired: true),
        .init("opened_at", .moment, "When.", isRequired: true),
        .init("seen_at", .moment, "When it was last used; up to a minute late.", isRequired: true),
        .init("ends_at", .moment, "When it ends, however much it is used.", isRequired: true),
    ])

    /// Those that still count, the newest first.
    func valid(of user: UserID, _ configuration: AccountConfiguration) async throws -> [UserSession] {
        let (account, now) = (account, parts.clock.now())
        return try await parts.database.read { try Sessions($0).sessions(of: user, in: account) }
            .filter { $0.isValid(at: now, configuration.settings.logIn) }
    }

    static func members(
        of session: UserSession, written: (Timestamp) -> String = RFC3339.write
    ) -> [(name: String, value: JSONValue)] {
        [
            ("id", .id(session.id)), ("stage", .string(session.stage.rawValue)), ("address", .text(session.address)),
            ("program", .string(session.program)), ("opened_at", .string(written(session.openedAt))),
            ("seen_at", .string(written(session.seenAt))), ("ends_at", .string(written(session.endsAt))),
        ]
    }
}

extension LogIn {
    /// Ends every session of a user but `kept`, and says how many.
    func endSessions(of user: UserID, in account: AccountID, but kept: SessionID?, by cause: ChangeCause) async throws
        -> Int
    {
        try await change(user, of: account, .sessionsEnded, by: cause) { connection, _ -> Int? in
            let ended = try Sessions(connection).endAll(of: user, in: account, but: kept)
            return ended > 0 ? ended : nil
        } ?? 0
    }
}
