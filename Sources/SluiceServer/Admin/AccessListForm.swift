import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Access lists: what users may do, section by section, and on which data (product-features §20, *Custom ACL*).
enum AccessListForm: ConfigurationForm {
    static let word = "access list"
    static let columns = ["id", "name", "limited", "users"]
    static let derived: Set<String> = ["users"]

    static func all(_ configuration: AccountConfiguration) -> [AccessList] { Array(configuration.accessLists.values) }

    static func name(of list: AccessList) -> String { list.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> AccessList {
        AccessList(id: AccessListID(try edit.nextID(.accessList)), name: "")
    }

    static func fill(
        _ list: inout AccessList, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("name") }
        fields.text("name", into: &list.name, 1...60)
        if let text = fields.value("rights") {
            if let rights = rights(text) {
                list.rights = rights.filter { !$0.value.isEmpty }
            } else {
                let sections = AccessSection.allCases.map(\.rawValue).joined(separator: ", ")
                fields.fault(
                    "rights",
                    "takes sections with read, write and delete, such as leads=read+write,dnc=read; sections are \(sections)"
                )
            }
        }
        fillData(&list, from: &fields, in: configuration)
    }

    /// Rights as people type them, `leads=read+write,dnc=read`, or as JSON; nothing where a word is none of ours.
    private static func rights(_ text: String) -> [AccessSection: AccessRights]? {
        guard !FormFields.isNone(text) else { return [:] }
        var named: [(section: String, words: [String])] = []
        if text.hasPrefix("{") {
            guard let value = try? JSONValue(parsing: Array(text.utf8)), let members = value.members else {
                return nil  // what is no JSON names no right
            }
            named = members.map { ($0.name, ($0.value.elements ?? []).map { $0.string ?? "" }) }
        } else {
            for part in WireList.read(text) {
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.count == 2 else { return nil }
                named.append((String(pair[0]), pair[1].split(separator: "+").map(String.init)))
            }
        }
        var rights: [AccessSection: AccessRights] = [:]
        for (name, words) in named {
            guard let section = AccessSection(rawValue: name.lowercased()),
                let given = AccessRights(words: words.map { $0.lowercased() })
            else { return nil }
            rights[section, default: []].formUnion(given)
        }
        return rights
    }

    private static func fillData(
        _ list: inout AccessList, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        var campaigns: Set<CampaignID> = []
        var lists: Set<ListID> = []
        var isLimited = false
        if case .named(let named, let namedLists) = list.data {
            (campaigns, lists, isLimited) = (named, namedLists, true)
        }
        let wasLimited = isLimited
        fields.flag("limited", into: &isLimited)
        if let named = fields.references("campaigns", to: "campaign", among: configuration.campaignNames) {
            campaigns = Set(named)
        }
        if let named = fields.references("lists", to: "list", among: configuration.listNames) { lists = Set(named) }
        let namesAny = !campaigns.isEmpty || !lists.isEmpty
        // Naming some is to limit, unless the same form says that nothing is limited.
        if !fields.has("limited"), !wasLimited, namesAny { isLimited = true }
        list.data = isLimited ? .named(campaigns: campaigns, lists: lists) : .all
    }

    static func objection(to list: AccessList, _ edit: ConfigurationEdit) throws -> String? {
        let users = edit.snapshot.users.values.filter { $0.accessListID == list.id }.map(\.email).sorted()
        return users.isEmpty ? nil : "users have it: \(users.joined(separator: ", "))"
    }

    static func members(
        of list: AccessList, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        var campaigns: Set<CampaignID> = []
        var lists: Set<ListID> = []
        if case .named(let named, let namedLists) = list.data { (campaigns, lists) = (named, namedLists) }
        let users = configuration.users.values.filter { $0.accessListID == list.id }
        let rights = list.rights.sorted { $0.key.rawValue < $1.key.rawValue }
        return [
            ("id", .id(list.id)), ("name", .string(list.name)),
            ("rights", .object(rights.map { (name: $0.key.rawValue, value: .texts($0.value.words)) })),
            ("limited", .bool(list.data != .all)),
            ("campaigns", .words(campaigns.map { configuration.campaigns[$0]?.name ?? "(removed \($0))" })),
            ("lists", .words(lists.map { configuration.lists[$0]?.name ?? "(removed \($0))" })),
            ("users", .words(users.map(\.email))),
        ]
    }

    /// Nobody gives more than they have, and nobody changes what they have themselves.
    static func objection(to caller: Caller, over list: AccessList, _ configuration: AccountConfiguration) -> String? {
        if let own = caller.user?.accessListID, own == list.id { return "is your own: somebody else has to change it" }
        let resolved = AccessList(
            id: list.id, name: list.name, rights: list.rights, data: configuration.resolved(list.data))
        return caller.covers(resolved) ? nil : "gives more than you have yourself"
    }
}
