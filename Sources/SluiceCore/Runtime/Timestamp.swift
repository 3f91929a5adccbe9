/// A moment, as milliseconds since 1970-01-01 00:00 UTC.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since 1970, UTC.
    public let milliseconds: Int64

    /// The moment `milliseconds` after 1970.
    public init(_ milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads the plain number.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    /// Earlier before later.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This moment moved by `seconds`; stops at the ends of time.
    public func adding(seconds: Int64) -> Timestamp {
        adding(milliseconds: seconds.multipliedReportingOverflow(by: 1000).overflow ? 0 : seconds * 1000)
    }

    /// This moment moved by `milliseconds`; stops at the ends of time.
    public func adding(milliseconds: Int64) -> Timestamp {
        let (sum, isOver) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Timestamp(isOver ? (milliseconds > 0 ? .max : .min) : sum)
    }

    /// Whole days from `earlier` to this moment; 0 when it is not earlier.
    public func days(since earlier: Timestamp) -> Int64 {
        let (difference, isOver) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return isOver ? .max : max(0, difference / 86_400_000)
    }
}
