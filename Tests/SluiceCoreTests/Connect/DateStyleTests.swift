import SluiceCore
import Testing

@Suite struct `The date formats of adaptors` {
    // 2026-07-04 21:05:09 and 2026-01-04 05:05:09 in UTC: in Los Angeles a summer afternoon, and the evening of the day
    // before in winter.
    static let summer = Timestamp(1_783_199_109_000)
    static let winter = Timestamp(1_767_503_109_000)

    static let moments: [(style: DateStyle, zone: String, moment: Timestamp, text: String)] = [
        (.account, "America/Los_Angeles", summer, "2026-07-04 14:05:09"),
        (.account, "America/Los_Angeles", winter, "2026-01-03 21:05:09"),
        (.dateTime, "America/Los_Angeles", summer, "2026-07-04 14:05:09"),
        (.dateTime, "Asia/Kolkata", summer, "2026-07-05 02:35:09"),
        (.date, "America/Los_Angeles", winter, "2026-01-03"),
        (.american, "America/Los_Angeles", summer, "07/04/2026"),
        (.longUnix, "America/Los_Angeles", summer, "Sat Jul 4 14:05:09 PDT 2026"),
        (.longUnix, "America/Los_Angeles", winter, "Sat Jan 3 21:05:09 PST 2026"),
        (.longUnix, "America/New_York", winter, "Sun Jan 4 0:05:09 EST 2026"),
        (.longUnix, "America/Phoenix", summer, "Sat Jul 4 14:05:09 MST 2026"),
        (.longUnix, "Europe/Berlin", summer, "Sat Jul 4 23:05:09 CEST 2026"),
        (.longUnix, "Asia/Karachi", winter, "Sun Jan 4 10:05:09 +05 2026"),
        (.longUnix, "Asia/Kathmandu", winter, "Sun Jan 4 10:50:09 +0545 2026"),
        (.longUnix, "America/Sao_Paulo", winter, "Sun Jan 4 2:05:09 -03 2026"),
        (.longUnix, "UTC", winter, "Sun Jan 4 5:05:09 UTC 2026"),
        (.shortDashed, "America/Los_Angeles", summer, "4-07-26"),
        (.compact, "America/Los_Angeles", summer, "20260704"),
        (.dotted, "America/Los_Angeles", summer, "07.04.26"),
        (.americanTwelve, "America/Los_Angeles", summer, "07/04/26 2:05 pm"),
        (.americanTwelve, "America/New_York", winter, "01/04/26 12:05 am"),
        (.americanShort, "America/Los_Angeles", summer, "07/04/26"),
        (.spelled, "America/Los_Angeles", summer, "July 4, 2026, 2:05 pm"),
        (.commas, "America/Los_Angeles", summer, "4, 7, 2026"),
        (.iso, "America/Los_Angeles", summer, "2026-07-04T14:05:09"),
        (.timestamp, "America/Los_Angeles", summer, "1783199109"),
        (.timestamp, "UTC", Timestamp(-1), "-1"),
        (.age, "America/Los_Angeles", Timestamp(325_987_200_000), "46"),
        (.compactUTC, "America/Los_Angeles", summer, "20260704T210509Z"),
        (.compactUTC, "Asia/Kolkata", winter, "20260104T050509Z"),
        (.americanTime, "America/Los_Angeles", summer, "07/04/2026 14:05:09"),
        // Before 1970, and on both sides of the two jumps of a year.
        (.dateTime, "America/Los_Angeles", Timestamp(-1), "1969-12-31 15:59:59"),
        (.longUnix, "America/Los_Angeles", Timestamp(1_772_963_999_000), "Sun Mar 8 1:59:59 PST 2026"),
        (.longUnix, "America/Los_Angeles", Timestamp(1_772_964_000_000), "Sun Mar 8 3:00:00 PDT 2026"),
        (.longUnix, "America/Los_Angeles", Timestamp(1_793_521_800_000), "Sun Nov 1 1:30:00 PDT 2026"),
        (.longUnix, "America/Los_Angeles", Timestamp(1_793_525_400_000), "Sun Nov 1 1:30:00 PST 2026"),
        // What no calendar has.
        (.account, "UTC", Timestamp(.max), ""), (.longUnix, "UTC", Timestamp(.min), ""),
        (.compactUTC, "UTC", Timestamp(.min), ""), (.age, "UTC", Timestamp(.max), ""),
    ]

    @Test(arguments: moments)
    func `write a moment on the account's clock`(style: DateStyle, zone: String, moment: Timestamp, text: String) {
        let adaptor = Adaptor(
            id: AdaptorID(1), name: "", rows: [.init(.lead("created_at"), to: ["x"], dateStyle: style)])
        let facts = AdaptorFacts(lead: ["created_at": .moment(moment)], zone: zone, at: Self.summer)
        #expect(AdaptorRenderer.fields(of: adaptor, facts) == [AdaptorField("x", text)])
    }

    @Test func `are all in the table`() {
        #expect(DateStyle.allCases.count == 17)
        #expect(Set(Self.moments.map(\.style)) == Set(DateStyle.allCases))
    }

    static let texts: [(text: String, style: DateStyle, zone: String, written: String)] = [
        // A day is a day in every zone.
        ("1980-05-01", .american, "America/Los_Angeles", "05/01/1980"),
        ("1980-05-01", .american, "Pacific/Auckland", "05/01/1980"),
        ("5/1/1980", .date, "Asia/Tokyo", "1980-05-01"),
        ("1980-05-01", .compactUTC, "America/Los_Angeles", "19800501T000000Z"),
        ("1980-05-01", .iso, "America/Los_Angeles", "1980-05-01T00:00:00"),
        ("1980-05-01", .timestamp, "America/Los_Angeles", "325987200"),
        ("1980-05-01", .timestamp, "Asia/Tokyo", "325987200"),
        ("1980-05-01", .longUnix, "America/Los_Angeles", "Thu May 1 0:00:00 PDT 1980"),
        ("2000-02-29", .spelled, "UTC", "February 29, 2000, 12:00 am"),
        // Ages count to the day of the account: 2026-07-04 in Los Angeles, 2026-07-05 in Tokyo.
        ("1980-05-01", .age, "America/Los_Angeles", "46"), ("1980-07-05", .age, "America/Los_Angeles", "45"),
        ("1980-07-05", .age, "Asia/Tokyo", "46"), ("2026-07-04", .age, "America/Los_Angeles", "0"),
        ("2026-07-05", .age, "America/Los_Angeles", ""), ("2031-01-01", .age, "UTC", ""),
        ("1980-02-30", .age, "UTC", ""), ("soon", .age, "UTC", ""),
        // With a time it is the account's clock; with a zone it is that moment.
        ("2026-07-04 14:05:09", .compactUTC, "America/Los_Angeles", "20260704T210509Z"),
        ("2026-07-04 14:05", .timestamp, "America/Los_Angeles", "1783199100"),
        ("2026-07-04T21:05:09Z", .dateTime, "America/Los_Angeles", "2026-07-04 14:05:09"),
        ("2026-07-04T23:05:09+02:00", .americanTwelve, "America/Los_Angeles", "07/04/26 2:05 pm"),
        // What is no date goes as it is.
        ("1980-02-30", .american, "UTC", "1980-02-30"), ("next week", .timestamp, "UTC", "next week"),
        ("2026-07-04 25:00:00", .iso, "UTC", "2026-07-04 25:00:00"), ("2026-07-04 x", .iso, "UTC", "2026-07-04 x"),
        ("", .american, "UTC", ""),
    ]

    @Test(arguments: texts)
    func `write a text that is a date`(text: String, style: DateStyle, zone: String, written: String) {
        let adaptor = Adaptor(id: AdaptorID(1), name: "", rows: [.init(.constant(text), to: ["x"], dateStyle: style)])
        let facts = AdaptorFacts(zone: zone, at: Self.summer)
        #expect(AdaptorRenderer.fields(of: adaptor, facts) == [AdaptorField("x", written)])
    }
}
