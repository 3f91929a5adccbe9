/// Which events go to an ``Endpoint``, without a workflow.
public struct Subscription: Sendable, Hashable, Codable {
    /// Its number in the account.
    public var id: SubscriptionID
    /// What people call it; unique in the account.
    public var name: String
    /// Whether it counts.
    public var isActive: Bool
    /// Where they go.
    public var endpointID: EndpointID
    /// Which; the words of ``EventKind``.
    public var events: [EventKind]
    /// Only events about leads of these lists; empty for all.
    public var listIDs: [ListID]
    /// Only events about leads of these campaigns; empty for all.
    public var campaignIDs: [CampaignID]
    /// When it was made: what happened before is not told.
    public var createdAt: Timestamp
    /// Whether a program made it (REST hooks) and ends it, together with its endpoint.
    public var isHook: Bool

    /// A subscription of these.
    public init(
        id: SubscriptionID, name: String, to endpointID: EndpointID, events: [EventKind] = [], at createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.endpointID = endpointID
        self.events = events
        self.createdAt = createdAt
        isActive = true
        listIDs = []
        campaignIDs = []
        isHook = false
    }

    /// Whether an event about a lead of this list, or about no lead, is meant.
    public func covers(list: ListID?, campaign: CampaignID?) -> Bool {
        guard !listIDs.isEmpty || !campaignIDs.isEmpty else { return true }
        return list.map(listIDs.contains) == true || campaign.map(campaignIDs.contains) == true
    }
}
