/// Reads a header value such as `form-data; name="phone_number"`: a head, then named parameters.
///
/// Reading never fails: what is no parameter is skipped.
struct HeaderParameters {
    /// What stands before the first semicolon, without the white space around it.
    let head: Bytes
    private let bytes: Bytes
    private var offset: Int

    init(_ bytes: Bytes) {
        self.bytes = bytes
        var end = 0
        while end < bytes.count, bytes[end] != UInt8(ascii: ";") { end &+= 1 }
        head = HeaderParameters.trimmed(bytes, 0, end)
        offset = end
    }

    /// The next parameter, a quoted value without its quotes. `isEscaped` says that backslashes still stand in it.
    mutating func next() -> (name: Bytes, value: Bytes, isEscaped: Bool)? {
        while offset < bytes.count {
            offset &+= 1  // the semicolon
            let start = offset
            while offset < bytes.count, bytes[offset] != UInt8(ascii: "="), bytes[offset] != UInt8(ascii: ";") {
                offset &+= 1
            }
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "=") else { continue }
            let name = HeaderParameters.trimmed(bytes, start, offset)
            offset &+= 1
            while offset < bytes.count, HeaderParameters.isSpace(bytes[offset]) { offset &+= 1 }
            let (value, isEscaped) = value()
            return (name, value, isEscaped)
        }
        return nil
    }

    // Takes a value up to the next semicolon.
    private mutating func value() -> (Bytes, isEscaped: Bool) {
        var start = offset
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
            while offset < bytes.count, bytes[offset] != UInt8(ascii: ";") { offset &+= 1 }
            return (HeaderParameters.trimmed(bytes, start, offset), false)
        }
        start &+= 1
        offset = start
        var isEscaped = false
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            if bytes[offset] == UInt8(ascii: "\\") {
                isEscaped = true
                offset &+= 1
            }
            offset &+= 1
        }
        let value = bytes.part(from: start, to: offset)
        while offset < bytes.count, bytes[offset] != UInt8(ascii: ";") { offset &+= 1 }
        return (value, isEscaped)
    }

    /// `value` without the backslashes in front of quotes and backslashes; others stay, for they are the sender's.
    static func unescaped(_ value: Bytes) -> [UInt8] {
        var text: [UInt8] = []
        var offset = 0
        while offset < value.count {
            let next = offset &+ 1
            if value[offset] == UInt8(ascii: "\\"), next < value.count,
                value[next] == UInt8(ascii: "\"") || value[next] == UInt8(ascii: "\\")
            {
                offset = next
            }
            text.append(value[offset])
            offset &+= 1
        }
        return text
    }

    private static func trimmed(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bytes {
        var start = start
        var end = end
        while start < end, isSpace(bytes[start]) { start &+= 1 }
        while end > start, isSpace(bytes[end &- 1]) { end &-= 1 }
        return bytes.part(from: start, to: end)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
