/// A day of the Gregorian calendar, without zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// Four digits.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to the month's last.
    public let day: Int

    /// The day, where there is one.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDate.length(of: month, in: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `YYYY-MM-DD`, with or without a time behind it, or `M/D/YYYY`, which clients send as well
    /// (convoso-api §3.1).
    public init?(wire text: some StringProtocol) {
        if let (year, month, day) = CalendarDate.plain(text.utf8) {
            self.init(year: year, month: month, day: day)
            return
        }
        let day = text.split(whereSeparator: { $0 == " " || $0 == "T" }).first ?? ""
        func number(_ part: Substring) -> Int? {
            part.utf8.count <= 4 && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } ? Int(part) : nil
        }
        var parts = Substring(day).split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 3, parts[0].utf8.count == 4, let year = number(parts[0]), let month = number(parts[1]),
            let day = number(parts[2])
        {
            self.init(year: year, month: month, day: day)
            return
        }
        parts = Substring(day).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].utf8.count == 4, let month = number(parts[0]), let day = number(parts[1]),
            let year = number(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The numbers of exactly `YYYY-MM-DD`: nearly every date that is sent.
    private static func plain(_ bytes: some Collection<UInt8>) -> (Int, Int, Int)? {
        var numbers = (0, 0, 0)
        var place = 0
        for byte in bytes {
            switch place {
            case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
            case 0...9:
                guard byte >= 48, byte <= 57 else { return nil }
                let digit = Int(byte) - 48
                if place < 4 {
                    numbers.0 = numbers.0 * 10 + digit
                } else if place < 7 {
                    numbers.1 = numbers.1 * 10 + digit
                } else {
                    numbers.2 = numbers.2 * 10 + digit
                }
            default: return nil
            }
            place += 1
        }
        return place == 10 ? numbers : nil
    }

    /// The day in UTC that `moment` falls on.
    public init?(_ moment: Timestamp) {
        // Days since 0000-03-01, so that the leap day is the last of its year.
        let days = (moment.milliseconds >= 0 ? moment.milliseconds : moment.milliseconds - 86_399_999) / 86_400_000
        guard days > -700_000, days < 3_000_000 else { return nil }
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month: Int(month),
            day: Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
    }

    /// `YYYY-MM-DD`.
    public var text: String {
        String(unsafeUninitializedCapacity: 10) { room in
            var digits = year * 10_000 + month * 100 + day
            for place in stride(from: 9, through: 0, by: -1) {
                if place == 4 || place == 7 {
                    room[place] = UInt8(ascii: "-")
                } else {
                    room[place] = UInt8(48 + digits % 10)
                    digits /= 10
                }
            }
            return 10
        }
    }

    /// Full years from this day to `later`: a person's age. Negative when it is not later.
    public func years(until later: CalendarDate) -> Int {
        later.year - year - ((later.month, later.day) < (month, day) ? 1 : 0)
    }

    /// Earlier days first.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
