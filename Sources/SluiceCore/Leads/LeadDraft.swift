/// A lead on its way in: not accepted yet.
public struct LeadDraft: Sendable, Hashable {
    /// What the post asks, or what its Criteria decided for it.
    public var options = PostOptions()
    /// The Criteria that govern it.
    public var criteria: LeadPostCriteria?
    /// The Lead Validation Criteria that it must meet, if any.
    public var validationID: CriteriaID?
    /// The number as sent, and the country code beside it.
    public var phoneText = ""
    /// `phone_code` as sent.
    public var phoneCode: String?
    /// The number as read by the phone check; nothing before it.
    public var phone: PhoneNumber?
    /// Where it would go.
    public var listID: ListID?
    /// The status asked for; nothing = `NEW`, or unchanged on an update.
    public var status: String?
    /// The lead that `lead_id` names as the one to update.
    public var namedLead: LeadID?
    /// Packed fields, in the order sent.
    public var fields: [LeadPost.Parameter] = []
    /// The lead that it updates instead of being inserted.
    public var updates: LeadID?
    /// Older leads that move to the duplicates list when it is accepted.
    public var relocates: [LeadID] = []
    /// The hopper entry that it gets, if any.
    public var hopper: HopperPlan?
    /// What it costs, once it is taken.
    public var price: Money?
    /// The place that was held for it under its key's caps.
    public var reservation: String?
    /// Whether the CRM has to be asked before it can be taken.
    public var needsCRM = false
    /// Whether the CRM says that its phone goes on the account's Do Not Call list.
    public var isSuppressed = false
    /// What its sender is told instead of how it ended, where a row of the CRM check says so.
    public var answersSuccess: Bool?
    /// What the receipt says beside the verdicts, each a snake_case word with its subject.
    public var notes: [String] = []

    /// An empty draft.
    public init() {}

    /// Has Criteria decide what the post may not choose.
    public mutating func govern(by criteria: LeadPostCriteria) {
        self.criteria = criteria
        options = criteria.options
        validationID = criteria.validationID
    }

    /// The value of a packed field.
    public func field(_ name: String) -> String? {
        fields.last { $0.name == name }?.value
    }
}

/// A place in the hopper that a post asks for.
public struct HopperPlan: Sendable, Hashable {
    /// The campaign that would dial it.
    public var campaignID: CampaignID
    /// 0 to 99, 99 first.
    public var priority: Int
    /// When the entry ends.
    public var expiresAt: Timestamp?

    /// A plan of these.
    public init(campaignID: CampaignID, priority: Int, expiresAt: Timestamp?) {
        self.campaignID = campaignID
        self.priority = priority
        self.expiresAt = expiresAt
    }
}
