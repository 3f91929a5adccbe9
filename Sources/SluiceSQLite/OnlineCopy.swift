import GRDBSQLite
import SluiceDatabase

/// A copy of the store in the making (SQLite's online backup), a few pages at a step.
///
/// It reads through the writer's own connection, between two of its jobs: what the writer changes meanwhile goes into
/// the copy too, no lock is held between steps, and the log need not wait for a reader.
///
/// `@unchecked Sendable`: only the writer's thread touches it.
final class OnlineCopy: @unchecked Sendable {
    private var target: OpaquePointer?
    private var backup: OpaquePointer?

    /// A copy of what `source` has open, into a new file at `path`.
    init(of source: OpaquePointer, to path: String) throws(DatabaseError) {
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        guard sqlite3_open_v2(path, &target, flags, nil) == SQLITE_OK else {
            sqlite3_close(target)
            throw DatabaseError(.lost, "the copy cannot be made")
        }
        // A copy that a power cut damages is thrown away.
        sqlite3_exec(target, "PRAGMA synchronous = OFF", nil, nil, nil)
        backup = sqlite3_backup_init(target, "main", source, "main")
        guard backup != nil else {
            sqlite3_close(target)
            throw DatabaseError(.lost, "the copy cannot be begun")
        }
    }

    /// Copies so many pages; returns how many are left and how many there are, and nothing left when it is done.
    func step(_ pages: Int32) throws(DatabaseError) -> (left: Int, total: Int) {
        let code = sqlite3_backup_step(backup, pages)
        switch code {
        case SQLITE_DONE: return (0, Int(sqlite3_backup_pagecount(backup)))
        case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED:
            return (max(1, Int(sqlite3_backup_remaining(backup))), Int(sqlite3_backup_pagecount(backup)))
        default: throw SQLiteFault.error(code, "copying")
        }
    }

    /// Closes both ends. Once.
    func end() {
        sqlite3_backup_finish(backup)
        sqlite3_close(target)
        (backup, target) = (nil, nil)
    }
}

extension SQLiteDatabase {
    /// Pages of a step: 2 MiB, a few milliseconds of the writer's time.
    private static let pagesOfStep: Int32 = 512

    /// Copies the whole store, as it is at the end, into a new file at `path` while it goes on being written to.
    /// `progress` gets the pages copied and all of them.
    public func copy(to path: String, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws {
        let copy = try await onWriter { connection in try connection.onlineCopy(to: path) }
        do {
            while true {
                let (left, total) = try await onWriter { _ in try copy.step(SQLiteDatabase.pagesOfStep) }
                progress(total - left, total)
                if left == 0 { break }
            }
        } catch {
            try await onWriter { _ in copy.end() }
            throw error
        }
        try await onWriter { _ in copy.end() }
    }
}
