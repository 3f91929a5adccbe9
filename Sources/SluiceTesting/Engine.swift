import Foundation
import SluiceCore
public import SluiceDatabase
import SluicePostgres
import SluiceSQLite
import SluiceServer
import Synchronization

/// A database engine that tests run on.
public enum Engine: String, Sendable, CaseIterable, CustomStringConvertible {
    case sqlite
    case postgres

    /// SQLite always; PostgreSQL where `SLUICE_TEST_POSTGRES` names a server, as `make test` sees to.
    public static var available: [Engine] {
        postgresURL == nil ? [.sqlite] : [.sqlite, .postgres]
    }

    /// The server for tests.
    public static var postgresURL: String? {
        ProcessInfo.processInfo.environment["SLUICE_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Its name in test reports.
    public var description: String { rawValue }

    private static let counter = Mutex(0)
    // Processes come again under the numbers of old ones, whose folders may be there still.
    private static let run = SystemRuntime.dice.secret(12)

    /// A name that no other test of this or another process has.
    public static func uniqueName() -> String {
        let number = counter.withLock { number in
            number += 1
            return number
        }
        return "sluice_test_\(run)_\(number)"
    }

    /// A new empty folder; the system's temporary folder is cleaned by the system.
    public static func newFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(uniqueName()).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The URL of a new empty database; nothing for SQLite, which is a file of the data folder.
    public func newDatabaseURL() async throws -> String? {
        guard self == .postgres, let url = Engine.postgresURL else { return nil }
        let name = Engine.uniqueName()
        let server = try PostgresDatabase(url: url, writers: 1, readers: 1, ids: IDBlocks())
        _ = try await server.session { connection in
            try connection.run(Statement("CREATE DATABASE \(name)", [])).count
        }
        await server.close()
        return try Engine.replacingDatabase(of: url, with: name)
    }

    /// A new database, migrated unless an empty one is asked for.
    public func open(blockSize: Int64 = 64, isMigrated: Bool = true) async throws -> any Database {
        let database: any Database
        switch self {
        case .sqlite:
            database = try SQLiteDatabase(
                path: try Engine.newFolder() + "/sluice.sqlite", readers: 2, cacheMegabytes: 16,
                ids: IDBlocks(blockSize: blockSize))
        case .postgres:
            guard let url = try await newDatabaseURL() else { throw DatabaseError(.lost, "no server for tests") }
            database = try PostgresDatabase(url: url, writers: 2, readers: 2, ids: IDBlocks(blockSize: blockSize))
        }
        if isMigrated { try await Schema.migrate(database, at: Timestamp(1_700_000_000_000)) }
        return database
    }

    private static func replacingDatabase(of url: String, with name: String) throws -> String {
        guard let scheme = url.range(of: "://") else { throw DatabaseError(.lost, "no URL") }
        let query = url.firstIndex(of: "?") ?? url.endIndex
        let slash = url[scheme.upperBound..<query].lastIndex(of: "/") ?? query
        return url[..<slash] + "/" + name + url[query...]
    }
}
