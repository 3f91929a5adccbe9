public import SluiceCore

/// Turns a list of thousands-blocks into a ``BlockMap`` file.
///
/// A line about one block outweighs a line about its whole exchange, whichever comes first (pooled exchanges are given
/// out by the block); of two lines about the same, the later counts.
public struct BlockMapImport {
    /// One exchange: what is known of its blocks, and of all of it.
    private struct Exchange {
        var codes = [UInt32](repeating: 0, count: BlockMapFormat.blocksPerExchange)
        var whole: UInt32 = 0
    }

    /// What was made of the lines so far.
    public private(set) var report = RegisterImportReport()
    private let typeIfAbsent: CarrierType?
    private var exchanges: [Int: Exchange] = [:]
    private var names: [String] = []
    private var numbers: [String: UInt32] = [:]

    /// An import of nothing yet. `typeIfAbsent` is what a line means that names no type; nil rejects such lines.
    public init(typeIfAbsent: CarrierType? = nil) {
        self.typeIfAbsent = typeIfAbsent
    }

    /// Reads a source to its end; may be called again for a list in several parts.
    ///
    /// `progress` and `isCancelled` are as in ``PhoneSetImport``. Throws `cancelled`, or what the source throws.
    public mutating func read(
        _ source: ByteSource, progress: (RegisterImportProgress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws {
        var copy = self
        self = BlockMapImport(typeIfAbsent: typeIfAbsent)
        var pace = ImportPace(source: source, readBefore: copy.report.bytesRead)
        try LineScanner(source: source).scan { line in
            copy.report.lines &+= 1
            switch BlockLine(line, typeIfAbsent: copy.typeIfAbsent) {
            case .empty:
                break
            case .block(let exchange, let block, let type, let carrier):
                copy.report.accepted &+= 1
                copy.take(exchange, block, BlockMapFormat.code(type, name: copy.number(of: carrier)))
            case .rejected(let fault):
                copy.report.reject(fault)
            }
        } onChunk: { bytesRead in
            guard !isCancelled() else { throw RegisterFault(.cancelled, "stopped after \(copy.report.lines) lines") }
            pace.advance(to: bytesRead, &copy.report, progress)
        }
        copy.report.count = copy.exchanges.values.reduce(0) { $0 &+ Int64(Self.codes(of: $1).count { $0 != 0 }) }
        pace.finish(copy.report, progress)
        self = copy
    }

    /// Writes what was read as one version of a register; as ``PhoneSetImport/write(to:as:version:issuedOn:now:)``.
    public func write(
        to path: String, as name: RegisterName, version: Int64, issuedOn: Int64, now: Int64
    ) throws -> RegisterFileHeader {
        try report.checkPlausible()
        var header = RegisterFileHeader(
            name: name, layout: .blocks, version: version, createdAt: now, issuedOn: issuedOn, count: report.count)
        header.exchanges = Int64(exchanges.count)
        var file = try RegisterFileWriter(path)
        for (number, exchange) in exchanges.sorted(by: { $0.key < $1.key }) {
            try file.append(littleEndian: PhoneSetFormat.northAmericanBase &+ UInt64(number))
            for code in Self.codes(of: exchange) {
                try file.append(littleEndian: code)
            }
        }
        header.payloadLength = file.position &- Int64(RegisterFileHeader.length)
        file.pad()
        header.tailOffset = file.position
        try writeNames(to: &file)
        header.tailLength = file.position &- header.tailOffset
        return try file.finish(header)
    }

    private func writeNames(to file: inout RegisterFileWriter) throws {
        try file.append(littleEndian: UInt32(names.count))
        var end: UInt32 = 0
        try file.append(littleEndian: end)
        for name in names {
            end &+= UInt32(name.utf8.count)
            try file.append(littleEndian: end)
        }
        for name in names {
            for byte in name.utf8 {
                try file.append(littleEndian: byte)
            }
        }
    }

    private mutating func take(_ number: Int, _ block: Int?, _ code: UInt32) {
        if let block, (0..<BlockMapFormat.blocksPerExchange).contains(block) {
            exchanges[number, default: Exchange()].codes[block] = code
        } else {
            exchanges[number, default: Exchange()].whole = code
        }
    }

    private mutating func number(of carrier: String) -> UInt32 {
        guard !carrier.isEmpty else { return 0 }
        let name = String(carrier.prefix(BlockMapFormat.longestName))
        if let known = numbers[name] { return known }
        guard names.count < BlockMapFormat.nameLimit else { return 0 }
        names.append(name)
        let number = UInt32(names.count)
        numbers[name] = number
        return number
    }

    private static func codes(of exchange: Exchange) -> [UInt32] {
        exchange.codes.map { $0 == 0 ? exchange.whole : $0 }
    }
}
