import Crypto
import Foundation
import SluiceCore
import SluiceDatabase

/// A version's bytes on their way between the file and the database, a chunk in memory at a time.
extension SharedRegisters {
    /// Copies a version's file into the database and returns what is to be said about it.
    func share(
        _ row: RegisterVersion, of name: RegisterName, _ progress: (RegisterProgress) -> Void
    ) async throws -> RegisterRows.Version {
        let source = try ByteSource.file(shelf.place(of: name).file(of: row.version))
        let total = source.totalBytes ?? 0
        let number = row.version
        var room = [UInt8](repeating: 0, count: chunkBytes)
        var (sent, part): (Int64, Int64) = (0, 0)
        while sent < total {
            let filled = try Self.fill(&room, from: source)
            guard filled > 0 else { throw RegisterFault(.damaged, "\(row.file) became shorter while it was read") }
            let (text, index, now) = (Data(room[..<filled]).base64EncodedString(), part, clock.now())
            let isLoading = try await database.write { connection in
                try RegisterRows(connection).add(text, part: index, to: name, number, at: now)
            }
            guard isLoading else { throw RegisterFault(.cancelled, "version \(number) of \(name) was given up") }
            let before = sent
            sent &+= Int64(filled)
            part &+= 1
            if sent &* 100 / total > before &* 100 / total { progress(.sharing(bytes: sent, of: total)) }
        }
        return RegisterRows.Version(
            name: name, number: number, sha256: row.sha256, bytes: total, count: row.count,
            issuedOn: Timestamp(row.issuedOn), loadedAt: Timestamp(row.loadedOn), source: row.sourceName,
            state: .current)
    }

    /// The file of a version: the one that is here, where it is sound and the one that was published, else fetched.
    /// Under the lock of its folder.
    func file(of wanted: RegisterRows.Version) async throws -> RegisterVersion {
        let (place, holding) = (shelf.place(of: wanted.name), shelf.holding)
        let here = try place.manifest().versions.first {
            $0.version == wanted.number && $0.sha256 == wanted.sha256 && $0.state != .pruned
        }
        if let here {
            let isSound = try await onThread {
                do throws(RegisterFault) {
                    _ = try place.open(here, holding: holding)
                    return true
                } catch {
                    return false  // it is only a copy
                }
            }
            if isSound { return here }
        }
        return try await fetch(wanted)
    }

    /// Fetches a version's bytes into its file, which appears when all of them are there and are those that were
    /// published.
    private func fetch(_ wanted: RegisterRows.Version) async throws -> RegisterVersion {
        let (name, number) = (wanted.name, wanted.number)
        let (place, holding) = (shelf.place(of: name), shelf.holding)
        try place.removeLeftovers()
        let file = try WrittenOnceFile(place.file(of: number))
        var hash = SHA256()
        var (written, part): (Int64, Int64) = (0, 0)
        while written < wanted.bytes {
            let index = part
            let text = try await database.read { try RegisterRows($0).chunk(index, of: name, number) }
            guard let data = text.flatMap({ Data(base64Encoded: $0) }), !data.isEmpty,
                Int64(data.count) <= wanted.bytes &- written
            else { throw RegisterFault(.damaged, "version \(number) of \(name) is not whole in the database") }
            hash.update(data: data)
            let start = written
            try data.withUnsafeBytes { try file.write($0, at: start) }
            written &+= Int64(data.count)
            part &+= 1
        }
        guard hash.finalize().map(\.hexadecimal).joined() == wanted.sha256 else {
            throw RegisterFault(.damaged, "version \(number) of \(name) in the database is not what was published")
        }
        try file.commit()
        return try await onThread {
            let content = try OpenRegister.Content(at: place.file(of: number), of: name, holding: holding)
            let header = content.header
            guard header.name == name, header.version == number else {
                throw RegisterFault(.wrongRegister, "the bytes of version \(number) of \(name) are another register's")
            }
            return RegisterVersion(
                version: number, file: RegisterFolder.fileName(of: number), sha256: wanted.sha256,
                checksum: header.checksum.hexadecimal, count: header.count, issuedOn: header.issuedOn,
                loadedOn: wanted.loadedAt.milliseconds, sourceName: wanted.source, state: .retired)
        }
    }

    /// Fills a buffer as far as the source goes.
    private static func fill(_ room: inout [UInt8], from source: ByteSource) throws -> Int {
        try room.withUnsafeMutableBytes { buffer in
            var filled = 0
            while filled < buffer.count {
                let got = try source.read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                guard got > 0 else { break }
                filled += got
            }
            return filled
        }
    }
}
