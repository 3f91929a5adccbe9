import SluiceCore
import SluiceDatabase

/// Lead lists, by the name rules of the API (convoso-api §7.1).
enum LeadListForm: ConfigurationForm {
    static let word = "list"
    static let columns = ["id", "name", "campaign", "active", "description"]

    static func all(_ configuration: AccountConfiguration) -> [LeadList] { Array(configuration.lists.values) }

    static func name(of list: LeadList) -> String { list.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> LeadList {
        LeadList(id: ListID(try edit.nextID(.list)), name: "", campaignID: CampaignID(0))
    }

    static func keep(_ number: Int64, in list: inout LeadList) -> IDSequence.Kind? {
        list.id = ListID(number)
        return .list
    }

    static func fill(
        _ list: inout LeadList, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if list.isSystem { fields.fault("list", "\(list.name) belongs to the system and is not changed") }
        if isNew { fields.require("name", "campaign") }
        fillName(&list, from: &fields)
        if let id = fields.reference("campaign", to: "campaign", among: configuration.campaignNames) {
            list.campaignID = id
        }
        fields.text("description", into: &list.description, 0...255)
        fields.flag("active", into: &list.isActive)
    }

    /// 10 to 30 letters, digits, `:`, `-`, `_` and spaces (6046).
    private static func fillName(_ list: inout LeadList, from fields: inout FormFields) {
        guard let name = fields.value("name"), !name.isEmpty else { return }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: ":-_ ".utf8.contains(byte)
            }
        }
        if !isPlain || !(10...30).contains(name.utf8.count) {
            fields.fault("name", "takes 10 to 30 letters, digits, spaces, :, - and _")
        } else if name.uppercased().hasPrefix("SYS_") {
            fields.fault("name", "SYS_ begins the names of the system's own lists")
        } else {
            list.name = name
        }
    }

    static func isReached(_ list: LeadList, by caller: Caller) -> Bool {
        caller.mayTouch(list: list.id) || caller.mayTouch(campaign: list.campaignID)
    }

    static func objection(
        to caller: Caller, over list: LeadList, _ configuration: AccountConfiguration
    ) -> String? {
        let isThere = configuration.lists[list.id]?.campaignID == list.campaignID
        return isThere || caller.mayTouch(campaign: list.campaignID)
            ? nil : "would belong to a campaign that your access list does not reach"
    }

    static func objection(to list: LeadList, _ edit: ConfigurationEdit) throws -> String? {
        if list.isSystem { return "\(list.name) belongs to the system" }
        let criteria = edit.snapshot.criteria.values
            .filter { $0.listID == list.id || $0.options.searchListID == list.id }.map(\.name)
        let validations = edit.snapshot.validations.values
            .filter { $0.lists.contains(list.id) || $0.searchLists.contains(list.id) }.map(\.name)
        let users = (criteria + validations).sorted()
        if !users.isEmpty { return "criteria use it: \(users.joined(separator: ", "))" }
        return try edit.hasLeads(in: list.id) ? "there are leads in it; make it inactive instead" : nil
    }

    static func members(
        of list: LeadList, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        [
            ("id", .id(list.id)), ("name", .string(list.name)),
            ("campaign", .text(configuration.campaigns[list.campaignID]?.name)), ("active", .bool(list.isActive)),
            ("system", .bool(list.isSystem)), ("description", .string(list.description)),
        ]
    }
}
