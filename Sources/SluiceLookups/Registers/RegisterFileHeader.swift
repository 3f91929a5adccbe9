public import SluiceCore

/// The first 128 bytes of a register file: what it holds, which version it is, and the checksum of all the rest.
///
/// All numbers are little-endian. The checksum covers every byte of the file except the eight it stands in.
public struct RegisterFileHeader: Sendable, Hashable {
    /// How the bytes after the header are laid out.
    public enum Layout: UInt16, Sendable {
        /// Single numbers: ``PhoneSet``.
        case numbers = 1
        /// Thousands-blocks: ``BlockMap``.
        case blocks = 2
    }

    static let length = 128
    static let format: UInt16 = 1
    /// A byte that is no text, four letters, and both line ends: a transfer that mangles text mangles this first.
    static let magic: [UInt8] = [0x8E, 0x53, 0x4C, 0x52, 0x45, 0x47, 0x0D, 0x0A]
    static let checksumPlace = 120
    static let nameCapacity = 31

    /// Which register the file belongs to.
    public var name: RegisterName
    /// The layout of the bytes after the header.
    public var layout: Layout
    /// The register's version number, counted from 1.
    public var version: Int64
    /// The numbers listed, or the thousands-blocks described.
    public var count: Int64
    /// When the file was written, in milliseconds UTC.
    public var createdAt: Int64
    /// When the source issued the list, in milliseconds UTC: the date that legal limits on age count from.
    public var issuedOn: Int64
    /// The length of the whole file in bytes.
    public internal(set) var fileLength: Int64 = 0
    /// The exchanges that have a block.
    public internal(set) var exchanges: Int64 = 0
    /// The length of the blocks in bytes, without padding.
    public internal(set) var payloadLength: Int64 = 0
    /// Where the index (of numbers) or the carrier names (of blocks) begin.
    public internal(set) var tailOffset: Int64 = 0
    /// The length of what begins there in bytes, without padding.
    public internal(set) var tailLength: Int64 = 0
    /// The checksum of the whole file.
    public internal(set) var checksum: UInt64 = 0

    /// The identity of a file that is about to be written.
    public init(
        name: RegisterName, layout: Layout, version: Int64, createdAt: Int64, issuedOn: Int64, count: Int64 = 0
    ) {
        self.name = name
        self.layout = layout
        self.version = version
        self.count = count
        self.createdAt = createdAt
        self.issuedOn = issuedOn
    }

    /// A length made a multiple of the checksum's stripe.
    static func padded(_ length: Int64) -> Int64 {
        let stripe = Int64(RegisterChecksum.stripe)
        return (length &+ stripe &- 1) / stripe &* stripe
    }

    func encoded() -> [UInt8] {
        var bytes: [UInt8] = Self.magic
        bytes.reserveCapacity(Self.length)
        bytes.append(littleEndian: Self.format)
        bytes.append(littleEndian: layout.rawValue)
        bytes.append(littleEndian: UInt32(Self.length))
        let numbers = [
            fileLength, version, count, createdAt, issuedOn, exchanges, payloadLength, tailOffset, tailLength,
        ]
        for number in numbers {
            bytes.append(littleEndian: number)
        }
        let text = Array(name.description.utf8.prefix(Self.nameCapacity))
        bytes.append(UInt8(text.count))
        bytes.append(contentsOf: text)
        bytes.append(contentsOf: repeatElement(0, count: Self.nameCapacity - text.count))
        bytes.append(littleEndian: checksum)
        return bytes
    }

    /// Reads the header and checks that it describes a file of the given length.
    ///
    /// What the sections hold is checked by whoever reads them, after the checksum.
    init(_ bytes: UnsafeRawBufferPointer, fileLength actual: Int64) throws(RegisterFault) {
        guard bytes.count >= Self.magic.count, bytes.prefix(Self.magic.count).elementsEqual(Self.magic) else {
            throw RegisterFault(.notARegister, "the file does not begin like a register file")
        }
        guard bytes.count >= Self.length, let base = bytes.baseAddress else {
            throw RegisterFault(.damaged, "the file is shorter than its header")
        }
        func number<Value: FixedWidthInteger & BitwiseCopyable>(_ place: Int) -> Value {
            Value(littleEndian: (base + place).loadUnaligned(as: Value.self))
        }
        let format: UInt16 = number(8)
        guard format == Self.format, number(12) == UInt32(Self.length) else {
            throw RegisterFault(.unsupportedFormat, "the file has format \(format), this program reads \(Self.format)")
        }
        guard number(16) == actual else {
            let promised: Int64 = number(16)
            throw RegisterFault(.damaged, "the file has \(actual) bytes, its header promises \(promised)")
        }
        let text = bytes[(Self.checksumPlace - Self.nameCapacity)..<Self.checksumPlace].prefix(Int(bytes[88]))
        guard let layout = Layout(rawValue: number(10)), let name = RegisterName(String(decoding: text, as: UTF8.self))
        else {
            throw RegisterFault(.damaged, "the header names no known register or layout")
        }
        self.init(
            name: name, layout: layout, version: number(24), createdAt: number(40), issuedOn: number(48),
            count: number(32))
        fileLength = actual
        exchanges = number(56)
        payloadLength = number(64)
        tailOffset = number(72)
        tailLength = number(80)
        checksum = number(Self.checksumPlace)
        try checkSections()
    }

    private func checkSections() throws(RegisterFault) {
        let room = fileLength &- Int64(Self.length)
        guard count >= 0, exchanges >= 0, payloadLength >= 0, tailLength >= 0,
            payloadLength <= room, tailLength <= room,
            tailOffset == Int64(Self.length) &+ Self.padded(payloadLength),
            fileLength == tailOffset &+ Self.padded(tailLength)
        else {
            throw RegisterFault(.damaged, "the sections named in the header do not add up to the file")
        }
    }
}

extension [UInt8] {
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
