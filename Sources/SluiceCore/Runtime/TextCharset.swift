/// The encodings of text that we read, in requests and in files.
public enum TextCharset: String, Sendable, Hashable, Codable {
    case utf8 = "utf-8"
    /// Windows-1252, which ISO-8859-1 is read as, like browsers do: the two differ only in bytes 128 to 159, and what
    /// writes those means quotes and dashes, not control characters.
    case windows1252 = "windows-1252"

    /// The same text in UTF-8.
    public func utf8(_ bytes: some Collection<UInt8>) -> [UInt8] {
        guard self == .windows1252 else { return Array(bytes) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count &+ bytes.count / 4)
        for byte in bytes {
            let value = byte < 0x80 ? UInt32(byte) : TextCharset.scalar(byte).value
            switch value {
            case ..<0x80: text.append(byte)
            case ..<0x800:
                text.append(0xC0 | UInt8(truncatingIfNeeded: value >> 6))
                text.append(0x80 | UInt8(truncatingIfNeeded: value & 0x3F))
            default:
                text.append(0xE0 | UInt8(truncatingIfNeeded: value >> 12))
                text.append(0x80 | UInt8(truncatingIfNeeded: value >> 6 & 0x3F))
                text.append(0x80 | UInt8(truncatingIfNeeded: value & 0x3F))
            }
        }
        return text
    }

    // Bytes 128 to 159; the five that Windows leaves open stay control characters.
    private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        switch byte {
        case 0x80: "€"
        case 0x82: "‚"
        case 0x83: "ƒ"
        case 0x84: "„"
        case 0x85: "…"
        case 0x86: "†"
        case 0x87: "‡"
        case 0x88: "ˆ"
        case 0x89: "‰"
        case 0x8A: "Š"
        case 0x8B: "‹"
        case 0x8C: "Œ"
        case 0x8E: "Ž"
        case 0x91: "‘"
        case 0x92: "’"
        case 0x93: "“"
        case 0x94: "”"
        case 0x95: "•"
        case 0x96: "–"
        case 0x97: "—"
        case 0x98: "˜"
        case 0x99: "™"
        case 0x9A: "š"
        case 0x9B: "›"
        case 0x9C: "œ"
        case 0x9E: "ž"
        case 0x9F: "Ÿ"
        default: Unicode.Scalar(byte)
        }
    }
}
