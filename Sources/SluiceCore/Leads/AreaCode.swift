/// An area code of the North American Numbering Plan and what it says of a number.
public struct AreaCode: Hashable, Sendable {
    /// What kind of numbers the code holds.
    public enum Kind: String, Sendable, CaseIterable {
        /// It belongs to a place.
        case geographic
        /// The called party pays; it belongs to no place.
        case tollFree = "toll_free"
        /// Personal, premium and machine numbers; they belong to no place.
        case nonGeographic = "non_geographic"
    }

    /// Where codes lie; many codes share one.
    struct Region: Hashable, Sendable {
        let country: String?
        let states: [String]
        let zones: [String]
    }

    /// The three digits, 200 to 999.
    public let code: Int
    /// What kind of numbers it holds.
    public let kind: Kind
    /// Where it lies in the plan's list of regions, so that a code is copied without counting references.
    let region: Int

    /// ISO code of the country; US territories count as US; nil without a place.
    public var country: String? { NumberingPlan.region(region)?.country }

    /// Two-letter codes of the states, provinces or territories it covers; several for 782, 867 and 902 only.
    public var states: [String] { NumberingPlan.region(region)?.states ?? [] }

    /// Every IANA zone of its exchanges, sorted; none without a place.
    ///
    /// The union, so that a number nobody knows closer is called only when all of them allow it.
    public var zones: [String] { NumberingPlan.region(region)?.zones ?? [] }

    /// The state, province or territory; nil when it has none or lies in several.
    public var state: String? {
        let states = states
        return states.count == 1 ? states.first : nil
    }

    /// Whether it spans several zones.
    public var isSplit: Bool { zones.count > 1 }
}
