import SluiceCore
import SluiceDatabase

/// Lead Post Criteria: every setting of Apps → Lead Post Criteria (product-features §2).
enum CriteriaForm: ConfigurationForm {
    static let word = "criteria"
    static let columns = ["id", "name", "key", "list", "active", "validation", "disclosure"]

    static func all(_ configuration: AccountConfiguration) -> [LeadPostCriteria] {
        Array(configuration.criteria.values)
    }

    static func name(of criteria: LeadPostCriteria) -> String { criteria.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> LeadPostCriteria {
        LeadPostCriteria(
            id: CriteriaID(try edit.nextID(.criteria)), name: "", key: dice.secret(32), listID: ListID(0))
    }

    static func keep(_ standing: LeadPostCriteria, in restored: inout LeadPostCriteria) { restored.key = standing.key }

    static func fill(
        _ criteria: inout LeadPostCriteria, from fields: inout FormFields, in configuration: AccountConfiguration,
        isNew: Bool
    ) {
        if isNew { fields.require("name", "list") }
        fields.text("name", into: &criteria.name, 1...30)
        CriteriaKey.fill(&criteria.key, of: criteria.id, from: &fields, in: configuration)
        fields.flag("active", into: &criteria.isActive)
        if let id = fields.reference("list", to: "list", among: configuration.listNames) {
            if configuration.lists[id]?.isActive == true {
                criteria.listID = id
            } else {
                fields.fault("list", "is inactive; criteria post into active lists only")
            }
        }
        fillSearch(&criteria.options, from: &fields, in: configuration)
        fillChecks(&criteria.options, from: &fields)
        fillHopper(&criteria.options, from: &fields, in: configuration)
        fields.optionalReference(
            "validation", to: "validation", among: configuration.validationNames, into: &criteria.validationID)
        fields.choice("disclosure", into: &criteria.disclosure)
        fields.choice("unknown_carrier", into: &criteria.unknownCarrier)
        fillShadow(&criteria, from: &fields, in: configuration)
        BuyingForm.fill(&criteria.buying, from: &fields)
    }

    /// A shadow has none of its own: so of two criteria it is told which one needs the other.
    private static func fillShadow(
        _ criteria: inout LeadPostCriteria, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        fields.optionalReference(
            "shadow", to: "criteria", among: configuration.criteriaNames, into: &criteria.shadowID)
        guard let id = criteria.shadowID else { return }
        if id == criteria.id {
            fields.fault("shadow", "takes other criteria than these")
        } else if configuration.criteria[id]?.shadowID != nil {
            fields.fault("shadow", "takes criteria that have no shadow themselves")
        } else if configuration.criteria.values.contains(where: { $0.shadowID == criteria.id }) {
            fields.fault("shadow", "these shadow others, and so can have none")
        }
    }

    private static func fillSearch(
        _ options: inout PostOptions, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        CriteriaKey.fillScope("check_dup", into: &options.duplicateScope, from: &fields)
        fields.flag("check_dup_archive", into: &options.checksArchive)
        fields.optionalNumber("dup_lead_age", into: &options.duplicateAge, 1...3650)
        for (name, isSet) in [
            ("check_dup_archive", options.checksArchive), ("dup_lead_age", options.duplicateAge != nil),
        ] where isSet && options.duplicateScope == .none {
            fields.fault(fields.has(name) ? name : "check_dup", "\(name) works only with check_dup 1 to 4")
        }
        fields.flag("update_if_found", into: &options.updatesFound)
        fields.optionalReference(
            "search_list_id", to: "list", among: configuration.listNames, into: &options.searchListID)
        fields.optionalReference(
            "search_campaign_id", to: "campaign", among: configuration.campaignNames, into: &options.searchCampaignID)
        fields.choice("update_order_by_last_called_time", into: &options.updateOrder)
    }

    private static func fillChecks(_ options: inout PostOptions, from fields: inout FormFields) {
        fields.flag("filter_phone_code", into: &options.filtersPhoneCode)
        fields.flag("check_dnc", into: &options.checksDNC)
        fields.flag("check_registers", into: &options.checksRegisters)
        fields.flag("check_litigators", into: &options.checksLitigators)
        fields.flag("check_wireless", into: &options.checksWireless)
        fields.carriers("reject_by_carrier_type", into: &options.rejectedCarriers, most: 3)
    }

    private static func fillHopper(
        _ options: inout PostOptions, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        fields.flag("hopper", into: &options.entersHopper)
        fields.number("hopper_priority", into: &options.hopperPriority, 0...99)
        let unit = configuration.settings.hopperExpiryUnit
        var count: Int?
        fields.optionalNumber("hopper_expires_in", into: &count, 0...300)
        if fields.has("hopper_expires_in") { options.hopperSeconds = (count ?? 0) * (unit == .minutes ? 60 : 1) }
    }

    static func companions(
        of criteria: LeadPostCriteria, before: LeadPostCriteria?, _ edit: inout ConfigurationEdit
    ) throws {
        guard let terms = criteria.buying, terms.isCapped, terms != before?.buying else { return }
        let account = edit.snapshot.account
        try VendorFigures(edit.connection, of: account.id)
            .beginLimits(terms, of: criteria.id, AccountTime(account), at: edit.now)
    }

    /// Tokens that are limited to these criteria stay limited to them, and so are good for nothing any more.
    static func objection(to criteria: LeadPostCriteria, _ edit: ConfigurationEdit) throws -> String? {
        let shadowed = edit.snapshot.criteria.values.filter { $0.shadowID == criteria.id }.map(\.name).sorted()
        return shadowed.isEmpty ? nil : "they shadow \(shadowed.joined(separator: ", ")); take that away first"
    }

    static func members(
        of criteria: LeadPostCriteria, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let options = criteria.options
        let list = configuration.lists[criteria.listID]
        return [
            ("id", .id(criteria.id)), ("name", .string(criteria.name)), ("key", .string(criteria.key)),
            ("active", .bool(criteria.isActive)), ("list", .text(list?.name)),
            ("list_is_active", .bool(list?.isActive ?? false)),
            ("check_dup", .integer(Int64(options.duplicateScope.rawValue))),
            ("check_dup_archive", .bool(options.checksArchive)), ("dup_lead_age", .number(options.duplicateAge)),
            ("check_dnc", .bool(options.checksDNC)), ("check_registers", .bool(options.checksRegisters)),
            ("check_litigators", .bool(options.checksLitigators)), ("check_wireless", .bool(options.checksWireless)),
            ("reject_by_carrier_type", .words(options.rejectedCarriers.map(\.rawValue))),
            ("unknown_carrier", .string(criteria.unknownCarrier.rawValue)),
            ("filter_phone_code", .bool(options.filtersPhoneCode)),
            ("update_if_found", .bool(options.updatesFound)),
            ("search_list_id", .text(options.searchListID.flatMap { configuration.lists[$0]?.name })),
            ("search_campaign_id", .text(options.searchCampaignID.flatMap { configuration.campaigns[$0]?.name })),
            ("update_order_by_last_called_time", .string(options.updateOrder.rawValue)),
            ("hopper", .bool(options.entersHopper)), ("hopper_priority", .integer(Int64(options.hopperPriority))),
            ("hopper_expires_in_seconds", .integer(Int64(options.hopperSeconds))),
            ("validation", .text(criteria.validationID.flatMap { configuration.validations[$0]?.name })),
            ("disclosure", .string(criteria.disclosure.rawValue)),
            ("shadow", .text(criteria.shadowID.flatMap { configuration.criteria[$0]?.name })),
        ] + BuyingForm.members(of: criteria.buying ?? BuyingTerms())
    }
}

/// What both kinds of criteria have in common.
enum CriteriaKey {
    /// A key that a vendor holds already can be kept; without one it is generated.
    static func fill(
        _ key: inout String, of id: CriteriaID, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        guard let text = fields.value("key") else { return }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let owner = configuration.criteriaByKey[text]?.id ?? configuration.validationsByKey[text]?.id
        if !isPlain || !(8...64).contains(text.utf8.count) {
            fields.fault("key", "takes 8 to 64 letters, digits, - and _; leave it out to get one made")
        } else if owner != nil, owner != id {
            fields.fault("key", "other criteria have this key")
        } else {
            key = text
        }
    }

    /// `check_dup` by its number, or by a word.
    static func fillScope(_ name: String, into scope: inout DuplicateScope, from fields: inout FormFields) {
        guard let text = fields.value(name)?.lowercased() else { return }
        let words: [String: DuplicateScope] = [
            "0": .none, "none": .none, "no": .none, "false": .none, "1": .account, "account": .account,
            "yes": .account, "true": .account, "2": .list, "list": .list, "3": .campaign, "campaign": .campaign,
            "4": .purpose, "purpose": .purpose,
        ]
        guard let found = words[text] else {
            fields.fault(name, "takes 0 none, 1 account, 2 list, 3 campaign or 4 purpose")
            return
        }
        scope = found
    }
}
