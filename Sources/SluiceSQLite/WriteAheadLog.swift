import Foundation
import SluiceDatabase
import Synchronization

/// The log of a store: how far it has grown, and how far it is on the disk.
///
/// The writer commits without waiting for the disk and goes on with the next job; a thread of its own syncs the log and
/// then calls those who wait. Commits stand in the log one behind the other, so a sync makes all durable that were
/// finished when it began. Whoever has read or written anything is answered only then: nothing that a power failure
/// could take back is ever seen from outside.
final class WriteAheadLog: Sendable {
    private struct Waiter {
        var commit: UInt64
        var action: @Sendable (DatabaseError?) -> Void
    }

    private struct State {
        var pages = 0
        var checkpointedAt = 0
        var isCheckpointing = false
        /// Commits that readers may see, and those that are over: a reader can see one a moment before its end.
        var begun: UInt64 = 0
        var finished: UInt64 = 0
        var synced: UInt64 = 0
        var isSyncing = false
        var isBroken = false
        var waiting: [Waiter] = []
    }

    private let state = Mutex(State())
    /// Syncs the log and says whether the disk took it all. Belongs to the one thread that syncs.
    typealias Disk = () -> Bool
    private let syncer: WorkerPool<Disk>

    /// The log in the file at `path`.
    convenience init(path: String) {
        self.init {
            let file = LogFile(path: path)
            return { file.sync() }
        }
    }

    /// A log on the disk that `disk` returns.
    init(disk: @escaping @Sendable () -> Disk) {
        syncer = WorkerPool(label: "sqlite-sync", count: 1) { disk() }
    }

    // MARK: Durability

    /// A commit begins.
    func begin() {
        state.withLock { $0.begun += 1 }
    }

    /// The commit that began last is over, whether it went well or not.
    func finish() {
        state.withLock { $0.finished = $0.begun }
    }

    /// Calls `action` when all commits that can have been seen so far are durable, or the disk has failed.
    func whenDurable(_ action: @escaping @Sendable (DatabaseError?) -> Void) {
        let isDurable = state.withLock { state in
            if state.begun == state.synced { return true }
            state.waiting.append(Waiter(commit: state.begun, action: action))
            return false
        }
        if isDurable { action(nil) } else { sync() }
    }

    /// Syncs what is finished, if nobody does so already.
    func sync() {
        let isNeeded = state.withLock { state in
            guard !state.isSyncing, state.synced < state.finished || state.isBroken && !state.waiting.isEmpty else {
                return false
            }
            state.isSyncing = true
            return true
        }
        if isNeeded { syncer.submit { [self] disk in syncAll(disk) } }
    }

    /// Whether a sync has failed since the log was last moved into the file: then nobody knows what is on the disk.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// All of the log is in the file, and that is synced.
    func mended() {
        state.withLock { state in
            state.isBroken = false
            state.synced = state.finished
        }
    }

    private func syncAll(_ disk: Result<Disk, DatabaseError>) {
        while true {
            let (target, isBroken) = state.withLock { ($0.finished, $0.isBroken) }
            // A disk that cannot be had is one that did not sync: those who wait are told so below.
            let isSynced = !isBroken && ((try? disk.get()()) ?? false)
            let (due, isOver) = state.withLock { state in
                if isSynced { state.synced = max(state.synced, target) } else { state.isBroken = true }
                // After a failure nobody is left waiting: what is not known to be durable is answered so.
                let due = state.waiting.filter { $0.commit <= state.synced || state.isBroken }
                state.waiting.removeAll { $0.commit <= state.synced || state.isBroken }
                let isOver = state.isBroken || state.synced == state.finished
                if isOver { state.isSyncing = false }
                return (due, isOver)
            }
            let fault = isSynced ? nil : DatabaseError(.lost, "the disk could not sync the log")
            for waiter in due { waiter.action(fault) }
            if isOver { return }
        }
    }

    /// Ends the thread after what it has in hand.
    func close() async {
        await syncer.close()
    }

    // MARK: Growth

    /// The log has so many pages. Called on the writer's thread after each commit.
    func grew(to pages: Int) {
        state.withLock { state in
            if pages < state.checkpointedAt { state.checkpointedAt = 0 }
            state.pages = pages
        }
    }

    func isOver(_ bytes: Int) -> Bool {
        state.withLock { $0.pages * SQLiteDatabase.pageSize > bytes }
    }

    func claimCheckpoint(step: Int) -> Bool {
        state.withLock { state in
            guard !state.isCheckpointing,
                (state.pages - state.checkpointedAt) * SQLiteDatabase.pageSize > step
            else { return false }
            state.isCheckpointing = true
            return true
        }
    }

    func finishCheckpoint() {
        state.withLock { state in
            state.isCheckpointing = false
            state.checkpointedAt = state.pages
        }
    }
}

/// The log's file, opened a second time for syncing alone. SQLite holds no lock on it that closing could drop.
private final class LogFile {
    private let path: String
    private var descriptor: Int32 = -1

    init(path: String) {
        self.path = path
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    /// Whether everything that was written to the log before is on the disk now.
    func sync() -> Bool {
        if descriptor >= 0, !isLinked {
            // SQLite has removed the file and made another, as it does when its last connection closes.
            Foundation.close(descriptor)
            descriptor = -1
        }
        if descriptor < 0 { descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return errno == ENOENT }  // without a log everything is in the file
        #if os(Linux)
            return fdatasync(descriptor) == 0
        #else
            return fcntl(descriptor, F_FULLFSYNC) == 0
        #endif
    }

    private var isLinked: Bool {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 && facts.st_nlink > 0
    }
}
