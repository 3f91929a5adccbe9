import Foundation

/// Writes a register file from front to back: blocks, tail, and at last the header with the checksum.
///
/// Nothing appears under the file's name before ``finish(_:)`` has returned.
struct RegisterFileWriter {
    private static let flushAt = 1 << 20

    private let file: WrittenOnceFile
    private var staged: [UInt8] = []
    private var written = Int64(RegisterFileHeader.length)
    private var checksum = RegisterChecksum()

    /// Where the next byte goes.
    var position: Int64 { written &+ Int64(staged.count) }

    init(_ path: String) throws(RegisterFault) {
        file = try WrittenOnceFile(path)
        staged.reserveCapacity(2 * Self.flushAt)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(RegisterFault) {
        staged.append(contentsOf: bytes)
        if staged.count >= Self.flushAt { try flush() }
    }

    mutating func append(littleEndian value: some FixedWidthInteger) throws(RegisterFault) {
        staged.append(littleEndian: value)
        if staged.count >= Self.flushAt { try flush() }
    }

    /// Fills up the last stripe with zeros.
    mutating func pad() {
        let missing = RegisterFileHeader.padded(position) &- position
        staged.append(contentsOf: repeatElement(0, count: Int(missing)))
    }

    /// Writes the header, syncs, and gives the file its name. The header returned holds the checksum.
    mutating func finish(_ header: RegisterFileHeader) throws(RegisterFault) -> RegisterFileHeader {
        pad()
        try flush()
        var header = header
        header.fileLength = written
        header.checksum = 0
        header.encoded().withUnsafeBytes { checksum.update($0) }
        header.checksum = checksum.value
        let encoded = header.encoded()
        try encoded.withUnsafeBufferPointer { (bytes) throws(RegisterFault) in
            try file.write(UnsafeRawBufferPointer(bytes), at: 0)
        }
        try file.commit()
        return header
    }

    /// Hands over whole stripes and keeps the remainder.
    private mutating func flush() throws(RegisterFault) {
        let whole = staged.count / RegisterChecksum.stripe * RegisterChecksum.stripe
        guard whole > 0 else { return }
        try staged.withUnsafeBufferPointer { (bytes) throws(RegisterFault) in
            let part = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(whole))
            checksum.update(part)
            try file.write(part, at: written)
        }
        written &+= Int64(whole)
        staged.removeFirst(whole)
    }
}
