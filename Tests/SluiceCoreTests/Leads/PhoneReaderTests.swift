import SluiceCore
import Testing

@Suite struct `Reading a phone number` {
    private static func read(
        _ text: String, _ code: String? = nil, filters: Bool = false
    ) -> Result<PhoneReading, PhoneFault> {
        PhoneReader.read(text, phoneCode: code, filtersPhoneCode: filters)
    }

    static let northAmerican: [(text: String, code: String?, notes: [PhoneReading.Note])] = [
        ("3105556789", nil, []),
        ("3105556789", "1", []),
        ("3105556789", "+1", []),
        ("3105556789", "001", []),
        ("3105556789", "", []),
        ("3105556789", "  ", []),
        ("(310) 555-6789", nil, []),
        ("310.555.6789", nil, []),
        ("310/555/6789", "1", []),
        ("  310 555 6789\n", nil, []),
        ("310\u{2011}555\u{2011}6789", nil, []),
        ("tel:310-555-6789", nil, []),
        ("13105556789", nil, [.leadingOneUnderstood]),
        ("1 (310) 555-6789", "1", [.leadingOneUnderstood]),
        ("+13105556789", nil, [.leadingOneUnderstood]),
        ("+1 310 555 6789", "1", [.leadingOneUnderstood]),
        ("(+1) 310 555 6789", "1", [.leadingOneUnderstood]),
        (String(repeating: " ", count: 30) + "3105556789", nil, []),
    ]

    @Test(arguments: northAmerican, [false, true])
    func `takes a North American number however it is written`(
        given: (text: String, code: String?, notes: [PhoneReading.Note]), filters: Bool
    ) throws {
        let reading = try Self.read(given.text, given.code, filters: filters).get()
        #expect(reading.number == PhoneNumber(13_105_556_789))
        #expect(reading.phoneCode == "1")
        #expect(reading.notes == given.notes)
    }

    static let refused: [(text: String, code: String?, fault: PhoneFault.Code)] = [
        ("", nil, .empty),
        ("  \t", nil, .empty),
        ("no phone", nil, .notDigits),
        ("+", nil, .notDigits),
        ("٣١٠٥٥٥٦٧٨٩", nil, .notDigits),
        ("３１０５５５６７８９", nil, .notDigits),
        ("\u{0}", nil, .notDigits),
        ("310555678", nil, .wrongLength),
        ("31055567890", nil, .wrongLength),
        ("113105556789", nil, .wrongLength),
        ("+1 1 310 555 6789", nil, .wrongLength),
        ("310 555 678٩", nil, .wrongLength),
        ("1310555678", nil, .areaCodeInvalid),
        ("1234567890123456789", nil, .wrongLength),
        (String(repeating: " ", count: 31) + "3105556789", nil, .wrongLength),
        ("0105556789", nil, .areaCodeInvalid),
        ("1105556789", nil, .areaCodeInvalid),
        ("2115556789", nil, .areaCodeInvalid),
        ("9115556789", nil, .areaCodeInvalid),
        ("11105556789", nil, .areaCodeInvalid),
        ("3100556789", nil, .exchangeInvalid),
        ("3101556789", nil, .exchangeInvalid),
        ("3104116789", nil, .exchangeInvalid),
        ("3109116789", nil, .exchangeInvalid),
        ("+13109116789", nil, .exchangeInvalid),
        ("3105556789", "0", .unknownCountryCode),
        ("3105556789", "x", .unknownCountryCode),
        ("3105556789", "999", .unknownCountryCode),
        ("3105556789", "12345678901234567890123", .unknownCountryCode),
        ("+442079460958", nil, .countryCodeDiffers),
        ("+3105556789", nil, .countryCodeDiffers),
        ("+13105556789", "44", .countryCodeDiffers),
        ("+9995556789", nil, .unknownCountryCode),
        ("+1", nil, .wrongLength),
        ("+9", nil, .unknownCountryCode),
        ("+0442079460958", "44", .unknownCountryCode),
        ("442079460958", nil, .wrongLength),
        ("442079460958", "44", .wrongLength),
        ("207946095", "44", .nationalNumberInvalid),
        ("4079460958", "44", .nationalNumberInvalid),
        ("4", "44", .wrongLength),
    ]

    @Test(arguments: refused)
    func `refuses what is no number, and says why without repeating it`(
        text: String, code: String?, fault: PhoneFault.Code
    ) throws {
        let refusal = try #require(throws: PhoneFault.self) { try Self.read(text, code).get() }
        #expect(refusal.code == fault)
        #expect(refusal.evidence.hasSuffix(".") && refusal.evidence.count > 10)
        let digits = text.filter { $0.isASCII && $0.isNumber }
        #expect(digits.count < 4 || !refusal.evidence.contains(digits.suffix(4)))
    }

    static let moved: [(text: String, code: String?, number: Int64, phoneCode: String, notes: [PhoneReading.Note])] = [
        ("+442079460958", nil, 442_079_460_958, "44", [.phoneCodeMoved]),
        ("+44 (0)20 7946 0958", "1", 442_079_460_958, "44", [.phoneCodeMoved]),
        ("+44 20 7946 0958", "44", 442_079_460_958, "44", [.countryCodeUnderstood]),
        ("+13105556789", "44", 13_105_556_789, "1", [.phoneCodeMoved]),
        ("442079460958", nil, 442_079_460_958, "44", [.phoneCodeMoved]),
        ("442079460958", "44", 442_079_460_958, "44", [.countryCodeUnderstood]),
        ("13105556789", "44", 13_105_556_789, "1", [.phoneCodeMoved]),
        ("020 7946 0958", "44", 442_079_460_958, "44", []),
        ("+39 06 6982 1234", nil, 390_669_821_234, "39", [.phoneCodeMoved]),
    ]

    @Test(arguments: moved)
    func `moves the country code to the phone code when asked`(
        text: String, code: String?, number: Int64, phoneCode: String, notes: [PhoneReading.Note]
    ) throws {
        let reading = try Self.read(text, code, filters: true).get()
        #expect(reading.number == PhoneNumber(number))
        #expect(reading.phoneCode == phoneCode)
        #expect(reading.notes == notes)
    }

    static let notMoved: [(text: String, code: String?, fault: PhoneFault.Code)] = [
        ("6115556789", nil, .areaCodeInvalid),
        ("9115556789", nil, .areaCodeInvalid),
        ("11105556789", nil, .areaCodeInvalid),
        ("310555678", nil, .wrongLength),
        ("999955567890", nil, .wrongLength),
        ("+9995556789", nil, .unknownCountryCode),
        ("+442", nil, .wrongLength),
    ]

    @Test(arguments: notMoved)
    func `never makes a mistyped number a foreign one`(text: String, code: String?, fault: PhoneFault.Code) throws {
        let refusal = try #require(throws: PhoneFault.self) { try Self.read(text, code, filters: true).get() }
        #expect(refusal.code == fault)
    }

    static let abroad: [(text: String, code: String, number: Int64)] = [
        ("20 7946 0958", "44", 442_079_460_958),
        ("020 7946 0958", "44", 442_079_460_958),
        ("+442079460958", "44", 442_079_460_958),
        ("06 6982 1234", "39", 390_669_821_234),
        ("030 123456", "49", 4_930_123_456),
        ("8 (495) 123-45-67", "7", 74_951_234_567),
        ("06 20 123 4567", "36", 36_201_234_567),
        ("555 123 4567", "52", 525_551_234_567),
    ]

    @Test(arguments: abroad)
    func `reads a national number under its phone code`(text: String, code: String, number: Int64) throws {
        let reading = try Self.read(text, code).get()
        #expect(reading.number == PhoneNumber(number))
        #expect(reading.phoneCode == code)
    }

    @Test func `accepts what is odd, and notes it`() throws {
        #expect(try Self.read("5555550123").get().notes == [.unknownAreaCode, .fictionalNumber])
        #expect(try Self.read("2225556789").get().notes == [.unknownAreaCode])
        #expect(try Self.read("3105550100").get().notes == [.fictionalNumber])
        #expect(try Self.read("13105550199").get().notes == [.leadingOneUnderstood, .fictionalNumber])
        #expect(try Self.read("8005550199").get().notes == [])
    }

    @Test func `the account's default code decides where none is given`() throws {
        let text = "2079460958"
        let british = PhoneReader.read(text, phoneCode: nil, filtersPhoneCode: false, defaultCode: "44")
        #expect(try british.get().number == PhoneNumber(442_079_460_958))
        let american = PhoneReader.read(text, phoneCode: "1", filtersPhoneCode: false, defaultCode: "44")
        #expect(try american.get().number == PhoneNumber(12_079_460_958))
        let blank = PhoneReader.read(text, phoneCode: nil, filtersPhoneCode: false, defaultCode: "")
        #expect(try blank.get().phoneCode == "1")
    }

    @Test func `a part of a text is read by the same rules`() throws {
        let line = "name,310-555-6789,x"
        let part = try #require(line.split(separator: ",").dropFirst().first)
        let reading = PhoneReader.read(part, phoneCode: nil, filtersPhoneCode: false)
        #expect(try reading.get().number == PhoneNumber(13_105_556_789))
    }

    @Test func `codes are what receipts already hold`() {
        let faults = PhoneFault.Code.allCases.map(\.rawValue).sorted()
        #expect(
            faults == [
                "area_code_invalid", "country_code_differs", "empty", "exchange_invalid", "national_number_invalid",
                "not_digits", "unknown_country_code", "wrong_length",
            ])
        let notes = PhoneReading.Note.allCases.map(\.rawValue).sorted()
        #expect(
            notes == [
                "country_code_understood", "fictional_number", "leading_one_understood", "phone_code_moved",
                "unknown_area_code",
            ])
    }
}
