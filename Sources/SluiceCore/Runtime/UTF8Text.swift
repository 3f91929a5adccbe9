/// Strings from bytes that must be UTF-8 already.
public enum UTF8Text {
    /// The string that `bytes` are; nothing where they are not UTF-8, instead of replacement characters.
    public static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        return isASCII(bytes) || text.utf8.elementsEqual(bytes) ? text : nil
    }

    /// Whether every byte is below 128.
    public static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let raw = UnsafeRawPointer(base)
        var offset = 0
        var found: UInt64 = 0
        while bytes.count &- offset >= 8 {
            found |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        while offset < bytes.count {
            found |= UInt64(base[offset])
            offset &+= 1
        }
        return found & 0x8080_8080_8080_8080 == 0
    }
}
