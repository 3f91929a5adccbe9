import Foundation
import SluiceDatabase

/// Reads an archive from its beginning to its end.
struct ArchiveReader {
    /// One file of it, with its bytes taken piece by piece.
    final class Entry {
        let name: String
        let bytes: Int64
        fileprivate var left: Int64
        private let file: FileHandle

        fileprivate init(_ header: TapeHeader, _ file: FileHandle) {
            (name, bytes, left) = (header.name, header.bytes, header.bytes)
            self.file = file
        }

        /// The next piece; nothing at its end.
        func next() throws -> Data? {
            guard left > 0 else { return nil }
            guard let data = try file.read(upToCount: Int(min(left, 1 << 20))), !data.isEmpty else {
                throw BackupFault("the archive ends in the middle of \(name)")
            }
            left -= Int64(data.count)
            return data
        }

        /// All that is left of it: files of rows and the manifest are small.
        func all() throws -> Data {
            var data = Data()
            while let piece = try next() {
                data.append(piece)
                guard data.count <= 1 << 30 else { throw BackupFault("\(name) is too large to be one of ours") }
            }
            return data
        }
    }

    /// The archive.
    let path: String

    /// Gives every file to `body`, in their order.
    func each(_ body: (Entry) throws -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ProblemReport("file", "\(path) cannot be read")
        }
        defer { try? file.close() }  // only read
        while true {
            let block = try file.read(upToCount: TapeHeader.block) ?? Data()
            guard let header = try TapeHeader.read(Array(block)) else { return }
            let entry = Entry(header, file)
            try body(entry)
            try file.seek(toOffset: file.offset() + UInt64(clamping: entry.left) + UInt64(header.padding))
        }
    }

    /// Reads everything once and compares it with the manifest: nothing of a damaged archive is ever used.
    func check(progress: (Int64) -> Void = { _ in }) throws -> BackupManifest {
        var (manifest, sum) = (Data(), Data())
        var found: [BackupManifest.File] = []
        var bytes: Int64 = 0
        try each { entry in
            if entry.name == BackupManifest.fileName {
                manifest = try entry.all()
                return
            }
            if entry.name == BackupManifest.sumName {
                sum = try entry.all()
                return
            }
            var digest = RunningDigest()
            while let data = try entry.next() { digest.update(data) }
            found.append(.init(name: entry.name, bytes: entry.bytes, sha256: digest.text))
            bytes &+= entry.bytes
            progress(bytes)
        }
        guard !manifest.isEmpty, !sum.isEmpty else {
            throw BackupFault("\(path) has no manifest: it is no archive of ours, or not whole")
        }
        var digest = RunningDigest()
        digest.update(manifest)
        guard digest.text == String(decoding: sum, as: UTF8.self) else {
            throw BackupFault("the archive is damaged: its manifest is not what was written")
        }
        return try compare(ArchiveReader.manifest(in: manifest), with: found)
    }

    private func compare(_ manifest: BackupManifest, with found: [BackupManifest.File]) throws -> BackupManifest {
        let known = Set(found)
        for file in manifest.files where !known.contains(file) {
            throw BackupFault("the archive is damaged: \(file.name) is not what was written")
        }
        guard found.count == manifest.files.count else { throw BackupFault("the archive holds files it does not name") }
        return manifest
    }

    private static func manifest(in data: Data) throws -> BackupManifest {
        struct Form: Codable { var format: Int }
        let form: Form
        do {
            form = try JSONDecoder().decode(Form.self, from: data)
        } catch {
            throw BackupFault("the archive's manifest cannot be read")
        }
        guard form.format == BackupManifest.currentFormat else {
            throw BackupFault(
                "the archive is of form \(form.format); this program reads \(BackupManifest.currentFormat)")
        }
        do {
            return try JSONDecoder().decode(BackupManifest.self, from: data)
        } catch {
            throw BackupFault("the archive's manifest cannot be read")
        }
    }

    /// The rows of a file of rows.
    static func rows(in data: Data) throws -> [[DatabaseValue]] {
        try data.split(separator: UInt8(ascii: "\n")).map { try RowText.read(Array($0)) }
    }
}
