import Foundation
import SluiceCore
import SluiceDatabase

/// Puts the rows of an archive into an empty store of the archive's schema.
struct ArchiveLoad: Sendable {
    let archive: ArchiveReader
    let manifest: BackupManifest
    let progress: @Sendable (String) -> Void

    private static let rowsOfStatement = 500

    /// All rows in the transaction of `connection`. Tables that the archive does not name stay empty.
    func run(on connection: any Connection) throws {
        let loaders = try makeLoaders(on: connection)
        for loader in loaders.values { try loader.clear(on: connection) }
        try eachFile { name, rows in try load(rows, by: loaders[name], on: connection) }
    }

    /// All rows in a transaction for each file of the archive: for a store that nobody uses yet.
    func runInSteps(on connection: any Connection) throws {
        let loaders = try connection.transaction { connection in
            let loaders = try makeLoaders(on: connection)
            for loader in loaders.values { try loader.clear(on: connection) }
            return loaders
        }
        try eachFile { name, rows in
            try connection.transaction { connection in try load(rows, by: loaders[name], on: connection) }
        }
    }

    /// Compares the number of rows in each table with what the archive says.
    func count(on connection: any Connection) throws {
        let store = Restorations(connection)
        for shape in try TableShape.all(on: connection) {
            let expected = manifest.tables.first { $0.name == shape.name }?.rows ?? 0
            let found = try store.count(of: shape)
            guard found == expected else {
                throw BackupFault("\(shape.name) has \(found) rows, and the archive says \(expected)")
            }
        }
    }

    private func makeLoaders(on connection: any Connection) throws -> [String: TableLoader] {
        let shapes = try TableShape.all(on: connection)
        var loaders: [String: TableLoader] = [:]
        for table in manifest.tables {
            guard let shape = shapes.first(where: { $0.name == table.name }) else {
                throw BackupFault("this program knows no table \(table.name)")
            }
            loaders[table.name] = try TableLoader(into: shape, columns: table.columns, dialect: connection.dialect)
        }
        // What a migration has put into tables goes too; the archive has its own.
        for shape in shapes where loaders[shape.name] == nil {
            loaders[shape.name] = try TableLoader(into: shape, columns: [], dialect: connection.dialect)
        }
        return loaders
    }

    private func eachFile(_ body: (String, [[DatabaseValue]]) throws -> Void) throws {
        try archive.each { entry in
            guard let table = BackupManifest.table(of: entry.name) else { return }
            let rows = try ArchiveReader.rows(in: entry.all())
            try body(table, rows)
            progress("\(table): \(rows.count) rows loaded")
        }
    }

    private func load(_ rows: [[DatabaseValue]], by loader: TableLoader?, on connection: any Connection) throws {
        guard let loader else { throw BackupFault("the archive has rows of a table that it does not name") }
        for start in stride(from: 0, to: rows.count, by: ArchiveLoad.rowsOfStatement) {
            try loader.load(Array(rows[start..<min(rows.count, start + ArchiveLoad.rowsOfStatement)]), on: connection)
        }
    }
}
