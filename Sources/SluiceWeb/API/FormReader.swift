import SluiceCore

/// Reads `a=1&b=2`, the form of queries and of `application/x-www-form-urlencoded` bodies.
enum FormReader {
    // A bit for each byte at which copying stops; all of them are below 64. A value may hold an equals sign.
    private static let valueStops: UInt64 = 1 << 37 | 1 << 38 | 1 << 43
    private static let nameStops: UInt64 = valueStops | 1 << 61

    /// Takes every parameter of `bytes`; stops once there are too many.
    static func read(_ bytes: Bytes, in charset: TextCharset, into gathered: inout ParameterGathering) {
        guard !bytes.isEmpty else { return }
        // Decoding never makes text longer, so one pair always fits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { room in
            guard let target = room.baseAddress else { return }
            var offset = 0
            while offset < bytes.count, !gathered.isOver {
                var used = 0
                let name = part(bytes, &offset, stops: nameStops, target, &used)
                var value = Bytes(start: nil, count: 0)
                if offset < bytes.count, bytes[offset] == UInt8(ascii: "=") {
                    offset &+= 1
                    value = part(bytes, &offset, stops: valueStops, target, &used)
                }
                offset &+= 1
                gathered.add(name, value, in: charset)
            }
        }
    }

    // The text from `offset` to the next separator, where it leaves `offset`: a slice of `bytes` where nothing had to
    // be decoded, else bytes written to `target` behind the first `used`.
    private static func part(
        _ bytes: Bytes, _ offset: inout Int, stops: UInt64, _ target: UnsafeMutablePointer<UInt8>, _ used: inout Int
    ) -> Bytes {
        let start = offset
        offset = nextStop(bytes, from: offset, stops)
        guard offset < bytes.count, isCode(bytes[offset]) else { return bytes.part(from: start, to: offset) }
        let begin = used
        for byte in bytes.part(from: start, to: offset) {
            target[used] = byte
            used &+= 1
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            if isCode(byte) {
                target[used] = decoded(bytes, &offset)
            } else if byte < 64, stops &>> UInt64(byte) & 1 != 0 {
                break
            } else {
                target[used] = byte
                offset &+= 1
            }
            used &+= 1
        }
        return Bytes(start: target + begin, count: used &- begin)
    }

    private static func nextStop(_ bytes: Bytes, from start: Int, _ stops: UInt64) -> Int {
        var offset = start
        while let word = bytes.word(at: offset) {
            var found = Bytes.marks(of: UInt8(ascii: "%"), in: word)
            found |= Bytes.marks(of: UInt8(ascii: "&"), in: word) | Bytes.marks(of: UInt8(ascii: "+"), in: word)
            if stops == nameStops { found |= Bytes.marks(of: UInt8(ascii: "="), in: word) }
            guard found == 0 else { return offset &+ found.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 64, stops &>> UInt64(byte) & 1 != 0 { break }
            offset &+= 1
        }
        return offset
    }

    private static func isCode(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
    }

    // Takes `+` as a space, `%XX` as a byte, and any other percent sign as itself.
    private static func decoded(_ bytes: Bytes, _ offset: inout Int) -> UInt8 {
        let byte = bytes[offset]
        offset &+= 1
        guard byte == UInt8(ascii: "%") else { return 0x20 }
        guard bytes.count &- offset >= 2, let high = hexValue(bytes[offset]), let low = hexValue(bytes[offset &+ 1])
        else { return byte }
        offset &+= 2
        return high << 4 | low
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
