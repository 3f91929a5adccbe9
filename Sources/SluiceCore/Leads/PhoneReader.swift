/// Reads phone numbers as people and programs send them.
///
/// Everything but the digits 0 to 9 is dropped (of a `+` it is kept in mind that it was there). Under phone code 1 the
/// number needs ten digits by the rules of the North American Numbering Plan, and a leading 1 is understood; under any
/// other code it must be a national number of that country, with or without its trunk prefix. Pure and fast: a North
/// American number takes no regular expression and no table but that of the area codes.
public enum PhoneReader {
    /// The most characters a text may have and still be read as a number.
    public static let longestText = 40

    /// Reads `text` under `phoneCode`, or `defaultCode` where none was given.
    ///
    /// - Parameters:
    ///   - filtersPhoneCode: whether a country code in front of the number is taken off and becomes the phone code
    ///     (`filter_phone_code`). Without it a number after a `+` must name its own phone code. With it, digits
    ///     without a `+` that are too many for the phone code are read as an international number too.
    public static func read(
        _ text: String, phoneCode: String?, filtersPhoneCode: Bool, defaultCode: String = "1"
    ) -> Result<PhoneReading, PhoneFault> {
        read(text.utf8, code(phoneCode, or: defaultCode), filtersPhoneCode)
    }

    /// Reads a part of a text, by the same rules.
    public static func read(
        _ text: Substring, phoneCode: String?, filtersPhoneCode: Bool, defaultCode: String = "1"
    ) -> Result<PhoneReading, PhoneFault> {
        read(text.utf8, code(phoneCode, or: defaultCode), filtersPhoneCode)
    }

    private static func read(
        _ bytes: some Sequence<UInt8>, _ code: Int?, _ filtersPhoneCode: Bool
    ) -> Result<PhoneReading, PhoneFault> {
        let typed: Typed
        switch Typed.scan(bytes) {
        case .success(let scanned): typed = scanned
        case .failure(let fault): return .failure(fault)
        }
        guard let code, code == 1 || CallingCodes.find(code) != nil else { return .failure(.unknownCountryCode) }
        guard !typed.hasPlus else {
            return international(typed.digits, under: code, moves: filtersPhoneCode)
        }
        let reading = national(typed.digits, under: code)
        // Ten digits stay what they are under code 1, however bad: a mistyped number must not become a foreign one.
        guard filtersPhoneCode, case .failure = reading, code != 1 || typed.digits.count > 10,
            case .success(let moved) = international(typed.digits, under: code, moves: true)
        else { return reading }
        return .success(moved)
    }

    /// Digits that open with a country code.
    private static func international(
        _ digits: DigitRun, under code: Int, moves: Bool
    ) -> Result<PhoneReading, PhoneFault> {
        guard let leading = CallingCodes.leading(digits), let country = CallingCodes.find(leading) else {
            return .failure(.unknownCountryCode)
        }
        guard leading == code || moves else { return .failure(.countryCodeDiffers(from: code)) }
        let rest = digits.dropFirst(DigitRun(Int64(leading)).count)
        let note: PhoneReading.Note =
            leading != code ? .phoneCodeMoved : code == 1 ? .leadingOneUnderstood : .countryCodeUnderstood
        return leading == 1 ? northAmerican(rest, [note]) : abroad(rest, in: country, [note])
    }

    /// Digits without a country code, or with a leading 1 under code 1.
    private static func national(_ digits: DigitRun, under code: Int) -> Result<PhoneReading, PhoneFault> {
        guard code == 1 else {
            guard let country = CallingCodes.find(code) else { return .failure(.unknownCountryCode) }
            return abroad(digits, in: country, [])
        }
        let hasLeadingOne = digits.count == 11 && digits.first(1) == 1
        return hasLeadingOne ? northAmerican(digits.dropFirst(1), [.leadingOneUnderstood]) : northAmerican(digits, [])
    }

    private static func northAmerican(
        _ digits: DigitRun, _ notes: [PhoneReading.Note]
    ) -> Result<PhoneReading, PhoneFault> {
        guard digits.count == 10 else { return .failure(.wrongLength(digits.count, under: 1)) }
        let area = Int(digits.value / 10_000_000)
        let exchange = Int(digits.value / 10_000 % 1000)
        guard area >= 200, area % 100 != 11 else { return .failure(.areaCodeInvalid) }
        guard exchange >= 200, exchange % 100 != 11 else { return .failure(.exchangeInvalid) }
        let number = PhoneNumber(digits.preceded(by: 1))
        var notes = notes
        if NumberingPlan.area(area) == nil { notes.append(.unknownAreaCode) }
        if number.isFictional { notes.append(.fictionalNumber) }
        return .success(PhoneReading(number: number, phoneCode: "1", notes: notes))
    }

    private static func abroad(
        _ digits: DigitRun, in country: CallingCode, _ notes: [PhoneReading.Note]
    ) -> Result<PhoneReading, PhoneFault> {
        guard let national = country.national(digits) else {
            return .failure(
                country.hasLength(digits)
                    ? .nationalNumberInvalid(under: country.code)
                    : .wrongLength(digits.count, under: country.code))
        }
        let number = PhoneNumber(national.preceded(by: country.code))
        return .success(PhoneReading(number: number, phoneCode: String(country.code), notes: notes))
    }

    /// The phone code as a number: its digits without leading zeros; nil when they are no code.
    private static func code(_ given: String?, or defaultCode: String) -> Int? {
        if let given, !isBlank(given) { return code(given) }
        return isBlank(defaultCode) ? 1 : code(defaultCode)
    }

    private static func code(_ text: String) -> Int? {
        let digits = DigitRun(text)
        return (1...999).contains(digits.value) ? Int(digits.value) : nil
    }

    private static func isBlank(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// What stands in a text: its digits, and whether a `+` came before them.
    private struct Typed {
        var digits = DigitRun()
        var hasPlus = false

        static func scan(_ bytes: some Sequence<UInt8>) -> Result<Typed, PhoneFault> {
            var typed = Typed()
            var characters = 0
            var isBlank = true
            for byte in bytes {
                if byte & 0b1100_0000 != 0b1000_0000 {
                    characters &+= 1
                    guard characters <= longestText else { return .failure(.textTooLong) }
                }
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    guard typed.digits.append(byte &- UInt8(ascii: "0")) else { return .failure(.tooManyDigits) }
                case UInt8(ascii: "+"):
                    isBlank = false
                    if typed.digits.count == 0 { typed.hasPlus = true }
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                    continue
                default:
                    isBlank = false
                }
            }
            guard typed.digits.count > 0 else { return .failure(isBlank ? .empty : .notDigits) }
            return .success(typed)
        }
    }
}
