import Foundation
import SluiceCore

/// Where the control socket of a data folder is: in the folder, or, where that path is too long for a socket, in a
/// folder of its own among the system's temporary ones, whose path the data folder's `control.path` holds.
struct ControlPlace: Sendable {
    /// The most bytes that the path of a socket can have (`sun_path` without its end mark).
    static let longestPath = 107
    private static let socketName = "control.sock"
    private static let pointerName = "control.path"

    private let folder: String
    private var pointer: String { "\(folder)/\(ControlPlace.pointerName)" }

    init(folder: String) {
        self.folder = folder
    }

    /// Where a server of the folder would be listening.
    var socket: String {
        let elsewhere = try? String(contentsOfFile: pointer, encoding: .utf8)
        return elsewhere.map { $0.filter { !$0.isNewline } } ?? "\(folder)/\(ControlPlace.socketName)"
    }

    /// Clears away what an earlier server left and returns the path to listen on. Only who holds the folder's lock may
    /// call it.
    func prepare(_ dice: Dice) throws -> String {
        clear()
        let path = "\(folder)/\(ControlPlace.socketName)"
        if path.utf8.count <= ControlPlace.longestPath { return path }
        let home = NSTemporaryDirectory() + "sluice-\(dice.secret(16))"
        let elsewhere = "\(home)/\(ControlPlace.socketName)"
        guard elsewhere.utf8.count <= ControlPlace.longestPath else {
            throw DataFolderFault(
                folder: folder,
                detail: "has too long a path for a socket, and so has the temporary folder; use a shorter one")
        }
        try FileManager.default.createDirectory(
            atPath: home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try elsewhere.write(toFile: pointer, atomically: true, encoding: .utf8)
        return elsewhere
    }

    /// Removes the socket, its folder if it has one of its own, and the file that points there.
    func clear() {
        let path = socket
        unlink(path)
        if FileManager.default.fileExists(atPath: pointer) {
            rmdir((path as NSString).deletingLastPathComponent)
            unlink(pointer)
        }
    }
}
