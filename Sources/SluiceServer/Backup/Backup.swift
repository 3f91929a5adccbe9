import Foundation
import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceSQLite
import Synchronization

/// Writes all that a server holds into one archive while it runs: rows, registers, journal.
///
/// Keys that were given to the server from outside (TLS, and whatever unlocks secrets) are not in it.
struct Backup: Sendable {
    /// Bytes of rows to a file of the archive.
    private static let fileBytes = 8 << 20
    private static let rowsOfPage: Int64 = 1000
    private static let turn = Mutex<Set<String>>([])

    let parts: Parts
    /// Where the archive is to be.
    let path: String
    let progress: @Sendable (String) -> Void

    /// Makes the archive and returns its manifest and its length.
    func run() async throws -> (manifest: BackupManifest, bytes: Int64) {
        let folder = parts.settings.dataFolder
        guard Backup.turn.withLock({ $0.insert(folder).inserted }) else {
            throw ProblemReport("file", "another backup of this server is being made")
        }
        defer { Backup.turn.withLock { _ = $0.remove(folder) } }
        let archive = try ArchiveWriter(path, at: parts.clock.now())
        do {
            // The lines of the journal that the rows have are in its file before they are read, and later ones may be.
            try await parts.journal.catchUp()
            var manifest = try await rows(into: archive)
            try await WorkerPool<Void>.once(label: "backup") { try addFiles(to: archive) }
            manifest.files = archive.files
            try archive.finish(manifest)
            return (manifest, archive.written)
        } catch {
            archive.abandon()
            throw error
        }
    }

    /// On SQLite the rows are read from a copy, so that nobody has to wait for a long look at the store itself.
    private func rows(into archive: ArchiveWriter) async throws -> BackupManifest {
        guard let store = parts.database as? SQLiteDatabase else {
            return try await rows(of: parts.database, at: parts.clock.now(), into: archive)
        }
        let copy = parts.settings.dataFolder + "/backup-copy.sqlite"
        func clear() { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(copy + suffix) } }
        clear()
        defer { clear() }
        guard FileManager.default.createFile(atPath: copy, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw BackupFault("the data folder cannot be written to")
        }
        let shown = Mutex(-1)
        try await store.copy(to: copy) { done, total in
            let tenth = total > 0 ? done * 10 / total : 10
            let isNew = shown.withLock { last in
                defer { last = tenth }
                return last != tenth
            }
            if isNew { progress("copied \(tenth * 10) % of the database") }
        }
        let now = parts.clock.now()
        let database = try SQLiteDatabase(path: copy, readers: 1, cacheMegabytes: 8)
        do {
            let manifest = try await rows(of: database, at: now, into: archive)
            await database.close()
            return manifest
        } catch {
            await database.close()
            throw error
        }
    }

    private func rows(
        of database: any Database, at now: Timestamp, into archive: ArchiveWriter
    ) async throws -> BackupManifest {
        let schema = try await Schema.state(database).applied.max() ?? 0
        return try await database.read { connection in
            guard archive.files.isEmpty else { throw BackupFault("the database asked to be read once more") }
            var manifest = BackupManifest(engine: connection.dialect.rawValue, schema: schema, madeAt: now)
            for shape in try TableShape.all(on: connection) {
                let rows = try Backup.write(shape, to: archive, on: connection)
                manifest.tables.append(.init(name: shape.name, columns: shape.columns, rows: rows))
                if rows > 0 { progress("\(shape.name): \(rows) rows") }
            }
            return manifest
        }
    }

    private static func write(
        _ shape: TableShape, to archive: ArchiveWriter, on connection: any Connection
    ) throws -> Int64 {
        var reader = TableReader(shape)
        var (bytes, number, rows): ([UInt8], Int, Int64) = ([], 0, 0)
        func flush() throws {
            guard !bytes.isEmpty else { return }
            number += 1
            try archive.add(BackupManifest.name(of: shape.name, number), Data(bytes))
            bytes.removeAll(keepingCapacity: true)
        }
        while true {
            // Rows of register bytes are large: few of them make a page.
            let page = try reader.next(shape.name == "register_chunk" ? 8 : rowsOfPage, on: connection)
            if page.isEmpty { break }
            for row in page { RowText.append(row, to: &bytes) }
            rows += Int64(page.count)
            if bytes.count >= fileBytes { try flush() }
        }
        try flush()
        return rows
    }

    private func addFiles(to archive: ArchiveWriter) throws {
        let folder = parts.settings.dataFolder
        for name in [SuppressionFile.name, HandedOutIDs.name, ErasureFile.name] {
            let bytes = try Backup.length(of: "\(folder)/\(name)")
            if bytes > 0 { try archive.add("journal/\(name)", from: "\(folder)/\(name)", bytes: bytes) }
        }
        // On PostgreSQL the registers are rows, and what stands in the folder is a copy of them.
        guard parts.database.dialect == .sqlite else { return }
        let registers = parts.registers.folder
        for name in try FileManager.default.contentsOfDirectory(atPath: registers).sorted() {
            let place = "\(registers)/\(name)"
            // The manifest first: the versions it names are there already, and never change.
            guard let manifest = FileManager.default.contents(atPath: "\(place)/manifest.json") else { continue }
            try archive.add("registers/\(name)/manifest.json", manifest)
            for file in try FileManager.default.contentsOfDirectory(atPath: place).sorted()
            where file.hasSuffix(".reg") {
                let bytes = try Backup.length(of: "\(place)/\(file)")
                try archive.add("registers/\(name)/\(file)", from: "\(place)/\(file)", bytes: bytes)
                progress("register \(name): \(file), \(bytes) bytes")
            }
        }
    }

    private static func length(of path: String) throws -> Int64 {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value ?? 0
    }
}
