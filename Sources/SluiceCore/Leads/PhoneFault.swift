/// Why a text is no phone number.
///
/// The codes are part of the public vocabulary: add cases, never rename one.
public struct PhoneFault: Error, Hashable, Sendable {
    /// What is wrong, as receipts store it.
    public enum Code: String, Sendable, CaseIterable {
        /// Nothing was given.
        case empty
        /// Something was given, without one digit from 0 to 9.
        case notDigits = "not_digits"
        /// Too few or too many digits for the phone code, or more than ``PhoneReader/longestText`` characters.
        case wrongLength = "wrong_length"
        /// The area code starts with 0 or 1, or is N11.
        case areaCodeInvalid = "area_code_invalid"
        /// The exchange starts with 0 or 1, or is N11.
        case exchangeInvalid = "exchange_invalid"
        /// The phone code, or what follows a `+`, is no calling code.
        case unknownCountryCode = "unknown_country_code"
        /// The number names another country than its phone code, and moving it was not asked for.
        case countryCodeDiffers = "country_code_differs"
        /// The length fits, but no number of that country looks like this.
        case nationalNumberInvalid = "national_number_invalid"
    }

    /// What is wrong.
    public let code: Code
    /// One sentence for the receipt; it never holds the number.
    public let evidence: String

    static let empty = PhoneFault(code: .empty, evidence: "No phone number was given.")

    static let notDigits = PhoneFault(code: .notDigits, evidence: "The phone number holds no digit from 0 to 9.")

    static let textTooLong = PhoneFault(
        code: .wrongLength, evidence: "The phone number is longer than \(PhoneReader.longestText) characters.")

    static let tooManyDigits = PhoneFault(
        code: .wrongLength, evidence: "The phone number has more than \(DigitRun.capacity) digits.")

    static let unknownCountryCode = PhoneFault(
        code: .unknownCountryCode, evidence: "No country has the calling code that was given.")

    static let areaCodeInvalid = PhoneFault(
        code: .areaCodeInvalid, evidence: "The area code starts with 0 or 1, or is a service code (N11).")

    static let exchangeInvalid = PhoneFault(
        code: .exchangeInvalid, evidence: "The exchange starts with 0 or 1, or is a service code (N11).")

    static func wrongLength(_ given: Int, under code: Int) -> PhoneFault {
        let lengths = code == 1 ? [10] : CallingCodes.find(code)?.nationalLengths ?? []
        let wanted =
            switch (lengths.first, lengths.last) {
            case (let least?, let most?) where least < most: "\(least) to \(most) digits"
            case (let only?, _): "\(only) digits"
            default: "fewer digits"
            }
        return PhoneFault(
            code: .wrongLength, evidence: "A number under phone code \(code) has \(wanted); \(given) were given.")
    }

    static func countryCodeDiffers(from code: Int) -> PhoneFault {
        PhoneFault(
            code: .countryCodeDiffers, evidence: "The number names another country than its phone code, \(code).")
    }

    static func nationalNumberInvalid(under code: Int) -> PhoneFault {
        PhoneFault(
            code: .nationalNumberInvalid, evidence: "No number under phone code \(code) starts with such digits.")
    }
}
