import Foundation
import SluiceCore
import Testing

@Suite struct `A phone number as one value` {
    static let parts: [(digits: Int64, code: Int, national: String, area: Int?, exchange: Int?)] = [
        (13_105_556_789, 1, "3105556789", 310, 555),
        (12_000_000_000, 1, "2000000000", 200, 0),
        (19_999_999_999, 1, "9999999999", 999, 999),
        (11_999_999_999, 1, "1999999999", nil, nil),
        (1_310_555_678, 1, "310555678", nil, nil),
        (442_079_460_958, 44, "2079460958", nil, nil),
        (390_669_821_234, 39, "0669821234", nil, nil),
        (74_951_234_567, 7, "4951234567", nil, nil),
        (35_314_567_890, 353, "14567890", nil, nil),
        (88_212_345_678, 882, "12345678", nil, nil),
        (44, 44, "", nil, nil),
        (35, 0, "", nil, nil),
        (1, 1, "", nil, nil),
        (4, 0, "", nil, nil),
        (0, 0, "", nil, nil),
        (-13_105_556_789, 0, "", nil, nil),
    ]

    @Test(arguments: parts)
    func `comes apart into its wire form`(digits: Int64, code: Int, national: String, area: Int?, exchange: Int?) {
        let number = PhoneNumber(digits)
        #expect(number.callingCode == code)
        #expect(number.national == national)
        #expect(number.areaCode == area)
        #expect(number.exchange == exchange)
        #expect(number.isNorthAmerican == (area != nil))
    }

    static let fiction: [(digits: Int64, isFictional: Bool)] = [
        (13_105_550_099, false),
        (13_105_550_100, true),
        (13_105_550_199, true),
        (13_105_550_200, false),
        (14_165_550_142, true),
        (18_765_550_142, true),
        (15_555_550_142, true),
        (13_105_560_142, false),
        (18_005_550_199, false),
        (15_005_550_199, false),
        (445_550_142, false),
    ]

    @Test(arguments: fiction)
    func `knows the numbers kept for fiction`(digits: Int64, isFictional: Bool) {
        #expect(PhoneNumber(digits).isFictional == isFictional)
    }

    @Test func `knows who pays`() {
        for area: Int64 in [800, 833, 844, 855, 866, 877, 888] {
            #expect(PhoneNumber(10_000_000_000 + area * 10_000_000 + 5_556_789).isTollFree)
        }
        for digits: Int64 in [13_105_556_789, 19_005_556_789, 8_001_234_567, 80_012_345_678, 18_225_556_789] {
            #expect(!PhoneNumber(digits).isTollFree)
        }
    }

    @Test func `is written as a bare number and sorts as one`() throws {
        let numbers = [PhoneNumber(442_079_460_958), PhoneNumber(13_105_556_789)]
        let text = try String(decoding: JSONEncoder().encode(numbers.sorted()), as: UTF8.self)
        #expect(text == "[13105556789,442079460958]")
        #expect(try JSONDecoder().decode([PhoneNumber].self, from: Data(text.utf8)) == numbers.sorted())
    }
}
