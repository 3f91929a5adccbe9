import Foundation

/// Moments as the internet writes them (RFC 3339): `2026-01-20T20:00:00.250Z`.
public enum RFC3339 {
    private static let whole = Date.ISO8601FormatStyle()
    private static let parts = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    // The years that four digits can write, from where all calendars agree.
    private static let range: ClosedRange<Int64> = -11_676_096_000_000...253_402_300_799_999

    /// The moment in UTC, with milliseconds where it has any. What lies beyond the years 1600 to 9999 becomes the first
    /// or last moment within.
    public static func write(_ moment: Timestamp) -> String {
        let milliseconds = min(range.upperBound, max(range.lowerBound, moment.milliseconds))
        let fraction = (milliseconds % 1000 + 1000) % 1000
        let seconds = Date(timeIntervalSince1970: Double((milliseconds - fraction) / 1000)).formatted(whole)
        guard fraction > 0 else { return seconds }
        return "\(seconds.dropLast()).\(String(1000 + fraction).dropFirst())Z"
    }

    /// Reads a date, a time with or without a fraction of a second, and `Z` or an offset; nothing for other forms.
    public static func read(_ text: String) -> Timestamp? {
        guard (20...40).contains(text.utf8.count), let date = (try? whole.parse(text)) ?? (try? parts.parse(text))
        else {
            return nil  // the forms that the two styles cannot read are the ones refused
        }
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        guard let exact = Int64(exactly: milliseconds), range.contains(exact) else { return nil }
        return Timestamp(exact)
    }
}
