/// The bytes of a request while it is read; never kept.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    /// The eight bytes from `offset` on, the first lowest; nothing where fewer are left.
    func word(at offset: Int) -> UInt64? {
        guard let baseAddress, offset >= 0, count &- offset >= 8 else { return nil }
        let word = UnsafeRawPointer(baseAddress).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// A word whose lowest set bit lies in the first byte of `word` that is `byte`; 0 where none is.
    static func marks(of byte: UInt8, in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference & (ones &* 0x80)
    }

    /// The first place from `start` on where `byte` stands; the end where it does not.
    func position(of byte: UInt8, from start: Int) -> Int {
        var offset = start
        while let word = word(at: offset) {
            let marks = Self.marks(of: byte, in: word)
            guard marks == 0 else { return offset &+ marks.trailingZeroBitCount / 8 }
            offset &+= 8
        }
        while offset < count, self[offset] != byte { offset &+= 1 }
        return Swift.max(start, Swift.min(offset, count))
    }

    /// Whether a byte is 0.
    var hasNUL: Bool { position(of: 0, from: 0) < count }

    /// The bytes behind a UTF-8 byte order mark, which some clients put in front.
    var withoutByteOrderMark: Self {
        guard count >= 3, self[0] == 0xEF, self[1] == 0xBB, self[2] == 0xBF else { return self }
        return part(from: 3, to: count)
    }

    /// The bytes from `start` up to `end`; those outside are left out.
    func part(from start: Int, to end: Int) -> Self {
        let start = Swift.min(Swift.max(0, start), count)
        let end = Swift.min(Swift.max(start, end), count)
        return Self(rebasing: self[start..<end])
    }

    /// Whether it is `text`, the case of ASCII letters aside; `text` is in lower case.
    func isSame(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            guard lower == text.utf8Start[index] else { return false }
        }
        return true
    }
}
