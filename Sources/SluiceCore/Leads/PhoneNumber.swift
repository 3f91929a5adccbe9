/// A phone number as one value: its E.164 digits, calling code first, as `13105556789`.
///
/// Any 64-bit number may be held, since rows and files may hold one; ``PhoneReader`` makes only good ones. Leads, DNC
/// entries, registers, caps and locks all compare this value. It is written as a bare number.
public struct PhoneNumber: Hashable, Comparable, Sendable, Codable {
    /// The digits after the `+`, read as a number.
    public let digits: Int64

    /// Holds `digits` as they are.
    public init(_ digits: Int64) {
        self.digits = digits
    }

    /// Reads a bare number.
    public init(from decoder: any Decoder) throws {
        digits = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a bare number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }

    /// By the digits as a number.
    public static func < (left: PhoneNumber, right: PhoneNumber) -> Bool {
        left.digits < right.digits
    }

    /// The calling code that the digits open with, in use or not; 0 when they are too few to hold one.
    public var callingCode: Int {
        isNorthAmerican ? 1 : CallingCodes.leading(DigitRun(digits)) ?? 0
    }

    /// The digits after the calling code, leading zeros kept: ten in North America; empty when there are none.
    public var national: String {
        if isNorthAmerican { return String(digits - 10_000_000_000) }
        let run = DigitRun(digits)
        guard let code = CallingCodes.leading(run) else { return "" }
        return run.dropFirst(DigitRun(Int64(code)).count).text
    }

    /// Whether it is a number of the North American Numbering Plan: calling code 1 and an area code from 200.
    public var isNorthAmerican: Bool {
        (12_000_000_000...19_999_999_999).contains(digits)
    }

    /// The area code (NPA) of a North American number, assigned or not.
    public var areaCode: Int? {
        isNorthAmerican ? Int(digits / 10_000_000 % 1000) : nil
    }

    /// The exchange (NXX) of a North American number: the three digits after the area code.
    public var exchange: Int? {
        isNorthAmerican ? Int(digits / 10_000 % 1000) : nil
    }

    /// Whether it is one of the numbers 555-0100 to 555-0199, kept for fiction in every area code with a place.
    ///
    /// An area code that nobody has counts too; toll-free and other codes without a place do not.
    public var isFictional: Bool {
        guard let areaCode, exchange == 555, (100...199).contains(digits % 10_000) else { return false }
        return (NumberingPlan.area(areaCode)?.kind ?? .geographic) == .geographic
    }

    /// Whether the called party pays (800, 888, 877 …).
    public var isTollFree: Bool {
        areaCode.flatMap(NumberingPlan.area)?.kind == .tollFree
    }
}
