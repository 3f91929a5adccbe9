import Foundation
import SluiceCore

/// The right to use a data folder alone: an exclusive lock on its file `lock`, which the system drops when the holder
/// dies, whatever it dies of.
///
/// A server holds it for as long as it runs, a command that opens the store itself until it is done. It keeps two
/// processes from one embedded database, and from one journal file.
public final class DataFolderLock: Sendable {
    private static let fileName = "lock"
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Takes the lock of a folder, which is made where it is missing, and writes down who holds it. Nothing while
    /// somebody else does. Throws ``DataFolderFault`` when the folder cannot be used.
    public static func take(_ folder: String, as role: String) throws -> DataFolderLock? {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DataFolderFault(folder: folder, detail: "cannot be made")
        }
        let descriptor = open("\(folder)/\(fileName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DataFolderFault(folder: folder, detail: "cannot be written to: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        let text = Array("\(ProcessInfo.processInfo.processIdentifier) \(role)\n".utf8)
        // For people only: who cannot write it down holds the lock all the same.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        return DataFolderLock(descriptor)
    }

    /// Whether somebody holds the lock of a folder now; nothing is made to find out.
    static func isHeld(_ folder: String) -> Bool {
        let descriptor = open("\(folder)/\(fileName)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// Takes the lock, and tries again for some seconds while somebody else holds it: a command is done soon. Throws
    /// ``DataFolderFault`` when it is not.
    public static func wait(for folder: String, as role: String, seconds: Int = 10) async throws -> DataFolderLock {
        for _ in 0..<max(1, seconds * 20) {
            if let lock = try take(folder, as: role) { return lock }
            try await SystemRuntime.pause(milliseconds: 50)
        }
        throw DataFolderFault(folder: folder, detail: "is in use by \(holder(of: folder)). Give each server its own")
    }

    /// Who wrote themselves down last: `process 4711 (serve)`.
    static func holder(of folder: String) -> String {
        let text = (try? String(contentsOfFile: "\(folder)/\(fileName)", encoding: .utf8)) ?? ""
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2 else { return "another process" }
        return "process \(words[0]) (\(words[1]))"
    }
}

/// A data folder that cannot be used now.
public struct DataFolderFault: Error, Sendable, CustomStringConvertible {
    /// Which folder.
    public var folder: String
    /// Why.
    public var detail: String
    /// Both, as one sentence.
    public var description: String { "the data folder \(folder) \(detail)" }
}
