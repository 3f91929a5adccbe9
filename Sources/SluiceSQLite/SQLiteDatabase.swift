import Foundation
import GRDB
import GRDBSQLite
public import SluiceDatabase
import Synchronization

/// The embedded store: one file in WAL mode, one writer, a few readers, and a thread that moves the log into the file.
///
/// A commit is synced beside the next job, and nobody is told of it before (`../docs/decisions/0016-sync-beside-the-writer.md`).
/// Checkpoints run beside the writer too; only when the log has
/// grown past ``logLimit`` does the writer stop to let it start over (`../docs/decisions/0002-group-commit.md`).
public final class SQLiteDatabase: SluiceDatabase.Database {
    /// Past this size of the log, in bytes, the writer itself restarts it.
    public static let logLimit = 256 << 20
    /// After this many bytes of new log the checkpoint thread is woken.
    static let checkpointStep = 4 << 20
    /// Small, since a post changes one page of `lead_phone` at random and each goes to the log and to the file whole:
    /// 4 KiB write a third less than 8 KiB for each post and cost no more to read (`docs/performance.md`).
    static let pageSize = 4096

    private let writer: WorkerPool<SQLiteConnection>
    private let readers: WorkerPool<SQLiteConnection>
    private let checkpointer: WorkerPool<SQLiteConnection>
    private let log: WriteAheadLog

    /// Which engine this is.
    public var dialect: Dialect { .sqlite }
    /// One.
    public var writers: Int { 1 }

    /// Opens or makes the file at `path`. Throws `corrupt` when it is not a database.
    public init(path: String, readers count: Int = 3, cacheMegabytes: Int = 256, ids: IDBlocks = IDBlocks()) throws {
        let log = WriteAheadLog(path: path + "-wal")
        self.log = log
        // The first connection makes the file, its page size and its mode, before any other opens it.
        let first = try SQLiteConnection(path: path, role: .writer, cacheMegabytes: cacheMegabytes, ids: ids, log: log)
        let made = Mutex<SQLiteConnection?>(first)
        writer = WorkerPool(label: "sqlite-writer", count: 1) { () throws(DatabaseError) in
            if let first = made.withLock({ made in
                defer { made = nil }; return made
            }) {
                return first
            }
            return try SQLiteConnection(path: path, role: .writer, cacheMegabytes: cacheMegabytes, ids: ids, log: log)
        }
        readers = WorkerPool(label: "sqlite-reader", count: count) { () throws(DatabaseError) in
            try SQLiteConnection(path: path, role: .reader, cacheMegabytes: 32, ids: ids, log: nil)
        }
        checkpointer = WorkerPool(label: "sqlite-checkpoint", count: 1) { () throws(DatabaseError) in
            try SQLiteConnection(path: path, role: .checkpointer, cacheMegabytes: 2, ids: ids, log: nil)
        }
    }

    /// Closes its files where nobody closed it.
    deinit {
        readers.end()
        writer.end()
        checkpointer.end()
    }

    /// Runs `body` in one snapshot of a reader.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SluiceDatabase.Connection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            readers.submit { [log] resource in
                let result = Result {
                    let connection = try resource.get()
                    return try connection.use { try connection.snapshot(body) }
                }
                log.whenDurable { fault in
                    if let fault { continuation.resume(throwing: fault) } else { continuation.resume(with: result) }
                }
            }
        }
    }

    /// Queues `body` for the writer.
    public func enqueue(
        _ body: @escaping @Sendable (Result<any SluiceDatabase.Connection, SluiceDatabase.DatabaseError>) -> Void
    ) {
        writer.submit { [self] resource in
            switch resource {
            case .failure(let error): body(.failure(error))
            case .success(let connection):
                // After a failed sync only the file itself is to be trusted: what the log holds must be in it first.
                if log.isBroken, connection.checkpoint(.restart) != nil { log.mended() }
                if log.isBroken {
                    body(.failure(DatabaseError(.lost, "the disk could not sync the log")))
                } else {
                    connection.use { body(.success(connection)) }
                    log.sync()
                }
                if log.isOver(SQLiteDatabase.logLimit) { connection.checkpoint(.restart) }
            }
            checkpointIfDue()
        }
    }

    /// Finishes the work in hand, moves the log into the file and closes it.
    public func close() async {
        await readers.close()
        _ = try? await checkpointer.run { $0.checkpoint(.passive) }  // the next opening does it again
        await checkpointer.close()
        await writer.close()
        await log.close()
    }

    /// Runs `body` on the writer's thread, between its jobs.
    func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        try await writer.run { connection in try connection.use { try body(connection) } }
    }

    private func checkpointIfDue() {
        guard log.claimCheckpoint(step: SQLiteDatabase.checkpointStep) else { return }
        let log = log
        checkpointer.submit { connection in
            if case .success(let connection) = connection { connection.checkpoint(.passive) }
            log.finishCheckpoint()
        }
    }
}
