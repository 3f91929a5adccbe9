import Foundation

/// A file that only its owner reads, replaced at once: a reader sees the old one or all of the new one.
enum SecretFile {
    static func write(_ data: Data, to path: String) throws {
        let partial = path + ".partial"
        unlink(partial)
        let isMade = FileManager.default.createFile(
            atPath: partial, contents: data, attributes: [.posixPermissions: 0o600])
        guard isMade, rename(partial, path) == 0 else {
            throw DataFolderFault(folder: path, detail: "cannot be written")
        }
    }
}
