import Foundation
import SluiceCore
import SluiceWeb

/// Moments as operators write and read them.
enum MomentText {
    /// `2026-01-20 20:00:00 UTC`.
    static func write(_ moment: Timestamp) -> String {
        guard let day = CalendarDate(moment) else { return "\(moment.milliseconds)" }
        let second = ((moment.milliseconds / 1000) % 86_400 + 86_400) % 86_400
        return "\(day.text) \(pair(second / 3600)):\(pair(second / 60 % 60)):\(pair(second % 60)) UTC"
    }

    /// Reads `2026-01-20`, `2026-01-20 12:00:00` (both in `zone`), or the latter with `UTC` or `Z` behind it. Nothing
    /// for other forms, and for a local time that its zone skips.
    static func read(_ text: String, zone: String) -> Timestamp? {
        var text = text
        var zone = zone
        for suffix in [" UTC", "Z"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
            zone = "UTC"
            break
        }
        guard let date = WireDate(text.replacing("T", with: " ")), let zone = TimeZone(identifier: zone) else {
            return nil
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let second = date.secondOfDay ?? 0
        let wanted = DateComponents(
            year: date.day.year, month: date.day.month, day: date.day.day, hour: second / 3600,
            minute: second / 60 % 60, second: second % 60)
        guard let found = calendar.date(from: wanted),
            calendar.dateComponents([.hour, .minute], from: found)
                == DateComponents(hour: wanted.hour, minute: wanted.minute)
        else { return nil }
        return Timestamp(Int64(found.timeIntervalSince1970) * 1000)
    }

    private static func pair(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
