/// The control options that a request names, each absent where it says nothing (convoso-api §3.2).
public struct AskedOptions: Sendable, Hashable {
    /// `check_dup`.
    public var duplicateScope: DuplicateScope?
    /// `check_dup_archive`.
    public var checksArchive: Bool?
    /// `dup_lead_age`, in days.
    public var duplicateAge: Int?
    /// `check_dnc`.
    public var checksDNC: Bool?
    /// `check_wireless`.
    public var checksWireless: Bool?
    /// `hopper`.
    public var entersHopper: Bool?
    /// `hopper_priority`.
    public var hopperPriority: Int?
    /// `hopper_expires_in`, in the account's unit.
    public var hopperExpiresIn: Int?
    /// `reject_by_carrier_type`.
    public var rejectedCarriers: Set<CarrierType>?
    /// `filter_phone_code`.
    public var filtersPhoneCode: Bool?
    /// `update_if_found`.
    public var updatesFound: Bool?
    /// `search_campaign_id`.
    public var searchCampaignID: CampaignID?
    /// `search_list_id`.
    public var searchListID: ListID?
    /// `update_order_by_last_called_time`.
    public var updateOrder: UpdateOrder?
    /// The wire names of every option that was sent with a value.
    public var names: [String] = []
    /// Options whose value could not be read and so counts as not sent.
    public var unreadable: [String] = []

    /// Nothing asked.
    public init() {}
}

extension PostOptions {
    /// The options that a request chose for itself; priority and expiry are clamped, not refused (convoso-api Q8).
    public init(_ asked: AskedOptions, _ settings: AccountSettings) {
        self.init()
        duplicateScope = asked.duplicateScope ?? .none
        checksArchive = asked.checksArchive ?? false
        duplicateAge = asked.duplicateAge
        checksDNC = asked.checksDNC ?? false
        checksWireless = asked.checksWireless ?? false
        entersHopper = asked.entersHopper ?? false
        hopperPriority = min(99, max(0, asked.hopperPriority ?? 99))
        let expiry = min(300, max(0, asked.hopperExpiresIn ?? 0))
        hopperSeconds = settings.hopperExpiryUnit == .seconds ? expiry : expiry * 60
        rejectedCarriers = asked.rejectedCarriers ?? []
        filtersPhoneCode = asked.filtersPhoneCode ?? false
        updatesFound = asked.updatesFound ?? false
        searchCampaignID = asked.searchCampaignID
        searchListID = asked.searchListID
        updateOrder = asked.updateOrder ?? .descending
    }
}
