/// Where a duplicate is looked for: `check_dup` on the wire (convoso-api §3.2, product page).
public enum DuplicateScope: Int, Sendable, Hashable, Codable, CaseIterable {
    case none = 0
    case account = 1
    case list = 2
    case campaign = 3
    /// Every campaign of the same purpose.
    case purpose = 4
}

/// Which of several matches `update_if_found` takes.
public enum UpdateOrder: String, Sendable, Hashable, Codable, CaseIterable {
    /// The one called longest ago; never called comes first.
    case ascending = "ASC"
    /// The one called last.
    case descending = "DESC"
}

/// What a post asks of intake, or what its Criteria decide for it: the control options of a lead insert
/// (convoso-api §3.2). A vendor's value for a governed option never reaches this value.
public struct PostOptions: Sendable, Hashable, Codable {
    /// Where duplicates are looked for.
    public var duplicateScope: DuplicateScope = .none
    /// Whether archived leads count too, account-wide; needs a scope.
    public var checksArchive = false
    /// Days that must have passed since the newest match was created; nothing = a match always refuses.
    public var duplicateAge: Int?
    /// Whether the internal Do Not Call lists are asked.
    public var checksDNC = false
    /// Whether the national and state registers are asked.
    public var checksRegisters = false
    /// Whether the litigator register is asked.
    public var checksLitigators = false
    /// Whether a wireless number is refused.
    public var checksWireless = false
    /// Whether the lead enters the hopper.
    public var entersHopper = false
    /// 0 to 99, 99 first.
    public var hopperPriority = 99
    /// Seconds until the hopper entry ends, 0 to 300 (18,000 where the account's unit is minutes); 0 = never.
    public var hopperSeconds = 0
    /// Carrier types that are refused.
    public var rejectedCarriers: Set<CarrierType> = []
    /// Whether a country code in the number moves to `phone_code`.
    public var filtersPhoneCode = false
    /// Whether a match is updated instead of inserted.
    public var updatesFound = false
    /// Narrows the match to one campaign's lists.
    public var searchCampaignID: CampaignID?
    /// Narrows the match to one list; wins over the campaign.
    public var searchListID: ListID?
    /// Which of several matches is updated.
    public var updateOrder: UpdateOrder = .descending

    /// Nothing is asked.
    public init() {}
}
