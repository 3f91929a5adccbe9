import Foundation
public import SluiceCore
public import SluiceDatabase
import Synchronization

/// The registers of a whole installation: the files of this node, and what all nodes share through the database.
///
/// On the embedded database there is one node and its files are the truth; only the changes between full lists are
/// rows. On PostgreSQL the rows are the truth: a version's bytes lie in the database in chunks, and a node's files are
/// its cache, brought in line by ``catchUp()``. Until a new version is here whole and verified, the one before answers.
public final class SharedRegisters: Sendable {
    /// The bytes of a chunk: what is in memory of a file on its way.
    public static let chunkBytes = 1 << 20
    /// How long a version that could not be taken up is left alone, unless the register changes again.
    static let restSeconds: Int64 = 60
    /// The retired files that a node of a cluster keeps; the database has more to go back to.
    static let cachedRetired = 1

    private struct Known {
        var turn: Int64?
        var edition: RegisterEdition?
        /// The turn that could not be taken, and when to try again.
        var failed: (turn: Int64, until: Timestamp)?
    }

    /// The files of this node.
    public let shelf: RegisterShelf
    let database: any Database
    let clock: Clock
    let chunkBytes: Int
    private let known = Mutex<[RegisterName: Known]>([:])

    /// The registers of this shelf and this database.
    public init(
        _ shelf: RegisterShelf, database: any Database, clock: Clock, chunkBytes: Int = SharedRegisters.chunkBytes
    ) {
        self.shelf = shelf
        self.database = database
        self.clock = clock
        self.chunkBytes = max(1, chunkBytes)
    }

    /// Whether several nodes share the database.
    public var isShared: Bool { database.dialect == .postgres }

    /// Takes up what any node has published, rolled back, withdrawn or changed since the last call. Costs one small
    /// read when nothing was.
    ///
    /// Returns what could not be taken up, and why; what was in use stays so. Such a version is tried again a minute
    /// later. Throws what the database throws.
    public func catchUp() async throws -> [RegisterName: RegisterFault] {
        var faults: [RegisterName: RegisterFault] = [:]
        let turns = try await database.read { try RegisterRows($0).turns() }
        for (name, turn) in turns.sorted(by: { $0.key < $1.key }) where isDue(name, turn) {
            do {
                if isShared { try await follow(name) }
                try await mergeChanges(name)
                known.withLock { known in
                    known[name, default: Known()].turn = turn
                    known[name]?.failed = nil
                }
            } catch let fault as RegisterFault where fault.code == .busy {
                continue  // somebody is at it in this folder, and the next call sees what they made
            } catch let fault as RegisterFault {
                faults[name] = fault
                let until = clock.now().adding(seconds: Self.restSeconds)
                known.withLock { $0[name, default: Known()].failed = (turn, until) }
            }
        }
        return faults
    }

    private func isDue(_ name: RegisterName, _ turn: Int64) -> Bool {
        let (now, edition) = (clock.now(), shelf.current(name))
        return known.withLock { known in
            guard let standing = known[name] else { return true }
            if let failed = standing.failed, failed.turn == turn, now < failed.until { return false }
            return standing.turn != turn || standing.edition != edition
        }
    }

    /// Puts the version that is in use everywhere into use here, or none.
    private func follow(_ name: RegisterName) async throws {
        let (wanted, hasBeen) = try await database.read { connection in
            let rows = RegisterRows(connection)
            guard let wanted = try rows.current(name) else {
                return (RegisterRows.Version?.none, try rows.versions().contains { $0.name == name && $0.isThere })
            }
            return (wanted, true)
        }
        // One that was never shared stays as this folder has it.
        guard hasBeen else { return }
        let lock = try shelf.place(of: name).lock()
        defer { withExtendedLifetime(lock) {} }
        let (shelf, now) = (shelf, clock.now())
        guard let wanted else {
            return try await onThread { try shelf.takeOutOfUse(name, at: now.milliseconds) }
        }
        if try isInUse(wanted) { return }
        let row = try await file(of: wanted)
        _ = try await use(row, of: name, act: .published, at: now)
    }

    /// Puts a version into use here, and drops the files of old ones: this is a cache. Under the lock of its folder.
    func use(
        _ row: RegisterVersion, of name: RegisterName, act: RegisterManifest.Change.Act, at now: Timestamp
    ) async throws -> RegisterEdition {
        let shelf = shelf
        return try await onThread {
            let edition = try shelf.putIntoUse(row, of: name, act: act, at: now.milliseconds)
            try shelf.dropRetired(name, keeping: Self.cachedRetired)
            return edition
        }
    }

    private func isInUse(_ wanted: RegisterRows.Version) throws -> Bool {
        guard let row = try shelf.place(of: wanted.name).manifest().current else { return false }
        return row.version == wanted.number && row.sha256 == wanted.sha256
            && shelf.current(wanted.name)?.checksum == row.checksum
    }

    /// Reads the changes since the version in use here, and uses them.
    func mergeChanges(_ name: RegisterName) async throws {
        let edition = shelf.current(name)
        var delta = RegisterDelta()
        if let edition {
            let day = Timestamp(edition.issuedOn)
            let changes = try await database.read { try RegisterRows($0).changes(of: name, after: day) }
            delta = RegisterDelta(added: Set(changes.added), removed: Set(changes.removed))
        }
        shelf.apply(delta, to: name)
        known.withLock { $0[name, default: Known()].edition = edition }
    }

    /// Runs what blocks for long on a thread of its own.
    func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await WorkerPool.once(label: "registers", body)
    }
}
