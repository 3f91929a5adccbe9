import Foundation
import GRDB
import GRDBSQLite
import SluiceDatabase

/// One SQLite connection, owned by one thread of a pool.
///
/// `@unchecked Sendable`: the pool hands it from its maker to its one thread and nowhere else, and GRDB's queue inside
/// asserts that.
final class SQLiteConnection: Connection, @unchecked Sendable {
    enum Role { case writer, reader, checkpointer }
    enum Checkpoint: Int32 {
        case passive = 0
        case restart = 2
    }

    let dialect = Dialect.sqlite
    let ids: IDBlocks
    private let queue: DatabaseQueue
    private let log: WriteAheadLog?
    private var current: GRDB.Database?
    private var statements = KnownStatements()
    private var isInTransaction = false

    init(
        path: String, role: Role, cacheMegabytes: Int, ids: IDBlocks, log: WriteAheadLog?
    ) throws(DatabaseError) {
        self.ids = ids
        self.log = log
        var configuration = Configuration()
        configuration.readonly = role == .reader
        configuration.busyMode = .timeout(1)  // then the sender is told to come again
        configuration.foreignKeysEnabled = false
        configuration.label = "sluice"
        configuration.prepareDatabase { database in
            if role == .writer {
                try database.execute(sql: "PRAGMA page_size = \(SQLiteDatabase.pageSize)")
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            }
            // The writer's commits are synced by ``WriteAheadLog``; a checkpoint syncs by itself in either mode.
            try database.execute(sql: "PRAGMA synchronous = \(role == .writer ? "NORMAL" : "FULL")")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA cache_size = \(-cacheMegabytes * 1024)")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as GRDB.DatabaseError {
            throw SQLiteFault.error(error.extendedResultCode.rawValue, "open")
        } catch {
            throw DatabaseError(.lost, "open")
        }
        if let log { watch(log) }
    }

    /// Makes the connection usable for one job of its thread.
    func use<Value>(_ body: () throws -> Value) rethrows -> Value {
        try queue.writeWithoutTransaction { database in
            current = database
            defer { current = nil }
            return try body()
        }
    }

    @discardableResult
    func run(_ statement: Statement) throws(DatabaseError) -> [Row] {
        guard !isInTransaction, let log else { return try prepared(statement.sql).run(statement.arguments) }
        log.begin()
        defer { log.finish() }
        return try prepared(statement.sql).run(statement.arguments)
    }

    func whenDurable(_ action: @escaping @Sendable (DatabaseError?) -> Void) {
        if let log { log.whenDurable(action) } else { action(nil) }
    }

    @discardableResult
    func runAll(_ batch: [Statement]) throws(DatabaseError) -> [[Row]] {
        var answers: [[Row]] = []
        answers.reserveCapacity(batch.count)
        for statement in batch { answers.append(try run(statement)) }
        return answers
    }

    func transaction<Value>(_ body: (any Connection) throws -> Value) throws -> Value {
        guard !isInTransaction else { throw DatabaseError(.statement, "a transaction inside a transaction") }
        for attempt in 0..<4 {
            do {
                return try run("BEGIN IMMEDIATE", body)
            } catch let error as DatabaseError where error.code == .idsShort {
                try ids.ensureMissing(on: self, attempt: attempt)
            }
        }
        return try run("BEGIN IMMEDIATE", body)
    }

    /// One consistent view for a reader.
    func snapshot<Value>(_ body: (any Connection) throws -> Value) throws -> Value {
        try run("BEGIN", body)
    }

    /// Moves the log into the file; returns how many pages are left, or nothing when it could not run.
    @discardableResult
    func checkpoint(_ mode: Checkpoint) -> Int? {
        queue.writeWithoutTransaction { database in
            var pages: Int32 = 0
            var moved: Int32 = 0
            let code = sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, mode.rawValue, &pages, &moved)
            guard code == SQLITE_OK else { return nil }
            if mode == .restart { log?.grew(to: 0) }
            return Int(pages - moved)
        }
    }

    private func run<Value>(
        _ begin: String, _ body: (any Connection) throws -> Value
    ) throws -> Value {
        try prepared(begin).run([])
        isInTransaction = true
        defer { isInTransaction = false }
        do {
            let value = try body(self)
            log?.begin()
            defer { log?.finish() }
            try prepared("COMMIT").run([])
            return value
        } catch {
            // Where the engine has rolled back by itself already, this one fails and changes nothing.
            if let handle = current?.sqliteConnection, sqlite3_get_autocommit(handle) == 0 {
                _ = try? prepared("ROLLBACK").run([])  // the first error is the one to tell
            }
            throw error
        }
    }

    private func prepared(_ sql: String) throws(DatabaseError) -> PreparedStatement {
        if let statement = statements.find(sql) { return statement }
        guard let current else { throw DatabaseError(.closed, "used outside of its job") }
        do {
            // Bare `$n` is a *name* on SQLite, numbered by first appearance; `?n` is the position that we mean.
            let statement = try current.makeStatement(sql: sql.replacing("$", with: "?"))
            let made = PreparedStatement(statement)
            statements.keep(made, for: sql)
            return made
        } catch let error as GRDB.DatabaseError {
            throw SQLiteFault.error(error.extendedResultCode.rawValue, "\(error.message ?? "") in \(sql.prefix(60))")
        } catch {
            throw DatabaseError(.statement, String(sql.prefix(60)))
        }
    }

    /// Begins a copy of what is open here.
    func onlineCopy(to path: String) throws(DatabaseError) -> OnlineCopy {
        guard let handle = current?.sqliteConnection else { throw DatabaseError(.closed, "used outside of its job") }
        return try OnlineCopy(of: handle, to: path)
    }

    private func watch(_ log: WriteAheadLog) {
        queue.writeWithoutTransaction { database in
            let pointer = Unmanaged.passUnretained(log).toOpaque()  // the database object keeps it alive
            sqlite3_wal_hook(
                database.sqliteConnection,
                { pointer, _, _, pages in
                    if let pointer {
                        Unmanaged<WriteAheadLog>.fromOpaque(pointer).takeUnretainedValue().grew(to: Int(pages))
                    }
                    return SQLITE_OK
                }, pointer)
        }
    }
}
