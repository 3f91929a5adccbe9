public import SluiceCore

/// Moments as exports of dialers and spreadsheets write them.
public struct ImportMoment: Sendable {
    private let zone: AccountTime

    /// Reads local times in this zone.
    public init(zone: AccountTime) {
        self.zone = zone
    }

    /// The moment that a cell means: `2026-01-20`, `2026-01-20 15:04:05`, `1/20/2026 3:04 PM`, and the first two with
    /// `T` between, or `Z` or an offset behind. Nothing for other text; VICIdial's `0000-00-00 00:00:00` is none.
    public func read(_ text: String) -> Timestamp? {
        guard let day = CalendarDate(wire: text) else { return nil }
        var rest = text.drop { $0 != " " && $0 != "T" }.dropFirst()
        guard !rest.isEmpty else { return zone.start(of: day) }
        let shift = ImportMoment.takeOffset(from: &rest)
        guard let second = ImportMoment.secondOfDay(rest) else { return nil }
        guard let shift else { return zone.start(of: day, second: second) }
        return Timestamp((day.daysSince1970 &* 86_400 &+ Int64(second) &- shift) &* 1000)
    }

    /// Takes `Z`, `UTC`, `+02:00` or `-0800` from the end, as seconds ahead of UTC.
    private static func takeOffset(from text: inout Substring) -> Int64? {
        for suffix in ["Z", " UTC"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
            return 0
        }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
        let digits = text[text.index(after: sign)...].filter { $0 != ":" }
        guard digits.utf8.count == 4 || digits.utf8.count == 2, let number = Int64(digits), number >= 0 else {
            return nil
        }
        let (hours, minutes) = digits.utf8.count == 4 ? (number / 100, number % 100) : (number, 0)
        guard hours <= 14, minutes < 60 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        let isBehind = text[sign] == "-"
        text = text[..<sign]
        return isBehind ? -seconds : seconds
    }

    /// `15:04`, `15:04:05`, `15:04:05.678`, `3:04 PM`.
    private static func secondOfDay(_ text: Substring) -> Int? {
        var text = text.filter { $0 != " " }.lowercased()
        var half: Int?
        for (suffix, hours) in [("am", 0), ("pm", 12)] where text.hasSuffix(suffix) {
            text.removeLast(2)
            half = hours
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
            Int(part.split(separator: ".", omittingEmptySubsequences: false).first ?? "")
        }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1] else { return nil }
        let second = parts.count == 3 ? parts[2] : 0
        guard let second, (0...59).contains(minute), (0...60).contains(second) else { return nil }
        if let half {
            guard (1...12).contains(hour) else { return nil }
            return (hour % 12 + half) * 3600 + minute * 60 + min(59, second)
        }
        guard (0...23).contains(hour) else { return nil }
        return hour * 3600 + minute * 60 + min(59, second)
    }
}
