/// The company on whose behalf calls are made. Do Not Call, consent, caps and the abandonment figure are kept for it.
public struct Seller: Sendable, Hashable, Codable {
    /// Its number in the account.
    public var id: SellerID
    /// What it is called.
    public var name: String

    /// A seller of these values.
    public init(id: SellerID, name: String) {
        self.id = id
        self.name = name
    }
}

/// What dials lists: here, what intake needs of it.
public struct Campaign: Sendable, Hashable, Codable {
    /// Which leads posted with `hopper=1` enter the hopper (product-features §8).
    public enum HopperMode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Only a lead that could be dialed now: status dialable, its local time inside the window.
        case applyRules = "apply_rules"
        /// Every one, to be dialed at once.
        case ignoreRules = "ignore_rules"
    }

    /// Its number in the account.
    public var id: CampaignID
    /// What it is called; unique in the account.
    public var name: String
    /// On whose behalf it calls.
    public var sellerID: SellerID
    /// Its kind (`sales`, `service` …): campaigns of one purpose share `check_dup=4` and purpose DNC entries.
    public var purpose: String
    /// Whether it dials.
    public var isActive: Bool
    /// How posts enter its hopper.
    public var hopperMode: HopperMode
    /// The statuses it dials.
    public var dialableStatuses: Set<String>
    /// When calls may start, in minutes since the lead's local midnight.
    public var windowStart: Int
    /// When calls must have ended, in minutes since the lead's local midnight; not included.
    public var windowEnd: Int
    /// Whether intake asks the national and state registers for its lists, whatever the request says.
    public var checksRegisters: Bool

    /// A campaign of these values; the window is 8:00 to 21:00 by default (compliance F-01).
    public init(
        id: CampaignID, name: String, sellerID: SellerID, purpose: String = "sales", isActive: Bool = true,
        hopperMode: HopperMode = .applyRules, dialableStatuses: Set<String> = ["NEW"], windowStart: Int = 480,
        windowEnd: Int = 1260, checksRegisters: Bool = false
    ) {
        self.id = id
        self.name = name
        self.sellerID = sellerID
        self.purpose = purpose
        self.isActive = isActive
        self.hopperMode = hopperMode
        self.dialableStatuses = dialableStatuses
        self.windowStart = windowStart
        self.windowEnd = windowEnd
        self.checksRegisters = checksRegisters
    }
}

/// A named pile of leads, dialed by at most one campaign.
public struct LeadList: Sendable, Hashable, Codable {
    /// Its number in the account.
    public var id: ListID
    /// 10 to 30 letters, digits, `:`, `-`, `_` and spaces; unique in the account (convoso-api §7.1).
    public var name: String
    /// The campaign that dials it.
    public var campaignID: CampaignID
    /// Up to 255 characters.
    public var description: String
    /// Whether it takes and gives leads.
    public var isActive: Bool
    /// Whether the system made it; such a list is neither renamed nor deleted.
    public var isSystem: Bool
    /// Since when it is being deleted, its leads first; nothing for a list that stays. From then on it takes no lead,
    /// and no request sees it but the one that asks for its deletion again (convoso-api §7.3, code 102).
    public var deletionStartedAt: Timestamp?

    /// Where relocated duplicates go (product-features §3).
    public static let duplicatesName = "SYS_DUPLICATE_LEADS"

    /// A list of these values.
    public init(
        id: ListID, name: String, campaignID: CampaignID, description: String = "", isActive: Bool = true,
        isSystem: Bool = false
    ) {
        self.id = id
        self.name = name
        self.campaignID = campaignID
        self.description = description
        self.isActive = isActive
        self.isSystem = isSystem
    }
}
