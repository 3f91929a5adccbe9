import Foundation
import SluiceCore
import SluiceDatabase

/// The mark of a restore that has not come to its end: a file in the data folder, and on PostgreSQL a row as well, for
/// the other nodes. Nothing starts on such a store but a restore.
enum UnfinishedRestore {
    private static let name = "restore-unfinished"
    private static let advice = "was begun and did not come to its end; run sluice restore again"

    static func isMarked(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }

    /// Throws ``BackupFault`` for a folder that a restore has begun to fill.
    static func check(_ folder: String) throws {
        if isMarked(folder) { throw BackupFault("a restore into \(folder) \(advice)") }
    }

    /// Throws ``BackupFault`` for a database that a restore has begun to fill.
    static func check(_ database: any Database) async throws {
        guard let start = try await database.read({ try Restorations($0).unfinished() }) else { return }
        throw BackupFault("a restore into this database \(advice) (it began at \(MomentText.write(start)))")
    }

    static func mark(_ folder: String) throws {
        try SecretFile.write(
            Data("sluice restore begins here and takes this file away at its end\n".utf8), to: "\(folder)/\(name)")
        try FolderSync.sync(folder)
    }

    static func clear(_ folder: String) throws {
        try FolderSync.sync(folder)
        unlink("\(folder)/\(name)")
        try FolderSync.sync(folder)
    }
}
