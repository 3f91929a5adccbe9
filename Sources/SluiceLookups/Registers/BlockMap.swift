import Foundation
public import SluiceCore

/// What a file says about thousands-blocks: the carrier type of each and, where given, the carrier's name.
///
/// A block says who was first given its numbers. After porting that is a guess about a single one, which is why
/// ``CarrierTypes`` asks the ported numbers first. Look-ups take no lock, allocate nothing (but for a name) and may
/// come from any number of threads.
public final class BlockMap: Sendable {
    /// What the file says about itself.
    public let header: RegisterFileHeader

    private let file: RegisterFile
    private let names: [String]
    // Both are immutable after init; the file keeps the first alive and deinit frees the second.
    nonisolated(unsafe) private let records: UnsafeRawBufferPointer
    /// The record of each exchange, counted from 1; 0 is none.
    nonisolated(unsafe) private let table: UnsafeMutablePointer<UInt32>

    /// How many thousands-blocks are described.
    public var count: Int64 { header.count }

    /// Opens and verifies a file, which reads all of it.
    ///
    /// Throws a ``RegisterFault``: `unreadable`, `notARegister`, `unsupportedFormat`, `wrongRegister` or `damaged`.
    public convenience init(at path: String, holding: RegisterHolding = .mapped) throws(RegisterFault) {
        try self.init(RegisterFile.open(path, layout: .blocks, holding: holding))
    }

    init(_ file: RegisterFile) throws(RegisterFault) {
        names = try Self.readNames(file.tail)
        guard let room = calloc(PhoneSetFormat.northAmericanCount, MemoryLayout<UInt32>.stride) else {
            throw RegisterFault(.outOfMemory, "no memory for the table of exchanges")
        }
        self.file = file
        header = file.header
        records = file.payload
        table = room.bindMemory(to: UInt32.self, capacity: PhoneSetFormat.northAmericanCount)
        try readRecords()
    }

    deinit {
        free(table)
    }

    /// The carrier type of the number's block; nil where the file does not describe the block.
    public func type(of phone: PhoneNumber) -> CarrierType? {
        BlockMapFormat.type(code(of: phone))
    }

    /// The name of the carrier that the number's block was given to, where the file knows it.
    public func carrierName(of phone: PhoneNumber) -> String? {
        let name = BlockMapFormat.name(code(of: phone))
        return name > 0 && name <= names.count ? names[name - 1] : nil
    }

    private func code(of phone: PhoneNumber) -> UInt32 {
        guard phone.digits > 0 else { return 0 }
        let block = UInt64(bitPattern: phone.digits) / 1_000
        let (exchange, part) = block.quotientAndRemainder(dividingBy: UInt64(BlockMapFormat.blocksPerExchange))
        let slot = exchange &- PhoneSetFormat.northAmericanBase
        guard slot < UInt64(PhoneSetFormat.northAmericanCount) else { return 0 }
        let record = Int(table[Int(slot)])
        guard record > 0 else { return 0 }
        return code(record &- 1, Int(part))
    }

    /// Reads one code; the table holds only records that the file has.
    private func code(_ record: Int, _ part: Int) -> UInt32 {
        let place = record &* BlockMapFormat.recordLength &+ 8 &+ part &* 4
        return UInt32(littleEndian: records.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    private func readRecords() throws(RegisterFault) {
        let count = records.count / BlockMapFormat.recordLength
        guard Int64(count) == header.exchanges, records.count % BlockMapFormat.recordLength == 0 else {
            throw RegisterFault(.damaged, "the blocks do not have the size that the header promises")
        }
        var described: Int64 = 0
        var previous: UInt64 = 0
        for record in 0..<count {
            let at = record &* BlockMapFormat.recordLength
            let exchange = UInt64(littleEndian: records.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let slot = exchange &- PhoneSetFormat.northAmericanBase
            guard exchange > previous, slot < UInt64(PhoneSetFormat.northAmericanCount) else {
                throw RegisterFault(.damaged, "record \(record) is out of order or no North American exchange")
            }
            for part in 0..<BlockMapFormat.blocksPerExchange where BlockMapFormat.type(code(record, part)) != nil {
                described &+= 1
            }
            table[Int(slot)] = UInt32(record + 1)
            previous = exchange
        }
        guard described == header.count else {
            throw RegisterFault(.damaged, "the blocks are not as many as the header promises")
        }
    }

    private static func readNames(_ bytes: UnsafeRawBufferPointer) throws(RegisterFault) -> [String] {
        func number(_ index: Int) -> Int {
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
        }
        let misfit = RegisterFault(.damaged, "the carrier names do not fit the place they have")
        guard bytes.count >= 8 else { throw misfit }
        let count = number(0)
        guard count <= BlockMapFormat.nameLimit, (count + 2) * 4 <= bytes.count else { throw misfit }
        let text = UnsafeRawBufferPointer(rebasing: bytes[((count + 2) * 4)...])
        var names: [String] = []
        names.reserveCapacity(count)
        for index in 0..<count {
            let (start, end) = (number(index + 1), number(index + 2))
            guard start <= end, end <= text.count else { throw misfit }
            names.append(String(decoding: text[start..<end], as: UTF8.self))
        }
        return names
    }
}
