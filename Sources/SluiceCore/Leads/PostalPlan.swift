/// Where postal codes lie: ZIP codes of the United States and postal codes of Canada, with state and time zones.
///
/// A ZIP code that is listed answers for itself; one that is not answers with everything its first three digits
/// cover. Military codes lie in AA, AE or AP and have no zone: the mail goes on from there.
public enum PostalPlan {
    /// What a postal code says of where somebody lives.
    public struct Place: Hashable, Sendable {
        /// Two-letter codes of states, provinces or territories; several only where the code does not decide.
        public let states: [String]
        /// IANA zones, sorted; several where the code spans them or the sources disagree; none for military codes.
        public let zones: [String]
    }

    /// The place of a ZIP or Canadian postal code, however it is spaced; nil when it is neither or nobody uses it.
    ///
    /// ZIP+4 counts as its first five digits, and four or eight digits as a ZIP that lost its leading zero to a
    /// spreadsheet.
    public static func place(_ postalCode: String) -> Place? {
        var digits = DigitRun()
        var length = 0
        var firstLetter: UInt8?
        // Letters and digits take turns in a Canadian code, starting with a letter.
        var alternates = true
        for byte in postalCode.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte &- UInt8(ascii: "0"))
                if length.isMultiple(of: 2) { alternates = false }
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                if length == 0 { firstLetter = byte & 0b1101_1111 }
                if !length.isMultiple(of: 2) { alternates = false }
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "\t"):
                continue
            default:
                return nil
            }
            length += 1
            guard length < 10 else { return nil }
        }
        if let firstLetter { return alternates && [3, 6].contains(length) ? plan.letters[firstLetter] : nil }
        switch (digits.count, length) {
        case (5, 5), (9, 9): return zip(digits.first(5))
        case (4, 4), (8, 8): return zip(digits.first(4))
        default: return nil
        }
    }

    /// Every zone of a state, province or territory by its two-letter code; empty for the military ones, nil for
    /// what is none.
    public static func zones(ofState code: String) -> [String]? {
        plan.states[code]
    }

    /// The two-letter code that `text` means, by code or English name, in any case; nil when it means none.
    public static func state(_ text: String) -> String? {
        if text.utf8.count == 2, plan.states[text] != nil { return text }
        let words = text.split { !$0.isLetter }.joined(separator: " ").uppercased()
        return plan.states[words] == nil ? StateNames.code(of: words) : words
    }

    private static func zip(_ code: Int) -> Place? {
        let plan = plan
        guard plan.zips.indices.contains(code) else { return nil }
        let index = Int(plan.zips[code])
        return plan.places.indices.contains(index) ? plan.places[index] : nil
    }

    /// The tables, read once.
    private struct Plan: Sendable {
        /// By ZIP code, an index into `places`; `UInt16.max` where there is none.
        var zips = [UInt16](repeating: .max, count: 100_000)
        var places: [Place] = []
        var letters: [UInt8: Place] = [:]
        var states: [String: [String]] = [:]

        init() {
            var exact: [(range: Range<Int>, place: UInt16)] = []
            for (place, ranges) in Self.lines(PostalPlanData.zips) {
                let index = UInt16(places.count)
                places.append(place)
                for range in ranges {
                    let ends = range.split(separator: "-")
                    guard let first = ends.first, let low = Int(first), let last = ends.last, let high = Int(last),
                        low <= high, high < (first.utf8.count == 3 ? 1000 : 100_000)
                    else { continue }
                    if first.utf8.count == 3 {
                        for code in low * 100..<(high + 1) * 100 { zips[code] = index }
                    } else {
                        exact.append((low..<high + 1, index))
                    }
                }
            }
            for (range, place) in exact {
                for code in range { zips[code] = place }
            }
            for (place, firsts) in Self.lines(PostalPlanData.letters) {
                for letter in firsts.compactMap(\.utf8.first) { letters[letter] = place }
            }
            for line in PostalPlanData.states.split(separator: "\n") {
                let columns = line.split(separator: " ")
                guard columns.count == 2 else { continue }
                states[String(columns[0])] = DataColumn.words(columns[1])
            }
        }

        private static func lines(_ text: String) -> [(place: Place, values: [Substring])] {
            text.split(separator: "\n").compactMap { line in
                guard let (key, values) = DataColumn.sides(line), key.count == 2 else { return nil }
                return (Place(states: DataColumn.words(key[0]), zones: DataColumn.words(key[1])), values)
            }
        }
    }

    private static let plan = Plan()
}
