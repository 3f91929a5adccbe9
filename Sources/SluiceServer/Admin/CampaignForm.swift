import SluiceCore
import SluiceDatabase

/// Campaigns: what dials lists, as far as intake needs it.
enum CampaignForm: ConfigurationForm {
    static let word = "campaign"
    static let columns = ["id", "name", "seller", "purpose", "active", "hopper_mode", "window"]

    static let derived: Set<String> = ["lists"]

    static func all(_ configuration: AccountConfiguration) -> [Campaign] { Array(configuration.campaigns.values) }

    static func name(of campaign: Campaign) -> String { campaign.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> Campaign {
        Campaign(id: CampaignID(try edit.nextID(.campaign)), name: "", sellerID: SellerID(0))
    }

    static func keep(_ number: Int64, in campaign: inout Campaign) -> IDSequence.Kind? {
        campaign.id = CampaignID(number)
        return .campaign
    }

    static func fill(
        _ campaign: inout Campaign, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("name") }
        fields.text("name", into: &campaign.name, 1...60)
        fillSeller(&campaign, from: &fields, in: configuration, isNew: isNew)
        fillPurpose(&campaign, from: &fields)
        fields.flag("active", into: &campaign.isActive)
        fields.choice("hopper_mode", into: &campaign.hopperMode)
        fillStatuses(&campaign, from: &fields, in: configuration)
        fillWindow(&campaign, from: &fields)
        fields.flag("check_registers", into: &campaign.checksRegisters)
    }

    private static func fillSeller(
        _ campaign: inout Campaign, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if let id = fields.reference("seller", to: "seller", among: configuration.sellerNames) {
            campaign.sellerID = id
        } else if isNew, !fields.has("seller") {
            if configuration.sellers.count == 1, let only = configuration.sellers.keys.first {
                campaign.sellerID = only
            } else {
                fields.fault("seller", "is needed, since the account has \(configuration.sellers.count)")
            }
        }
    }

    /// A word that the account chooses; campaigns of one purpose share `check_dup=4` and purpose entries on DNC.
    private static func fillPurpose(_ campaign: inout Campaign, from fields: inout FormFields) {
        guard let word = fields.value("purpose") else { return }
        let isWord = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isWord, (1...30).contains(word.utf8.count) else {
            fields.fault("purpose", "takes one word of 1 to 30 letters, digits, _ and -, such as sales")
            return
        }
        campaign.purpose = word
    }

    private static func fillStatuses(
        _ campaign: inout Campaign, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        guard let codes = fields.words("dialable_statuses")?.map({ $0.uppercased() }) else { return }
        let unknown = codes.filter { configuration.statuses[$0] == nil }
        let final = codes.filter { code in configuration.statuses[code].map { $0.isFinal || $0.isDNC } ?? false }
        if !unknown.isEmpty {
            fields.fault("dialable_statuses", "the account has no status \(unknown.joined(separator: ", "))")
        }
        if !final.isEmpty {
            fields.fault("dialable_statuses", "never dialed, being final: \(final.joined(separator: ", "))")
        }
        if unknown.isEmpty, final.isEmpty { campaign.dialableStatuses = Set(codes) }
    }

    /// The calling window in the lead's own time. The law's hours bind at the moment of dialing whatever stands here.
    private static func fillWindow(_ campaign: inout Campaign, from fields: inout FormFields) {
        guard let text = fields.value("window") else { return }
        guard let (start, end) = hours(text), start < end else {
            fields.fault("window", "takes two times of the day, the first one earlier, such as 08:00-21:00")
            return
        }
        campaign.windowStart = start
        campaign.windowEnd = end
    }

    /// Two times of the day, in minutes since midnight.
    static func hours(_ text: String) -> (Int, Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minutes($0) }
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
        return (start, end)
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute)
        else { return nil }
        let minutes = hour * 60 + minute
        return minutes <= 1440 ? minutes : nil
    }

    static func time(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    static func isReached(_ campaign: Campaign, by caller: Caller) -> Bool {
        caller.mayTouch(campaign: campaign.id)
    }

    static func objection(to campaign: Campaign, _ edit: ConfigurationEdit) throws -> String? {
        let lists = edit.snapshot.lists.values.filter { $0.campaignID == campaign.id }.map(\.name).sorted()
        if !lists.isEmpty { return "it dials lists: \(lists.joined(separator: ", "))" }
        let criteria = edit.snapshot.criteria.values.filter { $0.options.searchCampaignID == campaign.id }.map(\.name)
        return criteria.isEmpty ? nil : "criteria search in it: \(criteria.sorted().joined(separator: ", "))"
    }

    static func members(
        of campaign: Campaign, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let lists = configuration.lists.values.filter { $0.campaignID == campaign.id }
        return [
            ("id", .id(campaign.id)), ("name", .string(campaign.name)),
            ("seller", .text(configuration.sellers[campaign.sellerID]?.name)), ("purpose", .string(campaign.purpose)),
            ("active", .bool(campaign.isActive)), ("hopper_mode", .string(campaign.hopperMode.rawValue)),
            ("dialable_statuses", .words(campaign.dialableStatuses)),
            ("window", .string("\(time(campaign.windowStart))-\(time(campaign.windowEnd))")),
            ("check_registers", .bool(campaign.checksRegisters)), ("lists", .words(lists.map(\.name))),
        ]
    }
}
