/// Everything that an account has configured, as of one version: an immutable snapshot that every decision is made on.
///
/// A class only so that passing it costs a pointer; nothing in it changes.
public final class AccountConfiguration: Sendable {
    /// The account.
    public let account: Account
    /// The number of the change that made this snapshot; stamped on every receipt.
    public let version: Int64
    /// Global Settings.
    public let settings: AccountSettings
    /// Sellers by id.
    public let sellers: [SellerID: Seller]
    /// Campaigns by id.
    public let campaigns: [CampaignID: Campaign]
    /// Lists by id, without those that are being deleted.
    public let lists: [ListID: LeadList]
    /// Lists that are being deleted, by id. Their names are taken until they are gone.
    public let listsBeingDeleted: [ListID: LeadList]
    /// Lead Post Criteria by id.
    public let criteria: [CriteriaID: LeadPostCriteria]
    /// Lead Validation Criteria by id.
    public let validations: [CriteriaID: ValidationCriteria]
    /// Custom fields by id.
    public let fields: [FieldID: CustomField]
    /// Statuses by code, system ones included.
    public let statuses: [String: LeadStatus]
    /// The account's users by id.
    public let users: [UserID: User]
    /// Access lists by id, as they were written.
    public let accessLists: [AccessListID: AccessList]
    /// Adaptors by id.
    public let adaptors: [AdaptorID: Adaptor]
    /// Endpoints of Connect by id.
    public let endpoints: [EndpointID: Endpoint]
    /// Subscriptions to events by id.
    public let subscriptions: [SubscriptionID: Subscription]
    /// Active subscriptions to active endpoints by what they hear of, in the order of their ids.
    public let listeners: [EventKind: [Subscription]]

    /// Lead Post Criteria by key.
    public let criteriaByKey: [String: LeadPostCriteria]
    /// Lead Validation Criteria by key.
    public let validationsByKey: [String: ValidationCriteria]
    /// Custom fields by name.
    public let fieldsByName: [String: CustomField]
    /// Custom fields that a lead must have, by id.
    public let requiredFields: [CustomField]
    /// Access lists by id, with the lists of each campaign they name.
    private let resolvedAccessLists: [AccessListID: AccessList]
    /// The lists of each campaign.
    public let listsOfCampaign: [CampaignID: Set<ListID>]

    /// A snapshot of these parts.
    public init(
        account: Account, version: Int64, settings: AccountSettings = AccountSettings(), sellers: [Seller] = [],
        campaigns: [Campaign] = [], lists: [LeadList] = [], criteria: [LeadPostCriteria] = [],
        validations: [ValidationCriteria] = [], fields: [CustomField] = [], statuses: [LeadStatus] = [],
        users: [User] = [], accessLists: [AccessList] = [], adaptors: [Adaptor] = [], endpoints: [Endpoint] = [],
        subscriptions: [Subscription] = []
    ) {
        self.account = account
        self.users = Dictionary(users.map { ($0.id, $0) }) { $1 }
        self.accessLists = Dictionary(accessLists.map { ($0.id, $0) }) { $1 }
        self.adaptors = Dictionary(adaptors.map { ($0.id, $0) }) { $1 }
        self.endpoints = Dictionary(endpoints.map { ($0.id, $0) }) { $1 }
        self.subscriptions = Dictionary(subscriptions.map { ($0.id, $0) }) { $1 }
        let active = Set(endpoints.filter(\.isActive).map(\.id))
        var listeners: [EventKind: [Subscription]] = [:]
        for subscription in subscriptions.sorted(by: { $0.id < $1.id })
        where subscription.isActive && active.contains(subscription.endpointID) {
            for kind in Set(subscription.events) { listeners[kind, default: []].append(subscription) }
        }
        self.listeners = listeners
        self.version = version
        self.settings = settings
        self.sellers = Dictionary(sellers.map { ($0.id, $0) }) { $1 }
        self.campaigns = Dictionary(campaigns.map { ($0.id, $0) }) { $1 }
        let staying = lists.filter { $0.deletionStartedAt == nil }
        let leaving = lists.filter { $0.deletionStartedAt != nil }
        self.lists = Dictionary(staying.map { ($0.id, $0) }) { $1 }
        listsBeingDeleted = Dictionary(leaving.map { ($0.id, $0) }) { $1 }
        self.criteria = Dictionary(criteria.map { ($0.id, $0) }) { $1 }
        self.validations = Dictionary(validations.map { ($0.id, $0) }) { $1 }
        self.fields = Dictionary(fields.map { ($0.id, $0) }) { $1 }
        self.statuses = LeadStatus.system.merging(statuses.map { ($0.code, $0) }) { system, _ in system }
        criteriaByKey = Dictionary(criteria.map { ($0.key, $0) }) { $1 }
        validationsByKey = Dictionary(validations.map { ($0.key, $0) }) { $1 }
        fieldsByName = Dictionary(fields.map { ($0.name, $0) }) { $1 }
        requiredFields = fields.filter(\.isRequired).sorted { $0.id < $1.id }
        let listsOfCampaign = Dictionary(grouping: staying, by: \.campaignID).mapValues { Set($0.map(\.id)) }
        self.listsOfCampaign = listsOfCampaign
        resolvedAccessLists = self.accessLists.mapValues { list in
            AccessList(id: list.id, name: list.name, rights: list.rights, data: list.data.resolved(listsOfCampaign))
        }
    }

    /// The campaign that dials a list.
    public func campaign(of list: ListID) -> Campaign? {
        lists[list].flatMap { campaigns[$0.campaignID] }
    }

    /// What somebody reaches, with the lists that its campaigns have now.
    public func resolved(_ data: DataAccess) -> DataAccess { data.resolved(listsOfCampaign) }

    /// What a user may do: by their own access list, or the built-in one of their role. A Super-Admin always has every
    /// right, and a list that is gone gives none.
    public func accessList(of user: User) -> AccessList {
        guard user.role != .superAdmin, let id = user.accessListID else { return .builtIn(user.role) }
        return resolvedAccessLists[id] ?? AccessList(id: id, name: "", data: .named(campaigns: [], lists: []))
    }

    /// The lists of every campaign with this purpose.
    public func lists(ofPurpose purpose: String) -> Set<ListID> {
        campaigns.values.filter { $0.purpose == purpose }
            .reduce(into: Set<ListID>()) { $0.formUnion(listsOfCampaign[$1.id] ?? []) }
    }

    /// The list that relocated duplicates go to, once it exists.
    public var duplicatesList: LeadList? {
        lists.values.first { $0.isSystem && $0.name == LeadList.duplicatesName }
    }
}
