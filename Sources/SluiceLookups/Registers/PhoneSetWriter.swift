/// Writes a ``PhoneSet`` file exchange by exchange, in ascending order.
struct PhoneSetWriter {
    private var header: RegisterFileHeader
    private var file: RegisterFileWriter
    private var index: [UInt8] = []
    private var previous: UInt64?

    /// Starts a file. The identity's count is ignored: what is appended is counted.
    init(_ path: String, identity: RegisterFileHeader) throws(RegisterFault) {
        header = identity
        header.layout = .numbers
        header.count = 0
        header.exchanges = 0
        file = try RegisterFileWriter(path)
    }

    /// Appends the numbers of one exchange, given as 10,000 bits in 1,250 bytes. Empty exchanges leave no trace.
    mutating func append(exchange: UInt64, bits: UnsafeRawBufferPointer) throws(RegisterFault) {
        guard bits.count == PhoneSetFormat.bitSetLength, previous.map({ $0 < exchange }) ?? true else {
            throw RegisterFault(.unwritable, "exchanges must be appended in ascending order, as 10,000 bits each")
        }
        let count = Self.population(bits)
        guard count > 0 else { return }
        let offset = file.position &- Int64(RegisterFileHeader.length)
        if PhoneSetFormat.isArray(count) {
            for (number, byte) in bits.enumerated() where byte != 0 {
                var rest = byte
                while rest != 0 {
                    try file.append(littleEndian: UInt16(number &* 8 &+ rest.trailingZeroBitCount))
                    rest &= rest &- 1
                }
            }
        } else {
            try file.append(bits)
        }
        index.append(littleEndian: exchange)
        index.append(littleEndian: PhoneSetFormat.place(count: count, offset: offset))
        previous = exchange
        header.count &+= Int64(count)
        header.exchanges &+= 1
    }

    /// Writes the index and gives the file its name.
    mutating func finish() throws(RegisterFault) -> RegisterFileHeader {
        header.payloadLength = file.position &- Int64(RegisterFileHeader.length)
        file.pad()
        header.tailOffset = file.position
        header.tailLength = Int64(index.count)
        for byte in index {
            try file.append(littleEndian: byte)
        }
        return try file.finish(header)
    }

    private static func population(_ bits: UnsafeRawBufferPointer) -> Int {
        let words = bits.count / 8
        var count = 0
        for word in 0..<words {
            count &+= bits.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self).nonzeroBitCount
        }
        return bits.dropFirst(words &* 8).reduce(count) { $0 &+ $1.nonzeroBitCount }
    }
}
