/// The 512 bytes before each file of a tar archive (POSIX ustar), which any `tar` reads.
struct TapeHeader {
    static let block = 512

    var name: String
    var bytes: Int64

    /// How many bytes follow the file's own up to the next header.
    var padding: Int { Int((Int64(TapeHeader.block) - bytes % Int64(TapeHeader.block)) % Int64(TapeHeader.block)) }

    init(name: String, bytes: Int64) {
        self.name = name
        self.bytes = bytes
    }

    /// The header as it is written; nothing for a name or a size that it has no room for.
    func written(at second: Int64) -> [UInt8]? {
        let name = Array(name.utf8)
        guard name.count <= 100, !name.isEmpty, (0..<(1 << 33)).contains(bytes) else { return nil }
        var block = [UInt8](repeating: 0, count: TapeHeader.block)
        func put(_ text: some Sequence<UInt8>, at place: Int) {
            for (index, byte) in text.enumerated() where place + index < TapeHeader.block {
                block[place + index] = byte
            }
        }
        put(name, at: 0)
        put("0000600".utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        put(TapeHeader.octal(bytes, 11).utf8, at: 124)
        put(TapeHeader.octal(max(0, second), 11).utf8, at: 136)
        put("        ".utf8, at: 148)
        put("0".utf8, at: 156)
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        put(TapeHeader.octal(TapeHeader.sum(of: block), 6).utf8, at: 148)
        put([0, 32], at: 154)
        return block
    }

    /// Reads a header; nothing at the end of the archive, whose headers are empty.
    static func read(_ block: [UInt8]) throws -> TapeHeader? {
        guard block.count == TapeHeader.block else { throw BackupFault("the archive ends in the middle") }
        if block.allSatisfy({ $0 == 0 }) { return nil }
        let blank = block[..<148] + [UInt8](repeating: 32, count: 8) + block[156...]
        guard let bytes = number(block[124..<136]), number(block[148..<156]) == sum(of: Array(blank)) else {
            throw BackupFault("the archive is damaged: it has a header that is none")
        }
        return TapeHeader(name: String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self), bytes: bytes)
    }

    private static func sum(of block: [UInt8]) -> Int64 { block.reduce(0) { $0 &+ Int64($1) } }

    private static func octal(_ number: Int64, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.prefix { $0 != 0 && $0 != 32 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
