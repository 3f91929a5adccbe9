/// Walks over JSON text (RFC 8259) from left to right and hands out its parts.
///
/// It reads memory that it does not own: use it only while the bytes stand still. Stricter than the RFC where text
/// could not be stored or read back: no NUL, no lone surrogate, no byte that is not UTF-8, no number of more than 100
/// characters.
public struct JSONReader {
    /// How long the literal of a number may be.
    public static let longestNumber = 100

    private let bytes: UnsafeBufferPointer<UInt8>
    /// How many bytes have been read.
    public private(set) var offset = 0

    /// A reader at the start of `bytes`.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The next byte that is no white space, without taking it; nothing at the end.
    public mutating func peek() -> UInt8? {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            offset &+= 1
        }
        return nil
    }

    /// Takes the next byte after white space if it is `byte`.
    public mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset &+= 1
        return true
    }

    /// Takes the end of the text.
    public mutating func end() throws(JSONFault) {
        guard peek() == nil else { throw fault(.endOfText) }
    }

    /// Takes a member's name with its colon.
    public mutating func name() throws(JSONFault) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw fault(.name) }
        let name = try string()
        guard take(UInt8(ascii: ":")) else { throw fault(.colon) }
        return name
    }

    /// Takes what stands behind a member or element: true for a comma, false for `bracket`, which closes.
    public mutating func continues(until bracket: UInt8) throws(JSONFault) -> Bool {
        if take(UInt8(ascii: ",")) { return true }
        if take(bracket) { return false }
        throw fault(.commaOrEnd)
    }

    /// Takes one value of any kind, of at most `depth` nested arrays and objects.
    public mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case .some: return try scalar()
        case nil: throw fault(.value)
        }
    }

    /// Takes a number or one of the words `true`, `false` and `null`.
    public mutating func scalar() throws(JSONFault) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return .number(try number())
        default: throw fault(.value)
        }
    }

    /// Takes a string.
    public mutating func string() throws(JSONFault) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw fault(.value) }
        let start = offset &+ 1
        offset = JSONBytes.plainRun(bytes, from: start)
        guard offset < bytes.count else { throw fault(.closingQuote) }
        if bytes[offset] == UInt8(ascii: "\"") {
            guard let text = UTF8Text.read(UnsafeBufferPointer(rebasing: bytes[start..<offset])) else {
                throw JSONFault(at: start, .utf8)
            }
            offset &+= 1
            return text
        }
        return try escapedString(from: start)
    }

    /// Passes over a string without reading it. What its escapes say is not looked at.
    public mutating func skipString() throws(JSONFault) {
        guard peek() == UInt8(ascii: "\"") else { throw fault(.value) }
        offset = JSONBytes.plainRun(bytes, from: offset &+ 1)
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes.count &- offset > 2 {
            offset = JSONBytes.plainRun(bytes, from: offset &+ 2)
        }
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw fault(.closingQuote) }
        offset &+= 1
    }

    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset &+= 1
                guard let string = text.withUnsafeBufferPointer({ UTF8Text.read($0) }) else {
                    throw JSONFault(at: start, .utf8)
                }
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: String(try escaped()).utf8)
            default: throw fault(bytes[offset] == 0 ? .noNUL : .noControlCharacter)
            }
            let run = offset
            offset = JSONBytes.plainRun(bytes, from: run)
            text.append(contentsOf: bytes[run..<offset])
        }
        throw fault(.closingQuote)
    }

    // Takes a backslash and what follows it.
    private mutating func escaped() throws(JSONFault) -> Unicode.Scalar {
        let start = offset
        offset &+= 1
        guard offset < bytes.count else { throw fault(.escape) }
        let letter = bytes[offset]
        offset &+= 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw JSONFault(at: start, .escape)
        }
        let unit = try hexUnit(start)
        guard unit != 0 else { throw JSONFault(at: start, .noNUL) }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, bytes.count &- offset >= 6, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset &+ 1] == UInt8(ascii: "u")
        else { throw JSONFault(at: start, .lowSurrogate) }
        offset &+= 2
        let low = try hexUnit(offset &- 2)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 &+ ((unit & 0x3FF) << 10) &+ (low & 0x3FF))
        else { throw JSONFault(at: start, .lowSurrogate) }
        return scalar
    }

    private mutating func hexUnit(_ start: Int) throws(JSONFault) -> UInt32 {
        guard bytes.count &- offset >= 4 else { throw JSONFault(at: start, .escape) }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONBytes.hexValue(bytes[offset]) else { throw JSONFault(at: start, .escape) }
            unit = unit << 4 | digit
            offset &+= 1
        }
        return unit
    }

    private mutating func number() throws(JSONFault) -> String {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset &+= 1 }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "0") {
            offset &+= 1
        } else {
            try digits()
        }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset &+= 1
            try digits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset &+= 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset &+= 1
            }
            try digits()
        }
        guard offset &- start <= JSONReader.longestNumber else { throw JSONFault(at: start, .shorterNumber) }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<offset]), as: UTF8.self)
    }

    private mutating func digits() throws(JSONFault) {
        let start = offset
        while offset < bytes.count, bytes[offset] >= UInt8(ascii: "0"), bytes[offset] <= UInt8(ascii: "9") {
            offset &+= 1
        }
        guard offset > start else { throw fault(.digit) }
    }

    private mutating func word(_ word: StaticString) throws(JSONFault) {
        let start = offset
        guard bytes.count &- offset >= word.utf8CodeUnitCount else { throw fault(.value) }
        for index in 0..<word.utf8CodeUnitCount {
            guard bytes[offset] == word.utf8Start[index] else { throw JSONFault(at: start, .value) }
            offset &+= 1
        }
    }

    private mutating func members(depth: Int) throws(JSONFault) -> [(name: String, value: JSONValue)] {
        guard depth > 0 else { throw fault(.shallower) }
        var members: [(name: String, value: JSONValue)] = []
        offset &+= 1
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            let name = try name()
            members.append((name, try value(depth: depth &- 1)))
        } while try continues(until: UInt8(ascii: "}"))
        return members
    }

    private mutating func elements(depth: Int) throws(JSONFault) -> [JSONValue] {
        guard depth > 0 else { throw fault(.shallower) }
        var elements: [JSONValue] = []
        offset &+= 1
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try value(depth: depth &- 1))
        } while try continues(until: UInt8(ascii: "]"))
        return elements
    }

    private func fault(_ expected: JSONFault.Expectation) -> JSONFault {
        JSONFault(at: offset, expected)
    }
}
