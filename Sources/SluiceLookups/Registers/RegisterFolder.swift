import Crypto
import Foundation
import SluiceCore

/// The folder of one register: its files by version and their manifest.
struct RegisterFolder {
    let name: RegisterName
    let path: String

    private static let fileSuffix = ".reg"
    private static let lockName = ".lock"

    init(root: String, name: RegisterName) {
        self.name = name
        path = root + "/" + Self.folderName(of: name)
    }

    /// `national_dnc`, `state_dnc-TX`.
    static func folderName(of name: RegisterName) -> String {
        name.description.replacing(":", with: "-")
    }

    static func fileName(of version: Int64) -> String { "\(version)\(fileSuffix)" }

    /// The registers that have a folder.
    static func names(in root: String) throws(RegisterFault) -> [RegisterName] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: root)
                .compactMap { RegisterName($0.replacing("-", with: ":")) }
                .sorted()
        } catch {
            throw RegisterFault(.unreadable, "cannot list \(root)")
        }
    }

    static func create(_ path: String) throws(RegisterFault) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RegisterFault(.unwritable, "cannot create folder \(path)")
        }
    }

    func file(of version: Int64) -> String { path + "/" + Self.fileName(of: version) }

    func manifest() throws(RegisterFault) -> RegisterManifest {
        try RegisterManifest.read(in: path, of: name)
    }

    /// Keeps every other process and thread from changing the folder for as long as the lock lives.
    func lock() throws(RegisterFault) -> FolderLock {
        try Self.create(path)
        return try FolderLock(path + "/" + Self.lockName)
    }

    /// A version number that neither the manifest nor a file left by a crash has.
    func nextVersion(after manifest: RegisterManifest) throws(RegisterFault) -> Int64 {
        let inManifest = manifest.versions.map(\.version).max() ?? 0
        let onDisk = try fileNames().compactMap { file in
            file.hasSuffix(Self.fileSuffix) ? Int64(file.dropLast(Self.fileSuffix.count)) : nil
        }
        let (next, overflow) = max(inManifest, onDisk.max() ?? 0).addingReportingOverflow(1)
        guard !overflow else { throw RegisterFault(.manifestDamaged, "\(path) has no version numbers left") }
        return next
    }

    /// Deletes what interrupted imports left. Only under the lock.
    func removeLeftovers() throws(RegisterFault) {
        for file in try fileNames() where file.hasSuffix(WrittenOnceFile.partialSuffix) {
            unlink(path + "/" + file)
        }
    }

    /// Opens a version and checks that it is the one that the manifest means.
    func open(_ version: RegisterVersion, holding: RegisterHolding) throws(RegisterFault) -> OpenRegister {
        let content = try OpenRegister.Content(at: file(of: version.version), of: name, holding: holding)
        let header = content.header
        guard header.name == name, header.version == version.version,
            header.checksum.hexadecimal == version.checksum
        else {
            throw RegisterFault(.wrongRegister, "\(version.file) is not the file that the manifest means")
        }
        let edition = RegisterEdition(
            name: name, version: version.version, count: header.count, issuedOn: header.issuedOn,
            loadedOn: version.loadedOn, checksum: version.checksum)
        return OpenRegister(edition: edition, content: content)
    }

    /// The SHA-256 of a version's file in hexadecimal digits; reads all of it.
    func sha256(of version: Int64) throws -> String {
        let source = try ByteSource.file(file(of: version))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var hash = SHA256()
        while true {
            let got = try source.read(buffer)
            guard got > 0 else { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
        return hash.finalize().map(\.hexadecimal).joined()
    }

    private func fileNames() throws(RegisterFault) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw RegisterFault(.unreadable, "cannot list \(path)")
        }
    }
}

/// A lock on a folder that the system drops when its holder dies.
final class FolderLock {
    private let descriptor: Int32

    init(_ path: String) throws(RegisterFault) {
        descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw RegisterFault(.unwritable, "cannot open \(path): \(SystemCall.complaint)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RegisterFault(.busy, "another change of this register is running")
        }
    }

    deinit { close(descriptor) }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// All digits, with leading zeros.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
}
