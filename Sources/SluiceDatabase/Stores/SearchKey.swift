/// Texts as searches compare them: without regard to case.
enum SearchKey {
    /// The fields whose values ``SearchIndex`` knows; every other field is looked for in the lead's row.
    static let fields = ["email", "first_name", "last_name", "alt_phone_1", "alt_phone_2", "owner_id", "remote_id"]

    /// The key under which a value is indexed. Two values may share one; the lead's row tells them apart.
    ///
    /// The same on every node and for ever, since it is stored: FNV-1a over the field's number and the value in lower
    /// case, its bits mixed so that keys spread.
    static func key(_ field: String, _ value: String) -> Int64 {
        let number = fields.firstIndex(of: field) ?? fields.count
        var hash = (0xcbf2_9ce4_8422_2325 ^ UInt64(number)) &* prime
        for byte in value.lowercased().utf8 { hash = (hash ^ UInt64(byte)) &* prime }
        hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
        return Int64(bitPattern: hash ^ (hash >> 32))
    }

    private static let prime: UInt64 = 0x100_0000_01b3

    /// What `lower()` of a stored text can be when it equals `value` but for case.
    ///
    /// SQLite lowers the letters A to Z only, PostgreSQL what the database's locale knows; so beside the lower-case
    /// text stand those in which the other letters are capitals, or capitals at the beginnings of words.
    static func spellings(_ value: String) -> [String] {
        if value.utf8.allSatisfy({ $0 < 128 }) { return [value.lowercased()] }
        let words = value.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: " ")
        let texts = [value, value.lowercased(), value.uppercased(), words].map(asciiLowered)
        return texts.enumerated().filter { !texts[..<$0.offset].contains($0.element) }.map(\.element)
    }

    private static func asciiLowered(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
