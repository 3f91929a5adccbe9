/// An amount in hundredths of the account's currency, exact.
public struct Money: Hashable, Comparable, Sendable, Codable {
    /// Hundredths.
    public let cents: Int64

    /// So many hundredths.
    public init(cents: Int64) {
        self.cents = cents
    }

    /// Reads `12`, `12.5` and `12.50`; nothing for other texts, for less than nothing and for more than a billion.
    public init?(wire text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }
        guard isPlain, let whole = parts.first.flatMap({ $0.utf8.count <= 10 ? Int64($0) : nil }),
            whole <= 1_000_000_000
        else { return nil }
        var hundredths: Int64 = 0
        if parts.count == 2 {
            guard parts[1].utf8.count <= 2, let digits = Int64(parts[1]) else { return nil }
            hundredths = parts[1].utf8.count == 1 ? digits &* 10 : digits
        }
        cents = whole &* 100 &+ hundredths
    }

    /// Reads the plain number.
    public init(from decoder: any Decoder) throws {
        cents = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(cents)
    }

    /// `12.50`.
    public var text: String {
        let (whole, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(cents < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// The sum; stops at the ends of what can be counted.
    public static func + (left: Money, right: Money) -> Money {
        let (sum, isOver) = left.cents.addingReportingOverflow(right.cents)
        return Money(cents: isOver ? (right.cents > 0 ? .max : .min) : sum)
    }

    /// Less before more.
    public static func < (left: Money, right: Money) -> Bool { left.cents < right.cents }
}
