/// How much a refusal tells a vendor. The account's own users see all.
public enum Disclosure: String, Sendable, Hashable, Codable, CaseIterable {
    /// 6900 for everything.
    case none
    /// The code of the reason.
    case category
    /// The code, and the evidence.
    case full
}

/// What an unknown answer means: the lead goes on, or it is refused.
public enum UnknownPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    case open
    case closed
}

/// Pre-defined parameters that govern one vendor's posts; its key is what the vendor sends (product-features §2).
public struct LeadPostCriteria: Sendable, Hashable, Codable {
    /// Its number in the account.
    public var id: CriteriaID
    /// Up to 30 characters.
    public var name: String
    /// What the vendor sends as `criteria_key`: 32 lower-case letters and digits, unique in the installation.
    public var key: String
    /// Whether posts are taken.
    public var isActive: Bool
    /// Where accepted leads go.
    public var listID: ListID
    /// The options that the vendor cannot choose.
    public var options: PostOptions
    /// The Lead Validation Criteria that posts must meet; nothing = none.
    public var validationID: CriteriaID?
    /// How much a refusal tells the vendor.
    public var disclosure: Disclosure
    /// What an unknown carrier type means for wireless and carrier checks.
    public var unknownCarrier: UnknownPolicy
    /// What is bought under the key; nothing = everything, for nothing.
    public var buying: BuyingTerms?
    /// Other Criteria of the account that judge every post beside these and decide nothing; nothing = none do.
    public var shadowID: CriteriaID?

    /// Criteria of these values.
    public init(
        id: CriteriaID, name: String, key: String, isActive: Bool = true, listID: ListID,
        options: PostOptions = PostOptions(), validationID: CriteriaID? = nil, disclosure: Disclosure = .category,
        unknownCarrier: UnknownPolicy = .open, buying: BuyingTerms? = nil
    ) {
        self.id = id
        self.name = name
        self.key = key
        self.isActive = isActive
        self.listID = listID
        self.options = options
        self.validationID = validationID
        self.disclosure = disclosure
        self.unknownCarrier = unknownCarrier
        self.buying = buying
    }
}
