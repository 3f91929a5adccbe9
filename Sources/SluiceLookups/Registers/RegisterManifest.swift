import Foundation
import SluiceCore

/// All versions of one register, and when which of them was put into use.
struct RegisterManifest: Sendable, Hashable, Codable {
    /// A moment at which another version, or none, was put into use.
    struct Change: Sendable, Hashable, Codable {
        enum Act: String, Sendable, Codable {
            case published
            case rolledBack = "rolled_back"
            case withdrawn
        }

        let at: Int64
        let act: Act
        let version: Int64?
    }

    static let fileName = "manifest.json"
    private static let longestFile: Int64 = 16 << 20

    let register: RegisterName
    var versions: [RegisterVersion] = []
    var changes: [Change] = []

    var current: RegisterVersion? { versions.first { $0.state == .current } }

    /// Puts one version into use, or none.
    mutating func put(_ version: Int64?, act: Change.Act, at now: Int64) {
        for index in versions.indices {
            if versions[index].version == version {
                versions[index].state = .current
            } else if versions[index].state == .current {
                versions[index].state = .retired
            }
        }
        changes.append(Change(at: now, act: act, version: version))
    }

    /// Reads a register's manifest; an empty one where there is none yet.
    static func read(in folder: String, of name: RegisterName) throws(RegisterFault) -> RegisterManifest {
        let path = folder + "/" + fileName
        guard access(path, F_OK) == 0 || errno != ENOENT else { return RegisterManifest(register: name) }
        let (descriptor, length) = try SystemCall.openForReading(path)
        defer { close(descriptor) }
        guard length <= longestFile else {
            throw RegisterFault(.manifestDamaged, "\(path) is too long")
        }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        var filled = 0
        while filled < bytes.count {
            let got = try bytes.withUnsafeMutableBufferPointer { (room) throws(RegisterFault) -> Int in
                let rest = UnsafeMutableRawBufferPointer(room)[filled...]
                return try SystemCall.read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: rest))
            }
            guard got > 0 else { break }
            filled += got
        }
        let manifest: RegisterManifest
        do {
            manifest = try JSONDecoder().decode(RegisterManifest.self, from: Data(bytes.prefix(filled)))
        } catch {
            throw RegisterFault(.manifestDamaged, "\(path) is not a manifest")
        }
        let numbers = manifest.versions.map(\.version)
        guard manifest.register == name, Set(numbers).count == numbers.count,
            manifest.versions.count(where: { $0.state == .current }) <= 1,
            manifest.versions.allSatisfy({ $0.version > 0 && $0.file == RegisterFolder.fileName(of: $0.version) })
        else {
            throw RegisterFault(.manifestDamaged, "\(path) contradicts itself or belongs to another register")
        }
        return manifest
    }

    /// Replaces the manifest at once: a reader sees the old one or this one.
    func write(in folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let data = try encoder.encode(self)
        let file = try WrittenOnceFile(folder + "/" + Self.fileName)
        try data.withUnsafeBytes { try file.write($0, at: 0) }
        try file.commit()
    }
}
