import Foundation
public import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceSQLite

/// Proves an archive by restoring it into a temporary place: sums, rows, both chains, registers.
public struct BackupVerification: Sendable {
    private let path: String
    private let scratch: String
    private let clock: Clock
    private let progress: @Sendable (String) -> Void

    /// A verification of the archive at `path`, in a folder that is made below `scratch` and taken away at the end.
    public init(
        _ path: String, scratch: String, clock: Clock = SystemRuntime.clock,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.path = path
        self.scratch = scratch
        self.clock = clock
        self.progress = progress
    }

    /// Looks through everything. Throws ``BackupFault`` for the first thing that is not as it was.
    public func run() async throws -> JSONValue {
        let archive = ArchiveReader(path: path)
        let manifest = try archive.check()
        try Restoration.checkSchema(of: manifest)
        let folder = "\(scratch)/sluice-verify-\(SystemRuntime.dice.secret(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // What is left of it after a failure is for the operator to see in the folder they named.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: "\(folder)/sluice.sqlite", readers: 1, cacheMegabytes: 32)
        do {
            let (lines, entries) = try await look(at: database, archive, manifest)
            await database.close()
            let registers = try lookAtRegisters(of: archive, folder)
            return .members(
                ("verified", .string(path)), ("made", .moment(manifest.madeAt)), ("engine", .string(manifest.engine)),
                ("schema", .integer(manifest.schema)), ("files", .integer(Int64(manifest.files.count))),
                ("tables", .integer(Int64(manifest.tables.count))), ("rows", .integer(manifest.rows)),
                ("journal_lines", .integer(lines)), ("audit_entries", .integer(entries)),
                ("register_versions", .integer(registers)))
        } catch {
            await database.close()
            throw error
        }
    }

    private func look(
        at database: any Database, _ archive: ArchiveReader, _ manifest: BackupManifest
    ) async throws -> (lines: Int64, entries: Int64) {
        let load = ArchiveLoad(archive: archive, manifest: manifest, progress: progress)
        try await Schema.migrate(database, upTo: manifest.schema, at: clock.now())
        try await database.session { connection in
            try load.runInSteps(on: connection)
            try load.count(on: connection)
        }
        try await Schema.migrate(database, at: clock.now())
        var (lines, entries): (Int64, Int64) = (0, 0)
        for account in try await database.read({ try Accounts($0).all() }).map(\.id) {
            lines &+= try await database.read { connection in
                guard let broken = try Suppressions(connection, of: account).firstBroken() else {
                    return try Suppressions(connection, of: account).count()
                }
                throw BackupFault("the journal of account \(account) does not hold at line \(broken)")
            }
            let audit = try await AuditVerification.run(database, of: account)
            if let broken = audit.broken {
                throw BackupFault(
                    "the audit log of account \(account) does not hold at entry \(broken.sequence): \(broken.fault.rawValue)"
                )
            }
            entries &+= audit.entries
        }
        return (lines, entries)
    }

    private func lookAtRegisters(of archive: ArchiveReader, _ folder: String) throws -> Int64 {
        let registers = RestoredRegisters(folder: folder)
        try registers.extract(archive)
        try registers.place()
        let shelf = try RegisterShelf(folder: "\(folder)/registers")
        var count: Int64 = 0
        for name in try RegisterNames.all(in: shelf.folder) {
            for (version, fault) in try shelf.audit(name) {
                if let fault { throw BackupFault("register \(name), version \(version): \(fault)") }
                count &+= 1
            }
        }
        return count
    }
}
