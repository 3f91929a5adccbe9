import Foundation

/// How a register file is held while it is in use.
public enum RegisterHolding: Sendable {
    /// Mapped from disk, so that its pages belong to the system's cache. For local disks: if somebody shortens the
    /// file while it is mapped, the process dies; nothing in Sluice ever does.
    case mapped
    /// Read into memory, for network disks that may go away.
    case copied
}

/// The verified bytes of one register file.
///
/// The bytes are immutable for as long as this object lives: the file was written once and is never modified, and
/// deleting or replacing its name does not touch the mapping.
final class RegisterFile: Sendable {
    let header: RegisterFileHeader
    // Immutable after init and freed in deinit only, so that any thread may read through it.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    private let holding: RegisterHolding

    /// The bytes between header and tail, without padding.
    var payload: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.dropFirst(RegisterFileHeader.length).prefix(Int(header.payloadLength)))
    }

    /// The index or the names.
    var tail: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.dropFirst(Int(header.tailOffset)).prefix(Int(header.tailLength)))
    }

    private init(bytes: UnsafeRawBufferPointer, holding: RegisterHolding) throws(RegisterFault) {
        self.bytes = bytes
        self.holding = holding
        do {
            header = try RegisterFileHeader(bytes, fileLength: Int64(bytes.count))
        } catch {
            Self.release(bytes, holding)
            throw error
        }
    }

    deinit {
        Self.release(bytes, holding)
    }

    /// Opens a file and verifies its checksum, which reads all of it.
    static func open(
        _ path: String, layout: RegisterFileHeader.Layout, holding: RegisterHolding
    ) throws(RegisterFault) -> RegisterFile {
        let (descriptor, length) = try SystemCall.openForReading(path)
        defer { close(descriptor) }
        guard length > 0, length <= Int64(Int.max / 2) else {
            throw RegisterFault(.notARegister, "\(path) is empty")
        }
        let bytes =
            switch holding {
            case .mapped: try mapped(descriptor, Int(length))
            case .copied: try copied(descriptor, Int(length))
            }
        let file = try RegisterFile(bytes: bytes, holding: holding)
        guard file.header.layout == layout else {
            throw RegisterFault(.wrongRegister, "\(path) holds \(file.header.layout), not \(layout)")
        }
        guard file.header.checksum == file.checksum else {
            throw RegisterFault(.damaged, "\(path) does not match its checksum")
        }
        return file
    }

    /// The checksum of the bytes as they are: first all that follows the header, then the header without its checksum.
    private var checksum: UInt64 {
        var sum = RegisterChecksum()
        sum.update(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(RegisterFileHeader.length)))
        var plain = Array(bytes.prefix(RegisterFileHeader.length))
        plain.replaceSubrange(RegisterFileHeader.checksumPlace..., with: repeatElement(0, count: 8))
        plain.withUnsafeBytes { sum.update($0) }
        return sum.value
    }

    private static func mapped(_ descriptor: Int32, _ length: Int) throws(RegisterFault) -> UnsafeRawBufferPointer {
        #if os(Linux)
            let flags = MAP_SHARED | MAP_POPULATE
        #else
            let flags = MAP_SHARED
        #endif
        guard let base = mmap(nil, length, PROT_READ, flags, descriptor, 0), base != MAP_FAILED else {
            throw RegisterFault(.unreadable, "cannot map \(length) bytes: \(SystemCall.complaint)")
        }
        return UnsafeRawBufferPointer(start: base, count: length)
    }

    private static func copied(_ descriptor: Int32, _ length: Int) throws(RegisterFault) -> UnsafeRawBufferPointer {
        guard let base = malloc(length) else {
            throw RegisterFault(.outOfMemory, "no memory for \(length) bytes")
        }
        let room = UnsafeMutableRawBufferPointer(start: base, count: length)
        var filled = 0
        while filled < length {
            do throws(RegisterFault) {
                let rest = UnsafeMutableRawBufferPointer(rebasing: room[filled...])
                let got = try SystemCall.read(descriptor, into: rest)
                guard got > 0 else { throw RegisterFault(.damaged, "the file ended while it was read") }
                filled += got
            } catch {
                free(base)
                throw error
            }
        }
        return UnsafeRawBufferPointer(room)
    }

    private static func release(_ bytes: UnsafeRawBufferPointer, _ holding: RegisterHolding) {
        guard let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress) else { return }
        switch holding {
        case .mapped: munmap(base, bytes.count)
        case .copied: free(base)
        }
    }
}
