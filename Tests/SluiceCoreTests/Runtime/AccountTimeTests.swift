import Foundation
import SluiceCore
import Testing

@Suite struct `Time in an account's zone` {
    static let losAngeles = AccountTime(zone: "America/Los_Angeles")

    /// A day and second of it in a zone, and the UTC seconds at which a span from there begins and through there ends.
    static let spans: [(zone: String, day: String, second: Int?, start: Int64, end: Int64)] = [
        // A plain day: 24 hours, eight behind UTC.
        ("America/Los_Angeles", "2026-01-20", nil, 1_768_896_000, 1_768_982_400),
        ("America/Los_Angeles", "2026-01-20", 43_200, 1_768_939_200, 1_768_939_201),
        // 2026-03-08, clocks go from 2:00 to 3:00: 23 hours, and 2:30 is never shown.
        ("America/Los_Angeles", "2026-03-08", nil, 1_772_956_800, 1_773_039_600),
        ("America/Los_Angeles", "2026-03-08", 9_000, 1_772_964_000, 1_772_964_000),
        ("America/Los_Angeles", "2026-03-08", 7_199, 1_772_963_999, 1_772_964_000),
        ("America/Los_Angeles", "2026-03-08", 10_800, 1_772_964_000, 1_772_964_001),
        // 2026-11-01, clocks go from 2:00 back to 1:00: 25 hours, and 1:30 is shown twice.
        ("America/Los_Angeles", "2026-11-01", nil, 1_793_516_400, 1_793_606_400),
        ("America/Los_Angeles", "2026-11-01", 5_400, 1_793_521_800, 1_793_525_401),
        // 2026-10-25 in London: 1:30 is shown twice.
        ("Europe/London", "2026-10-25", 5_400, 1_792_888_200, 1_792_891_801),
        // Clocks in Beirut jump at midnight: 2026-03-29 begins at 1:00 on the clock.
        ("Asia/Beirut", "2026-03-29", nil, 1_774_735_200, 1_774_818_000),
        // Half an hour is all that changes on Lord Howe Island: 2026-04-05, 1:45 is shown twice.
        ("Australia/Lord_Howe", "2026-04-05", 6_300, 1_775_313_900, 1_775_315_701),
        // Samoa left 2011-12-30 out: a span on it is empty, at the jump.
        ("Pacific/Apia", "2011-12-30", nil, 1_325_239_200, 1_325_239_200),
        ("Asia/Kolkata", "2026-01-20", nil, 1_768_847_400, 1_768_933_800),
        // Unknown zones count as UTC.
        ("Nowhere/Land", "2026-01-20", nil, 1_768_867_200, 1_768_953_600),
        ("UTC", "1969-12-31", nil, -86_400, 0),
    ]

    @Test(arguments: spans)
    func `a span begins and ends with the clock on the wall`(
        zone: String, day: String, second: Int?, start: Int64, end: Int64
    ) throws {
        let time = AccountTime(zone: zone)
        let day = try #require(CalendarDate(wire: day))
        #expect(time.start(of: day, second: second ?? 0) == Timestamp(start * 1000))
        #expect(time.end(of: day, second: second) == Timestamp(end * 1000))
    }

    @Test(arguments: [
        (1_768_939_200_000, "2026-01-20 12:00:00"), (1_768_939_200_999, "2026-01-20 12:00:00"),
        (1_772_963_999_000, "2026-03-08 01:59:59"), (1_772_964_000_000, "2026-03-08 03:00:00"),
        (1_793_521_800_000, "2026-11-01 01:30:00"), (1_793_525_400_000, "2026-11-01 01:30:00"),
        (0, "1969-12-31 16:00:00"), (-1, "1969-12-31 15:59:59"), (Int64.max, ""), (Int64.min, ""),
    ])
    func `a moment is written as the clock shows it`(milliseconds: Int64, text: String) {
        #expect(Self.losAngeles.text(Timestamp(milliseconds)) == text)
    }

    @Test func `an unknown zone says that it is UTC`() {
        #expect(AccountTime(zone: "Nowhere/Land").zoneName == "UTC")
        #expect(Self.losAngeles.zoneName == "America/Los_Angeles")
    }

    @Test func `a written moment lies in the span of its own text`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("Time in an account's zone, seed \(seed)")
        var dice = JSONDice(seed: seed)
        let zones = [
            "America/Los_Angeles", "America/St_Johns", "Asia/Kathmandu", "Europe/London", "Pacific/Apia", "UTC",
        ]
        for _ in 0..<2_000 {
            let zone = try #require(zones.randomElement(using: &dice))
            let time = AccountTime(zone: zone)
            let moment = Timestamp(Int64.random(in: -1_000_000_000_000...3_000_000_000_000, using: &dice))
            let parts = time.text(moment).split { "- :".contains($0) }.compactMap { Int($0) }
            try #require(parts.count == 6, "seed \(seed)")
            let day = try #require(CalendarDate(year: parts[0], month: parts[1], day: parts[2]))
            let second = parts[3] * 3600 + parts[4] * 60 + parts[5]
            let span = (time.start(of: day, second: second), time.end(of: day, second: second))
            #expect(span.0 <= moment && moment < span.1, "seed \(seed), \(zone), \(moment.milliseconds)")
            #expect(time.start(of: day) <= moment && moment < time.end(of: day), "seed \(seed), \(zone)")
        }
    }

    @Test func `days since 1970 are those of another calendar`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for days in stride(from: -140_000, through: 140_000, by: 97) {
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: TimeInterval(days * 86_400)))
            let day = try #require(
                CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0))
            #expect(day.daysSince1970 == days)
            #expect(CalendarDate(Timestamp(Int64(days) * 86_400_000)) == day)
        }
    }
}
