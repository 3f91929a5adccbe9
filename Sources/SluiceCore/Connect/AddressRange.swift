/// One IP address or a range of them: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`.
public struct AddressRange: Sendable, Hashable {
    private let bytes: [UInt8]
    private let length: Int

    /// Reads an address with an optional prefix length; nothing for any other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let bytes = AddressRange.bytes(of: String(parts[0])) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...length).contains(given) else { return nil }
            length = given
        }
        self.bytes = bytes
        self.length = length
    }

    /// Whether an address lies in the range. An IPv4 address written as IPv6 (`::ffff:203.0.113.7`) counts as itself.
    public func contains(_ address: String) -> Bool {
        guard let other = AddressRange.bytes(of: address) else { return false }
        return contains(other)
    }

    /// Whether an address of these 4 or 16 bytes lies in the range.
    public func contains(_ other: [UInt8]) -> Bool {
        guard other.count == bytes.count else { return false }
        let whole = length / 8
        guard bytes.prefix(whole).elementsEqual(other.prefix(whole)) else { return false }
        let rest = length % 8
        guard rest > 0, whole < bytes.count else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff00 >> rest)
        return bytes[whole] & mask == other[whole] & mask
    }

    /// An address as people write it.
    public static func text(of bytes: [UInt8]) -> String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    /// The 4 or 16 bytes of an address.
    public static func bytes(of text: String) -> [UInt8]? {
        text.contains(":") ? six(text) : four(text)
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
                let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func six(_ text: String) -> [UInt8]? {
        let text = text.prefix { $0 != "%" }  // a zone says which interface, not which address
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? narrowed(head) : nil }
        guard let tail = groups(halves[1]), head.count + tail.count <= 14 else { return nil }
        return narrowed(head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail)
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains("."), index == parts.count - 1, let last = four(part) {
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16) else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 255)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }

    private static func narrowed(_ bytes: [UInt8]) -> [UInt8] {
        let isFour = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        return isFour ? Array(bytes.suffix(4)) : bytes
    }
}
