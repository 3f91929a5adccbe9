/// A day, or a moment: what an ``Adaptor`` writes in a ``DateStyle``.
enum AdaptorDate: Sendable, Hashable {
    /// A day of the calendar, such as somebody's birth. No zone moves it.
    case day(CalendarDate)
    case moment(Timestamp)

    /// Reads `1980-05-01` and `5/1/1980` as days; with a time behind, as the API writes it, as a moment on the account's
    /// clock; and the internet's form, `2026-01-20T20:00:00Z`, as what it says. Nothing for any other text.
    init?(_ text: String, in time: AccountTime) {
        guard let day = CalendarDate(wire: text) else { return nil }
        guard let end = text.unicodeScalars.firstIndex(where: { $0 == " " || $0 == "T" }) else {
            self = .day(day)
            return
        }
        if let moment = RFC3339.read(text) {
            self = .moment(moment)
            return
        }
        let parts = text.unicodeScalars[text.unicodeScalars.index(after: end)...].split(
            separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.map { part in
            part.count == 2 && part.allSatisfy { $0.value >= 48 && $0.value <= 57 } ? Int(String(part)) : nil
        }
        guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1],
            let second = numbers.count == 3 ? numbers[2] : 0, hour < 24, minute < 60, second < 60
        else { return nil }
        self = .moment(time.start(of: day, second: hour * 3600 + minute * 60 + second))
    }

    /// The moment, or what a day begins with in UTC.
    fileprivate var unixSeconds: Int64 {
        switch self {
        case .day(let day): day.daysSince1970 * 86_400
        case .moment(let moment):
            moment.milliseconds / 1000 - (moment.milliseconds % 1000 < 0 ? 1 : 0)
        }
    }

    /// The day on the account's calendar.
    fileprivate func day(in time: AccountTime) -> CalendarDate? {
        switch self {
        case .day(let day): day
        case .moment(let moment): CalendarDate(wire: time.text(moment))
        }
    }

    fileprivate func clock(in time: AccountTime) -> WallClock? {
        switch self {
        case .day(let day): WallClock(day, in: time)
        case .moment(let moment): WallClock(moment, in: time)
        }
    }
}

extension DateStyle {
    /// How the account writes dates unless told otherwise.
    static let accountPattern = DateStyle.dateTime.rawValue

    /// A date in this style, on the account's clock unless the style says UTC. Empty for a moment that no calendar has,
    /// and for an age that nobody can have.
    func text(of date: AdaptorDate, in time: AccountTime, at now: Timestamp) -> String {
        switch self {
        case .account: date.clock(in: time)?.text(DateStyle.accountPattern) ?? ""
        case .dateTime, .date, .american, .longUnix, .shortDashed, .compact, .dotted, .americanTwelve, .americanShort,
            .spelled, .commas, .iso, .americanTime:
            date.clock(in: time)?.text(rawValue) ?? ""
        case .compactUTC: date.clock(in: AccountTime(zone: "UTC"))?.text(rawValue) ?? ""
        case .timestamp: String(date.unixSeconds)
        case .age: age(date, in: time, at: now)
        }
    }

    private func age(_ date: AdaptorDate, in time: AccountTime, at now: Timestamp) -> String {
        guard let birth = date.day(in: time), let today = CalendarDate(wire: time.text(now)) else { return "" }
        let years = birth.years(until: today)
        return years < 0 ? "" : String(years)
    }
}
