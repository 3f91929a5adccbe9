import Foundation
public import SluiceCore

/// An immutable set of phone numbers in a file: one version of one register.
///
/// A look-up of a North American number is one read from a table of exchanges and one from the block of the exchange,
/// whatever the size of the set; it takes no lock and allocates nothing, so any number of threads may ask at once.
/// Other countries' exchanges are found by binary search.
///
/// Opening verifies the checksum and every entry of the index. A look-up still checks the place it reads from against
/// the size of the file, so that no content whatsoever can make it read outside.
public final class PhoneSet: Sendable {
    /// What the file says about itself.
    public let header: RegisterFileHeader

    private let file: RegisterFile
    // These three are immutable after init; the file keeps the first two alive and deinit frees the third.
    nonisolated(unsafe) private let blocks: UnsafeRawBufferPointer
    nonisolated(unsafe) private let index: UnsafeRawBufferPointer
    nonisolated(unsafe) private let places: UnsafeMutablePointer<UInt64>

    /// How many numbers are listed.
    public var count: Int64 { header.count }

    /// Opens and verifies a file, which reads all of it.
    ///
    /// Throws a ``RegisterFault``: `unreadable`, `notARegister`, `unsupportedFormat`, `wrongRegister` or `damaged`.
    public convenience init(at path: String, holding: RegisterHolding = .mapped) throws(RegisterFault) {
        try self.init(RegisterFile.open(path, layout: .numbers, holding: holding))
    }

    init(_ file: RegisterFile) throws(RegisterFault) {
        guard let table = calloc(PhoneSetFormat.northAmericanCount, MemoryLayout<UInt64>.stride) else {
            throw RegisterFault(.outOfMemory, "no memory for the table of exchanges")
        }
        self.file = file
        header = file.header
        blocks = file.payload
        index = file.tail
        places = table.bindMemory(to: UInt64.self, capacity: PhoneSetFormat.northAmericanCount)
        try readIndex()
    }

    deinit {
        free(places)
    }

    /// Whether the number is listed.
    public func contains(_ phone: PhoneNumber) -> Bool {
        guard phone.digits > 0 else { return false }
        let (exchange, line) = UInt64(bitPattern: phone.digits).quotientAndRemainder(dividingBy: 10_000)
        let slot = exchange &- PhoneSetFormat.northAmericanBase
        let place =
            slot < UInt64(PhoneSetFormat.northAmericanCount) ? places[Int(slot)] : searchPlace(of: exchange)
        return place != 0 && isListed(Int(line), at: place)
    }

    private func isListed(_ line: Int, at place: UInt64) -> Bool {
        let count = PhoneSetFormat.count(place)
        let offset = PhoneSetFormat.offset(place)
        guard offset &+ PhoneSetFormat.blockLength(count) <= blocks.count, let base = blocks.baseAddress else {
            return false
        }
        let block = base + offset
        guard PhoneSetFormat.isArray(count) else {
            return block.load(fromByteOffset: line >> 3, as: UInt8.self) & (1 << UInt8(line & 7)) != 0
        }
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) >> 1
            let value = UInt16(littleEndian: block.loadUnaligned(fromByteOffset: middle &* 2, as: UInt16.self))
            if value == line { return true }
            if value < line { low = middle &+ 1 } else { high = middle }
        }
        return false
    }

    private func searchPlace(of exchange: UInt64) -> UInt64 {
        var low = 0
        var high = index.count / PhoneSetFormat.indexEntryLength
        while low < high {
            let middle = (low &+ high) >> 1
            let (key, place) = entry(middle)
            if key == exchange { return place }
            if key < exchange { low = middle &+ 1 } else { high = middle }
        }
        return 0
    }

    /// Reads one entry of the index; the caller keeps `number` within it.
    private func entry(_ number: Int) -> (exchange: UInt64, place: UInt64) {
        let at = number &* PhoneSetFormat.indexEntryLength
        return (
            UInt64(littleEndian: index.loadUnaligned(fromByteOffset: at, as: UInt64.self)),
            UInt64(littleEndian: index.loadUnaligned(fromByteOffset: at &+ 8, as: UInt64.self))
        )
    }

    /// Checks that the index is ascending and describes the blocks without gap or overlap, and fills the table.
    private func readIndex() throws(RegisterFault) {
        let entries = index.count / PhoneSetFormat.indexEntryLength
        guard Int64(entries) == header.exchanges, index.count % PhoneSetFormat.indexEntryLength == 0 else {
            throw RegisterFault(.damaged, "the index does not have the size that the header promises")
        }
        var expected = 0
        var numbers: Int64 = 0
        var previous: UInt64?
        for number in 0..<entries {
            let (exchange, place) = entry(number)
            let count = PhoneSetFormat.count(place)
            guard previous.map({ $0 < exchange }) ?? true, (1...PhoneSetFormat.lines).contains(count),
                PhoneSetFormat.offset(place) == expected
            else {
                throw RegisterFault(.damaged, "entry \(number) of the index is out of order or misplaced")
            }
            let slot = exchange &- PhoneSetFormat.northAmericanBase
            if slot < UInt64(PhoneSetFormat.northAmericanCount) { places[Int(slot)] = place }
            expected &+= PhoneSetFormat.blockLength(count)
            numbers &+= Int64(count)
            previous = exchange
        }
        guard expected == blocks.count, numbers == header.count else {
            throw RegisterFault(.damaged, "the index does not add up to the numbers that the header promises")
        }
    }
}
