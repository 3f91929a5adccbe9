import Dispatch
import SluiceDatabase
import Synchronization
import Testing

@testable import SluiceSQLite

@Suite struct `The log of a SQLite store` {
    /// A disk that does as it is told: it holds each sync until it is let go, and fails when it is to fail.
    private final class Disk: Sendable {
        let gate = DispatchSemaphore(value: 0)
        let fails = Mutex(false)
        let syncs = Mutex(0)

        func sync() -> Bool {
            gate.wait()
            syncs.withLock { $0 += 1 }
            return !fails.withLock { $0 }
        }
    }

    private static func make() -> (log: WriteAheadLog, disk: Disk) {
        let disk = Disk()
        return (WriteAheadLog(disk: { { disk.sync() } }), disk)
    }

    /// What somebody is told who waits for all that was committed so far.
    private static func answer(_ log: WriteAheadLog) async -> DatabaseError? {
        await withCheckedContinuation { continuation in
            log.whenDurable { continuation.resume(returning: $0) }
        }
    }

    @Test func `nobody waits while nothing was committed`() async {
        let (log, disk) = Self.make()
        #expect(await Self.answer(log) == nil)
        #expect(disk.syncs.withLock { $0 } == 0)
        await log.close()
    }

    @Test func `a commit is told of after a sync that began behind its end`() async {
        let (log, disk) = Self.make()
        let told = Mutex<[Int]>([])
        log.begin()
        log.whenDurable { _ in told.withLock { $0.append(1) } }  // a reader that saw the commit before its end
        log.finish()
        log.sync()
        log.begin()
        log.finish()
        log.whenDurable { _ in told.withLock { $0.append(2) } }
        #expect(told.withLock { $0 } == [])
        for _ in 0..<3 { disk.gate.signal() }
        #expect(await Self.answer(log) == nil)
        await log.close()
        #expect(told.withLock { $0 } == [1, 2])
        #expect((1...2).contains(disk.syncs.withLock { $0 }), "one sync may cover both")
    }

    @Test func `a failed sync is told to all who wait, until the log is in the file`() async {
        let (log, disk) = Self.make()
        disk.fails.withLock { $0 = true }
        log.begin()
        log.finish()
        disk.gate.signal()
        #expect(await Self.answer(log)?.code == .lost)
        #expect(log.isBroken)
        disk.fails.withLock { $0 = false }
        // The kernel may say that all is well now, and is not asked.
        #expect(await Self.answer(log)?.code == .lost)
        #expect(disk.syncs.withLock { $0 } == 1)
        log.mended()
        #expect(await Self.answer(log) == nil)
        log.begin()
        log.finish()
        disk.gate.signal()
        #expect(await Self.answer(log) == nil)
        await log.close()
    }
}
