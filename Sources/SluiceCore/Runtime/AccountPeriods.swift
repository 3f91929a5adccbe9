/// The hours, days and months of an account's own clock.
extension AccountTime {
    /// The day of the week, 0 is Monday, and the minutes since midnight that the clock shows.
    public func weekMinute(at moment: Timestamp) -> (day: Int, minute: Int) {
        let wall = wall(at: moment)
        let day = AccountTime.floor(wall, 86_400)
        let second = wall &- day &* 86_400
        return (Int(clamping: day &+ 3 &- AccountTime.floor(day &+ 3, 7) &* 7), Int(clamping: second / 60))
    }

    /// The day that the clock shows; nothing for a moment that no calendar has.
    public func day(at moment: Timestamp) -> CalendarDate? {
        let (milliseconds, isOver) = wall(at: moment).multipliedReportingOverflow(by: 1000)
        return isOver ? nil : CalendarDate(Timestamp(milliseconds))
    }

    /// The hour that the clock shows, 0 to 23.
    public func hour(at moment: Timestamp) -> Int { weekMinute(at: moment).minute / 60 }

    /// When the hour that the clock shows began. An hour that comes twice a year is two hours.
    public func hourStart(at moment: Timestamp) -> Timestamp {
        let offset = offset(at: moment)
        return Timestamp(0).adding(seconds: AccountTime.floor(wall(at: moment), 3600) &* 3600 &- offset)
    }

    /// When the day that the clock shows began.
    public func dayStart(at moment: Timestamp) -> Timestamp { day(at: moment).map { start(of: $0) } ?? moment }

    /// When the month that the clock shows began.
    public func monthStart(at moment: Timestamp) -> Timestamp {
        day(at: moment).flatMap { CalendarDate(year: $0.year, month: $0.month, day: 1) }.map { start(of: $0) } ?? moment
    }

    /// Seconds from 1970-01-01 00:00 to `moment`, all on the zone's own clock; moments that no calendar has stop at its
    /// ends.
    private func wall(at moment: Timestamp) -> Int64 {
        let seconds = AccountTime.floor(moment.milliseconds, 1000)
        let near = min(253_402_387_199, max(-62_135_683_200, seconds))
        return near &+ offset(at: Timestamp(0).adding(seconds: near))
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient &- 1 : quotient
    }
}
