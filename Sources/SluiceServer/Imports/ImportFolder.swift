import Foundation
import SluiceCore
import SluiceDatabase
import SluiceWeb
import Synchronization

/// Files that this node keeps for imports: those that came over HTTP, and those turned into UTF-8. One goes when its
/// import has ended.
struct ImportFolder: Sendable {
    /// The bytes of an uploaded file, at most.
    static let mostBytes: Int64 = 6 << 30

    private let path: String

    init(_ settings: Settings) throws {
        path = URL(fileURLWithPath: settings.dataFolder).standardizedFileURL.path + "/imports"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// A name for a new file.
    func newFile(_ dice: Dice) -> String { "\(path)/\(dice.secret(16)).csv" }

    /// Writes what a request brings to a new file, beside the connection's own thread, and returns where it is. Nothing is
    /// left when the sender goes away or sends too much.
    func store(_ upload: FileUpload, most: Int64 = mostBytes, dice: Dice) async throws -> String {
        let target = newFile(dice)
        guard upload.length ?? 0 <= most else { throw NativeProblem(.tooLarge, "A file may have \(most) bytes") }
        guard FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: target)
        else { throw DatabaseError(.full, "no file can be made for an import") }
        let disk = WorkerPool<Void>(label: "upload", count: 1) {}
        let written = Written()
        do {
            try await upload.read { bytes in
                guard written.add(bytes.count) <= most else {
                    throw NativeProblem(.tooLarge, "A file may have \(most) bytes")
                }
                try await disk.run { _ in try file.write(contentsOf: Data(bytes)) }
            }
            try await disk.run { _ in
                try file.synchronize()
                try file.close()
            }
        } catch {
            await disk.close()
            remove(target)
            throw error
        }
        await disk.close()
        return target
    }

    /// Removes a file, if it is one of ours.
    func remove(_ file: String) {
        guard file.hasPrefix(path + "/") else { return }
        // What cannot be removed now is removed when the server starts again.
        try? FileManager.default.removeItem(atPath: file)
    }

    /// Removes every file but those that imports need: what a crash left behind.
    func sweep(keeping needed: Set<String>) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where !needed.contains("\(path)/\(name)")
        {
            remove("\(path)/\(name)")
        }
    }

    private final class Written: Sendable {
        private let count = Mutex<Int64>(0)
        func add(_ bytes: Int) -> Int64 {
            count.withLock { count in
                count &+= Int64(bytes)
                return count
            }
        }
    }
}
