/// A country's or a service's calling code, with what is known of the numbers behind it.
///
/// Several plans share a code where several countries do (44, 7, 39); a number is good when one of them takes it.
public struct CallingCode: Sendable {
    /// The code itself, 1 to 999.
    public let code: Int
    /// ISO codes of the countries and territories behind it; none for a worldwide service.
    public let regions: [String]
    /// Every IANA zone in use there; none for 1, whose area codes know better, and for worldwide services.
    public let zones: [String]

    let plans: [Plan]

    /// The numbers of one country behind the code.
    struct Plan: Sendable {
        /// Bit n is set when a national number may have n digits.
        let lengths: UInt32
        /// What is dialed before a national number inside the country and is no part of it; often 0.
        let trunkPrefix: DigitRun
        /// Nil when the shape is not known; then the length decides.
        let pattern: DigitPattern?

        func hasLength(_ digits: DigitRun) -> Bool {
            lengths & (1 << UInt32(digits.count)) != 0
        }

        func takes(_ digits: DigitRun) -> Bool {
            hasLength(digits) && pattern?.matches(digits) != false
        }

        /// Without the trunk prefix; nil when it does not open with one.
        func withoutTrunkPrefix(_ digits: DigitRun) -> DigitRun? {
            digits.starts(with: trunkPrefix) ? digits.dropFirst(trunkPrefix.count) : nil
        }
    }

    /// The lengths, in digits, that a national number may have.
    public var nationalLengths: [Int] {
        let lengths = plans.reduce(UInt32(0)) { $0 | $1.lengths }
        return (0..<DigitRun.capacity).filter { lengths & (1 << UInt32($0)) != 0 }
    }

    /// The national number in `digits`, its trunk prefix taken off where it has one; nil when no plan takes it.
    func national(_ digits: DigitRun) -> DigitRun? {
        for plan in plans {
            if let bare = plan.withoutTrunkPrefix(digits), plan.takes(bare) { return bare }
        }
        return plans.contains { $0.takes(digits) } ? digits : nil
    }

    /// Whether some plan has numbers as long as `digits`, with or without its trunk prefix.
    func hasLength(_ digits: DigitRun) -> Bool {
        plans.contains { plan in
            plan.hasLength(digits) || plan.withoutTrunkPrefix(digits).map(plan.hasLength) == true
        }
    }
}
