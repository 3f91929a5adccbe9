/// A phone number that was understood, and what there is to say of it.
public struct PhoneReading: Hashable, Sendable {
    /// What a receipt mentions about a number that is accepted all the same.
    ///
    /// The codes are part of the public vocabulary: add cases, never rename one.
    public enum Note: String, Sendable, CaseIterable {
        /// Eleven digits with a leading 1 were read as a North American number.
        case leadingOneUnderstood = "leading_one_understood"
        /// The number repeated its own phone code, which was taken off.
        case countryCodeUnderstood = "country_code_understood"
        /// The number's own country code took the place of the phone code.
        case phoneCodeMoved = "phone_code_moved"
        /// Nobody has this area code, as far as the data of this version goes.
        case unknownAreaCode = "unknown_area_code"
        /// 555-0100 to 555-0199: stored, never dialed.
        case fictionalNumber = "fictional_number"
    }

    /// The number as one value.
    public let number: PhoneNumber
    /// The calling code as the wire form has it, `1` or `44`.
    public let phoneCode: String
    /// What is odd about it, in the order above.
    public let notes: [Note]
}
