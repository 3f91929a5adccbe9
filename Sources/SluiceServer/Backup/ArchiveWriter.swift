import Foundation
import SluiceCore
import SluiceDatabase
import Synchronization

/// Writes an archive: a tar file that only its owner reads, under its name once it is whole and on the disk.
final class ArchiveWriter: Sendable {
    private struct State {
        var file: FileHandle
        var files: [BackupManifest.File] = []
        var written: Int64 = 0
    }

    private let path: String
    private let second: Int64
    private let state: Mutex<State>

    private var partial: String { path + ".partial" }

    /// What was added so far.
    var files: [BackupManifest.File] { state.withLock { $0.files } }
    /// How many bytes of files that was.
    var written: Int64 { state.withLock { $0.written } }

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
        state = Mutex(State(file: file))
    }

    /// Adds a file of these bytes.
    func add(_ name: String, _ data: Data) throws {
        var rest: Data? = data
        try add(name, bytes: Int64(data.count)) {
            defer { rest = nil }
            return rest
        }
    }

    /// Adds the first `bytes` of a file on the disk.
    func add(_ name: String, from source: String, bytes: Int64) throws {
        guard let input = FileHandle(forReadingAtPath: source) else { throw BackupFault("\(source) cannot be read") }
        defer { try? input.close() }  // only read
        var left = bytes
        try add(name, bytes: bytes) {
            guard left > 0 else { return nil }
            guard let data = try input.read(upToCount: Int(min(left, 1 << 20))), !data.isEmpty else {
                throw BackupFault("\(source) became shorter while it was read")
            }
            left -= Int64(data.count)
            return data
        }
    }

    private func add(_ name: String, bytes: Int64, _ next: () throws -> Data?) throws {
        let header = TapeHeader(name: name, bytes: bytes)
        guard let block = header.written(at: second) else { throw BackupFault("\(name) does not fit into an archive") }
        try state.withLock { state in
            var digest = RunningDigest()
            try state.file.write(contentsOf: Data(block))
            while let data = try next() {
                digest.update(data)
                try state.file.write(contentsOf: data)
            }
            try state.file.write(contentsOf: Data(count: header.padding))
            state.files.append(BackupManifest.File(name: name, bytes: bytes, sha256: digest.text))
            state.written &+= bytes
        }
    }

    /// Adds the manifest, syncs everything and gives the archive its name.
    func finish(_ manifest: BackupManifest) throws {
        var manifest = manifest
        manifest.files = files
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(manifest)
        var digest = RunningDigest()
        digest.update(data)
        try add(BackupManifest.fileName, data)
        try add(BackupManifest.sumName, Data(digest.text.utf8))
        try state.withLock { state in
            try state.file.write(contentsOf: Data(count: 2 * TapeHeader.block))
            try state.file.synchronize()
            try state.file.close()
        }
        guard rename(partial, path) == 0 else { throw BackupFault("\(path) cannot be given its name") }
        try FolderSync.sync((path as NSString).deletingLastPathComponent)
    }

    /// Takes away what was begun.
    func abandon() {
        state.withLock { state in try? state.file.close() }  // it is taken away
        unlink(partial)
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
