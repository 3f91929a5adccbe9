/// Whose leads somebody reaches: those of every campaign and list, or of named ones.
public enum DataAccess: Sendable, Hashable, Codable {
    case all
    /// The lists of these campaigns, whichever they have, and these lists.
    case named(campaigns: Set<CampaignID>, lists: Set<ListID>)

    private enum CodingKeys: String, CodingKey {
        case campaigns
        case lists
    }

    /// Reads an object: without names it is all.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let campaigns = try container.decodeIfPresent(Set<CampaignID>.self, forKey: .campaigns)
        let lists = try container.decodeIfPresent(Set<ListID>.self, forKey: .lists)
        self = campaigns == nil && lists == nil ? .all : .named(campaigns: campaigns ?? [], lists: lists ?? [])
    }

    /// Writes names in their order, so that equal values are equal texts.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        guard case .named(let campaigns, let lists) = self else { return }
        try container.encode(campaigns.sorted(), forKey: .campaigns)
        try container.encode(lists.sorted(), forKey: .lists)
    }

    /// Whether whatever `other` reaches is reached here too.
    public func covers(_ other: DataAccess) -> Bool {
        switch (self, other) {
        case (.all, _): true
        case (.named, .all): false
        case (.named(let campaigns, let lists), .named(let others, let otherLists)):
            campaigns.isSuperset(of: others) && lists.isSuperset(of: otherLists)
        }
    }

    /// The same with the lists of each named campaign among the lists.
    func resolved(_ listsOfCampaign: [CampaignID: Set<ListID>]) -> DataAccess {
        guard case .named(let campaigns, let lists) = self else { return self }
        return .named(
            campaigns: campaigns,
            lists: campaigns.reduce(into: lists) { $0.formUnion(listsOfCampaign[$1] ?? []) })
    }
}

/// What users may do, section by section, and on which data: an account's own list, or the built-in one of a role.
public struct AccessList: Sendable, Hashable, Codable {
    /// Its number in the account; 0 where it is built in.
    public var id: AccessListID
    /// What people call it; unique in the account.
    public var name: String
    /// Rights by section; none in a section that is missing.
    public var rights: [AccessSection: AccessRights]
    /// The campaigns and lists whose leads count.
    public var data: DataAccess

    /// A list of these values.
    public init(
        id: AccessListID, name: String, rights: [AccessSection: AccessRights] = [:], data: DataAccess = .all
    ) {
        self.id = id
        self.name = name
        self.rights = rights
        self.data = data
    }

    /// Whether everything that `other` gives is given here too, on the same data at least.
    public func covers(_ other: AccessList) -> Bool {
        other.rights.allSatisfy { (rights[$0.key] ?? []).isSuperset(of: $0.value) } && data.covers(other.data)
    }

    /// Whether it gives `right` in `section`.
    public func allows(_ section: AccessSection, _ right: AccessRights) -> Bool {
        rights[section]?.isSuperset(of: right) ?? false
    }
}

extension AccessList {
    /// The built-in list of a role.
    public static func builtIn(_ role: User.Role) -> AccessList {
        switch role {
        case .superAdmin: superAdmin
        case .admin: admin
        case .manager: manager
        case .agent: agent
        }
    }

    private static let superAdmin = AccessList(
        id: AccessListID(0), name: "Super-Admin",
        rights: Dictionary(AccessSection.allCases.map { ($0, AccessRights.all) }) { $1 })

    /// Everything but other people's rights above their own, which the role decides and not a section.
    private static let admin = AccessList(id: AccessListID(0), name: "Admin", rights: superAdmin.rights)

    /// The day's work: leads, lists, campaigns and criteria. Manages no user and no token, and changes no setting.
    private static let manager = AccessList(
        id: AccessListID(0), name: "Manager",
        rights: [
            .leads: .all, .leadPost: .all, .leadValidation: .all, .lists: .all, .campaigns: [.read, .write],
            .criteria: [.read, .write], .statuses: [.read, .write], .dnc: [.read, .write],
            .smsOptOut: [.read, .write], .imports: [.read, .write], .receipts: .read, .settings: .read, .users: .read,
            .connect: .read,
        ])

    /// What a desktop needs to name things. Leads come to an agent one call at a time, never by search.
    private static let agent = AccessList(
        id: AccessListID(0), name: "Agent",
        rights: [.campaigns: .read, .lists: .read, .statuses: .read])
}
