public import SluiceCore
import Synchronization

/// Sessions as this process knows them. Each is read again once a second has passed since it was read, so one that was
/// ended on any node is worth nothing within a second; those ended here are forgotten at once.
public final class SessionCache: Sendable {
    private struct Known {
        var session: UserSession
        var readAt: Timestamp
    }

    private struct State {
        var known: [TokenHash: Known] = [:]
        var uses: [SessionID: Timestamp] = [:]
    }

    /// Milliseconds for which a session is believed without reading it again.
    private static let belief: Int64 = 1000
    /// A use is written down when the one before is older than this.
    private static let useMilliseconds: Int64 = 60_000

    private let state = Mutex(State())
    private let database: any Database

    /// An empty cache over `database`.
    public init(_ database: any Database) {
        self.database = database
    }

    /// The session whose secret has this hash, past its time or not; nothing where there is none, or no longer.
    public func session(_ hash: TokenHash, at now: Timestamp) async throws -> UserSession? {
        if let known = state.withLock({ $0.known[hash] }), SessionCache.isFresh(known, at: now) { return known.session }
        guard var session = try await database.read({ try Sessions($0).session(hash: hash.text) }) else {
            state.withLock { $0.known[hash] = nil }
            return nil
        }
        return state.withLock { state in
            // What was used here since stands in the row up to a minute later.
            if let known = state.known[hash] { session.seenAt = max(session.seenAt, known.session.seenAt) }
            state.known[hash] = Known(session: session, readAt: now)
            return session
        }
    }

    /// Notes that a session is in use.
    public func use(_ session: UserSession, _ hash: TokenHash, at now: Timestamp) {
        guard session.seenAt.adding(milliseconds: SessionCache.useMilliseconds) < now else { return }
        state.withLock { state in
            state.uses[session.id] = now
            state.known[hash]?.session.seenAt = now
        }
    }

    /// Forgets every session of a user, so that the next request reads what is left.
    public func forget(_ user: UserID, of account: AccountID) {
        state.withLock { state in
            state.known = state.known.filter {
                $0.value.session.userID != user || $0.value.session.accountID != account
            }
        }
    }

    /// When sessions were used since the last call: what a service writes down now and then. Those not asked for lately
    /// are forgotten on the way.
    public func drainUses(at now: Timestamp) -> [SessionID: Timestamp] {
        state.withLock { state in
            state.known = state.known.filter { now < $0.value.readAt.adding(milliseconds: 60_000) }
            defer { state.uses = [:] }
            return state.uses
        }
    }

    private static func isFresh(_ known: Known, at now: Timestamp) -> Bool {
        known.readAt <= now && now < known.readAt.adding(milliseconds: belief)
    }
}
