/// Texts as searches compare them: without regard to case.
enum SearchKey {
    /// The fields whose values ``SearchIndex`` knows; every other field is looked for in the lead's row.
    static let fields = ["email", "first_name", "last_name", "alt_phone_1", "alt_phone_2", "owner_id"]

    /// Bytes of a key. What is longer is cut, and the row tells whether it is what was looked for.
    static let longest = 160

    /// The key under which a value is indexed.
    static func fold(_ value: String) -> String {
        let folded = value.lowercased()
        guard folded.utf8.count > longest else { return folded }
        var end = folded.startIndex
        var bytes = 0
        for scalar in folded.unicodeScalars {
            bytes += scalar.utf8.count
            guard bytes <= longest else { break }
            end = folded.unicodeScalars.index(after: end)
        }
        return String(folded[..<end])
    }

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
