/// A few decimal digits in order, leading zeros kept: the number as typed, or a part of it.
struct DigitRun: Hashable, Sendable {
    /// As many digits as an `Int64` always holds.
    static let capacity = 18

    private(set) var value: Int64 = 0
    private(set) var count = 0

    init() {}

    /// The digits among the bytes of `text`, as long as there is room.
    init(_ text: some StringProtocol) {
        for byte in text.utf8 where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            append(byte &- UInt8(ascii: "0"))
        }
    }

    /// The decimal form of a number; none for zero and below.
    init(_ number: Int64) {
        guard number > 0 else { return }
        value = number
        var rest = number
        while rest > 0 {
            count += 1
            rest /= 10
        }
    }

    /// Adds a digit at the end, and says whether there was room.
    @discardableResult
    mutating func append(_ digit: UInt8) -> Bool {
        guard count < Self.capacity else { return false }
        value = value &* 10 &+ Int64(digit)
        count &+= 1
        return true
    }

    /// Without the first `length` digits.
    func dropFirst(_ length: Int) -> DigitRun {
        var rest = DigitRun()
        guard length < count else { return rest }
        rest.count = count - max(length, 0)
        rest.value = value % Self.power(rest.count)
        return rest
    }

    /// The first `length` digits as a number; 0 when there are fewer.
    func first(_ length: Int) -> Int {
        guard length > 0, length <= count else { return 0 }
        return Int(value / Self.power(count - length))
    }

    /// Whether it opens with all digits of `other`, of which there must be some.
    func starts(with other: DigitRun) -> Bool {
        other.count > 0 && other.count <= count && value / Self.power(count - other.count) == other.value
    }

    /// `code` followed by these digits.
    func preceded(by code: Int) -> Int64 {
        let (product, overflows) = Int64(code).multipliedReportingOverflow(by: Self.power(count))
        return overflows ? 0 : product &+ value
    }

    /// The digits as text.
    var text: String {
        guard count > 0 else { return "" }
        let plain = String(value)
        return String(repeating: "0", count: max(0, count - plain.utf8.count)) + plain
    }

    /// 10 to the power of `exponent`, up to 18; more is held at 18.
    private static func power(_ exponent: Int) -> Int64 {
        var result: Int64 = 1
        for _ in 0..<max(0, min(exponent, capacity)) { result &*= 10 }
        return result
    }
}
