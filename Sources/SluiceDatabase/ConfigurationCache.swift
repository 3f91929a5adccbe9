public import SluiceCore
import Synchronization

/// What this process knows of accounts and tokens: immutable snapshots, replaced when a newer version is seen.
///
/// Three things keep it fresh: changes made by this process adopt their snapshot at once; every intake batch compares
/// versions in its transaction; and ``refresh()`` compares them all, once a second, for changes made by other nodes.
public final class ConfigurationCache: Sendable {
    private struct Known {
        var snapshots: [AccountID: AccountConfiguration] = [:]
        var tokens: [TokenHash: APIToken] = [:]
        var versions: [AccountID: Int64] = [:]
    }

    private let known = Mutex(Known())
    private let database: any Database

    /// An empty cache over `database`.
    public init(_ database: any Database) {
        self.database = database
    }

    /// The newest snapshot that this process knows; nothing before it was loaded.
    public func current(_ account: AccountID) -> AccountConfiguration? {
        known.withLock { $0.snapshots[account] }
    }

    /// The newest snapshot of every account that this process knows.
    public var all: [AccountConfiguration] { known.withLock { Array($0.snapshots.values) } }

    /// The newest snapshot, loaded where it is not known yet; nothing when there is no such account.
    public func configuration(of account: AccountID) async throws -> AccountConfiguration? {
        if let snapshot = current(account) { return snapshot }
        guard let snapshot = try await database.read({ try Configurations($0, of: account).snapshot() }) else {
            return nil
        }
        adopt(snapshot)
        return snapshot
    }

    /// The token with this hash, revoked and ended ones included. Its account's snapshot is loaded with it.
    public func token(_ hash: TokenHash) async throws -> APIToken? {
        if let token = known.withLock({ $0.tokens[hash] }) { return token }
        guard let token = try await database.read({ try Accounts($0).token(hash: hash.text) }) else { return nil }
        guard try await configuration(of: token.accountID) != nil else { return nil }
        known.withLock { $0.tokens[hash] = token }
        return token
    }

    /// Takes a snapshot, unless a newer one of the account is known already. The account's tokens are read again.
    public func adopt(_ snapshot: AccountConfiguration) {
        known.withLock { known in
            let account = snapshot.account.id
            if let standing = known.snapshots[account], standing.version >= snapshot.version { return }
            known.snapshots[account] = snapshot
            known.tokens = known.tokens.filter { $0.value.accountID != account }
        }
    }

    /// Compares the versions of the loaded accounts with the database and loads what is newer.
    public func refresh() async throws {
        let versions = try await database.read { try Accounts($0).versions() }
        let stale = known.withLock { known in
            known.snapshots.filter { versions[$0.key] != $0.value.version }.map(\.key)
        }
        for account in stale {
            if let snapshot = try await database.read({ try Configurations($0, of: account).snapshot() }) {
                adopt(snapshot)
            } else {
                known.withLock { known in
                    known.snapshots[account] = nil
                    known.tokens = known.tokens.filter { $0.value.accountID != account }
                }
            }
        }
    }

    /// Changes an account's configuration in one transaction and adopts the result.
    ///
    /// The body judges on the newest snapshot, which nobody else can change meanwhile, and puts or removes objects. It
    /// begins when every lead that was judged by an older one is stored, and none is judged until it is done
    /// (``Configurations/lock(of:)``). Throws what the body throws; then nothing has changed.
    public func edit<Value: Sendable>(
        _ account: AccountID, by actor: String, from origin: ChangeOrigin = ChangeOrigin(), at now: Timestamp,
        _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> Value
    ) async throws -> Value {
        let (value, snapshot) = try await database.write { connection in
            try connection.lock([Configurations.lock(of: account)])
            let store = Configurations(connection, of: account)
            return (try store.edit(by: actor, from: origin, at: now, body), try store.snapshot())
        }
        if let snapshot { adopt(snapshot) }
        return value
    }
}

extension Configurations {
    /// Changes the configuration in the caller's transaction, which holds ``lock(of:)``. Who calls it sees to it that the
    /// caches hear of the change.
    public func edit<Value>(
        by actor: String, from origin: ChangeOrigin, at now: Timestamp,
        _ body: (inout ConfigurationEdit) throws -> Value
    ) throws -> Value {
        try connection.run(
            "SELECT id FROM account WHERE id = \(account.number) \(clause: connection.dialect.forUpdate)")
        guard let snapshot = try snapshot() else { throw DatabaseError(.shape, "no such account") }
        var edit = ConfigurationEdit(
            snapshot: snapshot, connection: connection, store: self, actor: actor, origin: origin, now: now)
        return try body(&edit)
    }
}

/// One change of an account's configuration in the making.
public struct ConfigurationEdit {
    /// The configuration as it was when the change began, or was looked at again.
    public private(set) var snapshot: AccountConfiguration
    /// The transaction, for what must happen together with the change.
    public let connection: any Connection
    let store: Configurations
    let actor: String
    let origin: ChangeOrigin
    /// When.
    public let now: Timestamp
    private var version: Int64?

    init(
        snapshot: AccountConfiguration, connection: any Connection, store: Configurations, actor: String,
        origin: ChangeOrigin, now: Timestamp
    ) {
        self.snapshot = snapshot
        self.connection = connection
        self.store = store
        self.actor = actor
        self.origin = origin
        self.now = now
    }

    /// The next number for an object of the account; given back when the change is not made.
    public func nextID(_ kind: IDSequence.Kind) throws -> Int64 {
        try connection.nextNumber(of: IDSequence(kind, of: snapshot.account.id.number))
    }

    /// Stores an object, new or changed.
    public mutating func put(_ object: some ConfigurationObject) throws {
        version = try store.put(object, after: version ?? snapshot.version, by: actor, from: origin, at: now)
    }

    /// The configuration with everything that was changed so far.
    public func newest() throws -> AccountConfiguration {
        try store.snapshot() ?? snapshot
    }

    /// Looks at the configuration again, so that what follows is judged with everything that was changed so far.
    public mutating func lookAgain() throws {
        snapshot = try newest()
    }

    /// The configuration as it was at a version; nothing where the account has not come so far.
    public func snapshot(at version: Int64) throws -> AccountConfiguration? {
        try store.snapshot(at: version)
    }

    /// Removes an object.
    public mutating func remove(_ kind: ConfigurationKind, _ number: Int64) throws {
        version = try store.remove(kind, number, after: version ?? snapshot.version, by: actor, from: origin, at: now)
    }
}
