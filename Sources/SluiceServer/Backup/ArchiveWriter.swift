import Foundation
import SluiceCore
import SluiceDatabase

/// Writes an archive: a tar file that only its owner reads, under its name once it is whole and on the disk.
///
/// `@unchecked Sendable`: one thread after the other has it, never two at once; the backup hands it from the thread that
/// reads rows to the one that reads files.
final class ArchiveWriter: @unchecked Sendable {
    private let path: String
    private let file: FileHandle
    private let second: Int64
    private(set) var files: [BackupManifest.File] = []
    private(set) var written: Int64 = 0

    private var partial: String { path + ".partial" }

    /// Begins an archive at `path`, where no file may be yet.
    init(_ path: String, at now: Timestamp) throws {
        self.path = path
        second = now.milliseconds / 1000
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ProblemReport("file", "is there already; an archive is never written over")
        }
        let partial = path + ".partial"
        unlink(partial)
        guard
            FileManager.default.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw ProblemReport("file", "cannot be written there") }
        self.file = file
    }

    /// Adds a file of these bytes.
    func add(_ name: String, _ data: Data) throws {
        var digest = RunningDigest()
        digest.update(data)
        try begin(name, Int64(data.count))
        try file.write(contentsOf: data)
        try end(name, Int64(data.count), digest.text)
    }

    /// Adds the first `bytes` of a file on the disk.
    func add(_ name: String, from source: String, bytes: Int64) throws {
        guard let input = FileHandle(forReadingAtPath: source) else { throw BackupFault("\(source) cannot be read") }
        defer { try? input.close() }  // only read
        var digest = RunningDigest()
        try begin(name, bytes)
        var left = bytes
        while left > 0 {
            guard let data = try input.read(upToCount: Int(min(left, 1 << 20))), !data.isEmpty else {
                throw BackupFault("\(source) became shorter while it was read")
            }
            digest.update(data)
            try file.write(contentsOf: data)
            left -= Int64(data.count)
        }
        try end(name, bytes, digest.text)
    }

    /// Adds the manifest, syncs everything and gives the archive its name.
    func finish(_ manifest: BackupManifest) throws {
        var manifest = manifest
        manifest.files = files
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try add(BackupManifest.fileName, try encoder.encode(manifest))
        try file.write(contentsOf: Data(count: 2 * TapeHeader.block))
        try file.synchronize()
        try file.close()
        guard rename(partial, path) == 0 else { throw BackupFault("\(path) cannot be given its name") }
        try FolderSync.sync((path as NSString).deletingLastPathComponent)
    }

    /// Takes away what was begun.
    func abandon() {
        try? file.close()  // it is taken away
        unlink(partial)
    }

    private func begin(_ name: String, _ bytes: Int64) throws {
        guard let header = TapeHeader(name: name, bytes: bytes).written(at: second) else {
            throw BackupFault("\(name) does not fit into an archive")
        }
        try file.write(contentsOf: Data(header))
    }

    private func end(_ name: String, _ bytes: Int64, _ sha256: String) throws {
        try file.write(contentsOf: Data(count: TapeHeader(name: name, bytes: bytes).padding))
        files.append(BackupManifest.File(name: name, bytes: bytes, sha256: sha256))
        written &+= bytes
    }
}

/// Makes what was renamed in a folder last.
enum FolderSync {
    static func sync(_ path: String) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BackupFault("\(path) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BackupFault("\(path) cannot be synced") }
    }
}
