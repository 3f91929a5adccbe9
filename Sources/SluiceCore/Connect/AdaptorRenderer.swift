/// Fills an ``Adaptor`` with facts, and writes the result as a form, a query or JSON.
///
/// Pure: the same adaptor and facts give the same bytes, today and when a delivery is tried again.
public enum AdaptorRenderer {
    /// What travels, in the order of the rows; each name once.
    ///
    /// A row writes its value, put into its style and its words; without a value its fallback; without that what
    /// ``Adaptor/WhenEmpty`` says. Where several rows have one name, a value goes before a fallback and that before
    /// nothing; of equals the call's goes before every other, and then the later row's.
    public static func fields(of adaptor: Adaptor, _ facts: AdaptorFacts) -> [AdaptorField] {
        let time = AccountTime(zone: facts.zone)
        var fields: [AdaptorField] = []
        var claims: [String: Claim] = [:]
        for row in adaptor.rows where row.names.contains(where: { !$0.isEmpty }) {
            guard let written = written(row, facts, time) else { continue }
            for name in row.names where !name.isEmpty {
                var claim = Claim(place: fields.count, weight: written.weight, isCalls: row.source.isCalls)
                if let standing = claims[name] {
                    guard !standing.isStronger(than: claim) else { continue }
                    claim.place = standing.place
                    fields[standing.place].value = written.value
                } else {
                    fields.append(AdaptorField(name, written.value))
                }
                claims[name] = claim
            }
        }
        return fields
    }

    /// `application/x-www-form-urlencoded`: `first_name=Ann&notes=a+b`.
    public static func form(_ fields: [AdaptorField]) -> String { pairs(fields, spaces: "+", unreserved: "*-._") }

    /// What stands behind the `?` of an address: `first_name=Ann&notes=a%20b` (RFC 3986).
    public static func query(_ fields: [AdaptorField]) -> String { pairs(fields, spaces: "%20", unreserved: "-._~") }

    /// Bytes that are not plain letters, digits or `-._~` as `%XX` (RFC 3986): a value for any place in an address.
    public static func percentEncoded(_ text: String) -> String {
        encoded(text, spaces: "%20", unreserved: "-._~")
    }

    private struct Claim {
        var place: Int
        /// 2 for a value, 1 for a fallback, 0 for nothing.
        let weight: Int
        let isCalls: Bool

        func isStronger(than other: Claim) -> Bool {
            weight != other.weight ? weight > other.weight : isCalls && !other.isCalls
        }
    }

    /// What a row sends, with its ``Claim/weight``; nothing where its names do not travel.
    private static func written(
        _ row: Adaptor.Row, _ facts: AdaptorFacts, _ time: AccountTime
    ) -> (value: String?, weight: Int)? {
        let value = text(of: row, facts, time)
        if !value.isEmpty { return (word(value, row.words), 2) }
        if let fallback = row.fallback { return (fallback, 1) }
        return switch row.whenEmpty {
        case .empty: ("", 0)
        case .null: (nil, 0)
        case .skip: nil
        }
    }

    private static func text(of row: Adaptor.Row, _ facts: AdaptorFacts, _ time: AccountTime) -> String {
        switch row.source.value(in: facts) {
        case nil: return ""
        case .moment(let moment):
            return row.dateStyle?.text(of: .moment(moment), in: time, at: facts.at) ?? time.text(moment)
        case .text(let text):
            guard let style = row.dateStyle, !text.isEmpty else { return text }
            // What is no date has no age; in every other style it goes as it is, for the receiver to judge.
            guard let date = AdaptorDate(text, in: time) else { return style == .age ? "" : text }
            return style.text(of: date, in: time, at: facts.at)
        }
    }

    private static func word(_ value: String, _ words: [String: String]) -> String {
        guard !words.isEmpty else { return value }
        if let word = words[value] { return word }
        let folded = value.lowercased()
        // Of keys that differ by case alone the first in order counts, always the same.
        return words.filter { $0.key.lowercased() == folded }
            .min { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }?.value ?? value
    }

    private static func pairs(_ fields: [AdaptorField], spaces: String, unreserved: String) -> String {
        fields.map { field in
            encoded(field.name, spaces: spaces, unreserved: unreserved) + "="
                + encoded(field.value ?? "", spaces: spaces, unreserved: unreserved)
        }.joined(separator: "&")
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encoded(_ text: String, spaces: String, unreserved: String) -> String {
        let plain = Array(unreserved.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: " "): bytes += spaces.utf8
            default:
                if plain.contains(byte) {
                    bytes.append(byte)
                } else {
                    bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension AdaptorSource {
    /// Whether the value is the call's own.
    var isCalls: Bool {
        switch self {
        case .callLog: true
        case .lead, .extra, .custom, .constant: false
        }
    }

    /// The value among the facts; nothing where there is none.
    func value(in facts: AdaptorFacts) -> AdaptorFacts.Value? {
        switch self {
        case .lead(let name): facts.lead[name]
        case .callLog(let name): facts.callLog[name]
        case .extra(let name): facts.extra[name]
        case .custom(let id): facts.lead["field_\(id.number)"]
        case .constant(let text): .text(text)
        }
    }
}
