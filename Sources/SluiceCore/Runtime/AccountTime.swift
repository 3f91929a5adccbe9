import Foundation

/// Dates and times without a zone, as the API takes and gives them: they mean an account's own zone (convoso-api §2.6).
///
/// Twice a year a wall clock shows an hour twice, or leaves one out. A span that somebody asks for includes both
/// passes of an hour that comes twice, and starts or ends at the jump where its own end is left out.
public struct AccountTime: Sendable {
    /// The IANA name of the zone, as answers that print one show it.
    public let zoneName: String
    private let zone: TimeZone?

    /// Wall-clock time in the zone of this name; UTC where the machine does not know it.
    public init(zone name: String) {
        zone = LocalTime.zone(name)
        zoneName = zone == nil ? "UTC" : name
    }

    /// The zone of `account`.
    public init(_ account: Account) {
        self.init(zone: account.timeZone)
    }

    /// `YYYY-MM-DD HH:MM:SS`; empty for a moment that no calendar has.
    public func text(_ moment: Timestamp) -> String {
        let seconds = AccountTime.seconds(of: moment)
        guard AccountTime.calendar.contains(seconds) else { return "" }
        let local = seconds + offset(at: seconds)
        guard let day = CalendarDate(Timestamp(local * 1000)) else { return "" }
        let time = AccountTime.remainder(of: local, by: 86_400)
        return
            "\(day.text) \(AccountTime.two(time / 3600)):\(AccountTime.two(time / 60 % 60)):\(AccountTime.two(time % 60))"
    }

    /// The first moment at which the clock shows this second of the day or has passed it.
    public func start(of day: CalendarDate, second: Int = 0) -> Timestamp {
        moments(of: wall(day, second)).first
    }

    /// The moment at which the clock has shown this second of the day for the last time; where no second is given, the
    /// whole day.
    public func end(of day: CalendarDate, second: Int? = nil) -> Timestamp {
        let moments = moments(of: wall(day, second ?? 86_399))
        return moments.isShown ? moments.last.adding(seconds: 1) : moments.last
    }

    /// Seconds that the zone is ahead of UTC at `moment`; negative west of it.
    public func offset(at moment: Timestamp) -> Int64 {
        offset(at: AccountTime.seconds(of: moment))
    }

    /// Hours that the zone is ahead of UTC at `moment`, with two digits behind the point: `-8.00`, `5.50`.
    public func hoursFromUTC(at moment: Timestamp) -> String {
        let minutes = offset(at: moment) / 60
        let hundredths = abs(minutes % 60) * 100 / 60
        return "\(minutes < 0 ? "-" : "")\(abs(minutes) / 60).\(AccountTime.two(hundredths))"
    }

    /// `YYYY-MM-DDTHH:MM:SS-08:00`; empty for a moment that no calendar has.
    public func textWithOffset(_ moment: Timestamp) -> String {
        let text = text(moment)
        guard !text.isEmpty else { return "" }
        let minutes = offset(at: moment) / 60
        let shift = "\(AccountTime.two(abs(minutes) / 60)):\(AccountTime.two(abs(minutes) % 60))"
        return text.replacing(" ", with: "T") + (minutes < 0 ? "-" : "+") + shift
    }

    /// First and last moment at which the clock shows `wall`; where it never does, the moment at which it jumps.
    private func moments(of wall: Int64) -> (first: Timestamp, last: Timestamp, isShown: Bool) {
        // A day either way the zone's one change near `wall`, if there is one, is past or still to come.
        let before = wall &- offset(at: wall &- 86_400)
        let after = wall &- offset(at: wall &+ 86_400)
        let shown = [before, after].filter { $0 &+ offset(at: $0) == wall }
        if let first = shown.min(), let last = shown.max() {
            return (Timestamp(0).adding(seconds: first), Timestamp(0).adding(seconds: last), true)
        }
        // Between the two lies the jump: before it the clock shows less than `wall`, from it on more.
        var low = min(before, after)
        var high = max(before, after)
        while high &- low > 1 {
            let middle = low &+ (high &- low) / 2
            if middle &+ offset(at: middle) < wall { low = middle } else { high = middle }
        }
        let jump = Timestamp(0).adding(seconds: high)
        return (jump, jump, false)
    }

    /// Seconds from 1970-01-01 00:00 to this second of the day, all on the zone's own clock.
    private func wall(_ day: CalendarDate, _ second: Int) -> Int64 {
        day.daysSince1970 &* 86_400 &+ Int64(min(86_399, max(0, second)))
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))) ?? 0)
    }

    /// Rounded down, also before 1970.
    private static func seconds(of moment: Timestamp) -> Int64 {
        let whole = moment.milliseconds / 1000
        return moment.milliseconds % 1000 < 0 ? whole &- 1 : whole
    }

    /// The seconds that lie in the years 1 to 9999, with a day to spare at either end.
    private static let calendar: ClosedRange<Int64> = -62_135_683_200...253_402_387_199

    private static func remainder(of number: Int64, by divisor: Int64) -> Int64 {
        let rest = number % divisor
        return rest < 0 ? rest &+ divisor : rest
    }

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}

extension CalendarDate {
    /// Days from 1970-01-01 to this day; negative before it.
    public var daysSince1970: Int64 {
        // The year begins in March here, so that the leap day is its last.
        let year = Int64(month > 2 ? self.year : self.year - 1)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
