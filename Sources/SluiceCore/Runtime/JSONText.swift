/// JSON text in the making (RFC 8259): members and elements are appended in order, commas come by themselves.
///
/// Nesting is the caller's: each `begin` needs its `end`, and each key one value. Strings are escaped only where the
/// RFC demands it, so other characters stand in the text as UTF-8.
public struct JSONText: Sendable {
    // Always as long as what it can hold; the first `used` bytes are the text. Appending to an array byte by byte
    // costs about three times as much.
    private var storage: [UInt8]
    private var used = 0
    private var needsComma = false

    /// An empty text with room for `capacity` bytes; it grows as needed.
    public init(capacity: Int = 512) {
        storage = [UInt8](repeating: 0, count: max(64, capacity))
    }

    /// An object of string members in the order given, as text.
    public static func object(_ pairs: [(String, String)]) -> String {
        var json = JSONText(capacity: 64 &* pairs.count)
        json.beginObject()
        for (name, value) in pairs { json.member(name, value) }
        json.endObject()
        return json.text()
    }

    /// The bytes written so far.
    public var bytes: [UInt8] { Array(storage[..<used]) }

    /// How many bytes are written so far.
    public var count: Int { used }

    /// What is written so far, as a string.
    public func text() -> String {
        String(decoding: storage[..<used], as: UTF8.self)
    }

    /// Opens an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Closes the innermost object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Opens an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Closes the innermost array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Names the member whose value comes next.
    public mutating func key(_ name: String) {
        quoted(name, isName: true)
    }

    /// A string.
    public mutating func string(_ value: String) {
        quoted(value, isName: false)
    }

    /// A member whose value is a string.
    public mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// A number, exact to the last digit.
    public mutating func integer(_ value: Int64) {
        separate()
        if value < 0 { append(UInt8(ascii: "-")) }
        var magnitude = value.magnitude
        var scale: UInt64 = 1
        while magnitude / scale >= 10 { scale *= 10 }
        while scale > 0 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: magnitude / scale))
            magnitude %= scale
            scale /= 10
        }
        needsComma = true
    }

    /// `true` or `false`.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// `null`.
    public mutating func null() { raw("null") }

    /// One value that is JSON text already. It is copied unread: the caller vouches for it.
    public mutating func raw(_ json: String) {
        separate()
        var json = json
        json.withUTF8 { utf8 in
            copy(utf8, from: 0, to: utf8.count)
        }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { append(UInt8(ascii: ",")) }
    }

    private mutating func append(_ byte: UInt8) {
        reserve(1)
        storage[used] = byte
        used &+= 1
    }

    private mutating func reserve(_ count: Int) {
        guard storage.count &- used < count else { return }
        storage.append(contentsOf: repeatElement(0, count: max(storage.count, count)))
    }

    private mutating func copy(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        guard start < end, let source = utf8.baseAddress else { return }
        reserve(end &- start)
        storage.withUnsafeMutableBytes { room in
            guard let target = room.baseAddress else { return }
            (target + used).copyMemory(from: source + start, byteCount: end &- start)
        }
        used &+= end &- start
    }

    // A string with the comma before it and, as a name, the colon behind it.
    private mutating func quoted(_ text: String, isName: Bool) {
        var text = text
        text.withUTF8 { utf8 in
            let run = JSONBytes.plainRun(utf8, from: 0)
            if run == utf8.count { plain(utf8, isName: isName) } else { escaped(utf8, run, isName: isName) }
        }
        needsComma = !isName
    }

    private mutating func plain(_ utf8: UnsafeBufferPointer<UInt8>, isName: Bool) {
        reserve(utf8.count &+ 4)
        let start = used
        let hasComma = needsComma
        used = storage.withUnsafeMutableBytes { room in
            guard var end = room.baseAddress.map({ $0 + start }) else { return start }
            if hasComma {
                end.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
                end += 1
            }
            end.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
            end += 1
            if let source = utf8.baseAddress { end.copyMemory(from: source, byteCount: utf8.count) }
            end += utf8.count
            end.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
            if isName { end.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 1, as: UInt8.self) }
            return start &+ utf8.count &+ (hasComma ? 3 : 2) &+ (isName ? 1 : 0)
        }
    }

    private mutating func escaped(_ utf8: UnsafeBufferPointer<UInt8>, _ firstRun: Int, isName: Bool) {
        separate()
        append(UInt8(ascii: "\""))
        var start = 0
        var end = firstRun
        while end < utf8.count {
            copy(utf8, from: start, to: end)
            escape(utf8[end])
            start = end &+ 1
            end = JSONBytes.plainRun(utf8, from: start)
        }
        copy(utf8, from: start, to: end)
        append(UInt8(ascii: "\""))
        if isName { append(UInt8(ascii: ":")) }
    }

    private mutating func escape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            for letter in "u00".utf8 { append(letter) }
            append(JSONBytes.hexDigit(byte >> 4))
            append(JSONBytes.hexDigit(byte & 15))
        }
    }
}

/// Questions about the bytes of JSON strings.
enum JSONBytes {
    /// The end of the run from `start` on that needs no escape: before a quote, a backslash or a control character.
    static func plainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var offset = start
        let raw = UnsafeRawPointer(base)
        while bytes.count &- offset >= 8 {
            guard isPlain(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) else { break }
            offset &+= 8
        }
        while offset < bytes.count {
            let byte = base[offset]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            offset &+= 1
        }
        return offset
    }

    // Eight bytes at once: subtracting sets the high bit of a byte that was below the subtrahend.
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let found =
            ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        return found & (ones &* 0x80) == 0
    }

    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ (value &- 10)
    }

    /// The value of a hexadecimal digit in either case.
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }
}
