import Foundation

/// The register files of an archive on their way into a data folder.
struct RestoredRegisters {
    let folder: String

    private var fresh: String { "\(folder)/registers.restoring" }
    private var target: String { "\(folder)/registers" }

    /// Whether the folder has registers.
    var areThere: Bool {
        // A folder that is not there holds none.
        !((try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []).isEmpty
    }

    /// Writes the archive's registers beside those that are there.
    func extract(_ archive: ArchiveReader) throws {
        let files = FileManager.default
        if files.fileExists(atPath: fresh) { try files.removeItem(atPath: fresh) }
        try files.createDirectory(
            atPath: fresh, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try archive.each { entry in
            let parts = entry.name.split(separator: "/").map(String.init)
            guard parts.count == 3, parts[0] == "registers", parts.allSatisfy(RestoredRegisters.isPlain) else { return }
            try files.createDirectory(atPath: "\(fresh)/\(parts[1])", withIntermediateDirectories: true)
            let path = "\(fresh)/\(parts[1])/\(parts[2])"
            guard files.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
                throw BackupFault("\(path) cannot be written")
            }
            while let data = try entry.next() { try file.write(contentsOf: data) }
            try file.synchronize()
            try file.close()
        }
    }

    /// Puts them into their place, which is free.
    func place() throws {
        guard rename(fresh, target) == 0 else { throw BackupFault("\(target) cannot be put in its place") }
    }

    /// Nothing that would lead out of the folder.
    private static func isPlain(_ name: String) -> Bool {
        !name.hasPrefix(".") && !name.contains("/") && !name.isEmpty
    }
}
