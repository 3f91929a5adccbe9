import SluiceCore
import SluiceWeb
import Testing

@Suite struct `Values on the wire` {
    static let truths: [(text: String, value: Bool?)] = [
        ("1", true), ("0", false), ("true", true), ("TRUE", true), ("True", true), ("false", false), ("FALSE", false),
        ("Y", true), ("y", true), ("N", false), ("n", false), ("yes", true), ("YES", true), ("No", false),
        ("", nil), ("2", nil), ("01", nil), ("on", nil), ("t", nil), ("truee", nil), (" 1", nil), ("nö", nil),
        ("yesyes", nil),
    ]

    @Test(arguments: truths)
    func `are truth values in the spellings that clients use`(text: String, value: Bool?) {
        #expect(WireBool.read(text) == value)
    }

    static let integers: [(text: String, value: Int64?)] = [
        ("0", 0), ("7", 7), ("007", 7), ("-7", -7), ("+7", 7), (" 7 ", 7), ("-0", 0),
        ("9223372036854775807", .max), ("9223372036854775808", .max), ("-9223372036854775808", .min),
        ("-9223372036854775809", .min), ("99999999999999999999999999999", .max), ("-99999999999999999999999", .min),
        ("18446744073709551617", .max), ("", nil), (" ", nil), ("-", nil), ("+", nil), ("+-1", nil), ("1.5", nil),
        ("1e3", nil), ("1 2", nil), ("abc", nil), ("١", nil), ("99999999999999999999999x", nil),
    ]

    @Test(arguments: integers)
    func `are integers, those beyond 64 bits being the last within`(text: String, value: Int64?) {
        #expect(WireInteger.read(text) == value)
    }

    static let clamped: [(text: String, value: Int64?)] = [
        ("-1", 0), ("0", 0), ("50", 50), ("99", 99), ("100", 99), ("999999999999999999999", 99), ("", nil), ("x", nil),
    ]

    @Test(arguments: clamped)
    func `are moved into their range`(text: String, value: Int64?) {
        #expect(WireInteger.read(text, in: 0...99) == value)
    }

    static let ids: [(text: String?, id: WireID)] = [
        (nil, .notGiven), ("", .notGiven), ("0", .notGiven), ("00", .notGiven), ("5", .number(5)),
        ("0012", .number(12)), ("9223372036854775806", .number(.max - 1)), ("9223372036854775808", .malformed),
        ("-5", .malformed), ("abc", .malformed), ("1,2", .malformed), (" ", .malformed),
    ]

    @Test(arguments: ids)
    func `are ids, zero and empty standing for none`(text: String?, id: WireID) {
        #expect(WireID(text) == id)
    }

    static let lists: [(text: String, values: [String])] = [
        ("", []), (",", []), ("1", ["1"]), ("1,2,3", ["1", "2", "3"]), (" 1 , 2,,", ["1", "2"]),
        ("MOBILE,VOIP", ["MOBILE", "VOIP"]), ("é, a b ,😀", ["é", "a b", "😀"]),
    ]

    @Test(arguments: lists)
    func `are lists with commas`(text: String, values: [String]) {
        #expect(WireList.read(text) == values)
    }

    static let dates: [(text: String, year: Int, month: Int, day: Int, second: Int?)] = [
        ("2024-02-29", 2024, 2, 29, nil),
        ("1999-12-31 00:00:00", 1999, 12, 31, 0),
        ("1999-12-31 23:59:59", 1999, 12, 31, 86_399),
        ("2000-02-29 12:30:05", 2000, 2, 29, 45_005),
        ("2/9/1971", 1971, 2, 9, nil),
        ("02/09/1971", 1971, 2, 9, nil),
        ("12/31/1999", 1999, 12, 31, nil),
        ("0001-01-01", 1, 1, 1, nil),
        ("9999-12-31", 9999, 12, 31, nil),
    ]

    @Test(arguments: dates)
    func `are dates in three forms`(text: String, year: Int, month: Int, day: Int, second: Int?) throws {
        let date = try #require(WireDate(text))

        #expect(date.day == CalendarDate(year: year, month: month, day: day))
        #expect(date.secondOfDay == second)
    }

    static let noDates: [String] = [
        "", "2024", "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-1-1",
        "24-01-01", "0000-00-00", "0000-01-01", "2024-01-01 ", "2024-01-01T00:00:00", "2024-01-01 24:00:00",
        "2024-01-01 00:60:00", "2024-01-01 00:00:60", "2024-01-01 00:00", "2024-01-01 1:00:00", "13/1/2024",
        "2/30/2024",
        "1/1/24", "1/1/20245", "/1/2024", "1//2024", "2024/01/01", "01-02-2024", " 2024-01-01", "2024-01-01 00:00:00Z",
        "٢٠٢٤-01-01", "2024-01-01x", "-024-01-01", "99999999999999999999-01-01",
    ]

    @Test(arguments: noDates)
    func `are no dates in any other form, nor on days that no calendar has`(text: String) {
        #expect(WireDate(text) == nil)
    }

    @Test func `are dates in the order of time`() throws {
        let texts = ["12/31/1999", "2000-01-01", "2000-01-01 00:00:01", "2000-01-01 10:00:00", "1/2/2000"]
        let dates = try texts.map { try #require(WireDate($0)) }

        #expect(dates.shuffled().sorted() == dates)
    }
}
