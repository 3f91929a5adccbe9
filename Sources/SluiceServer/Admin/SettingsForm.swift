import SluiceCore
import SluiceDatabase

/// Global Settings with their API Settings (product-features §3): one object in each account, never made or removed.
enum SettingsForm {
    /// Changes the given fields, and makes `SYS_DUPLICATE_LEADS` where duplicates are to be relocated to it.
    static func change(_ given: [String: String], _ edit: inout ConfigurationEdit) throws -> AccountSettings {
        var fields = FormFields(given)
        var settings = edit.snapshot.settings
        fill(&settings, from: &fields, in: edit.snapshot)
        let needsList = settings.duplication == .relocate && edit.snapshot.duplicatesList == nil
        let first = edit.snapshot.campaigns.keys.min()
        if needsList, first == nil {
            fields.fault(
                "lead_duplication", "always_relocate needs a campaign first: \(LeadList.duplicatesName) belongs to one")
        }
        try fields.check("the settings")
        if needsList, let first {
            try edit.put(
                LeadList(
                    id: ListID(try edit.nextID(.list)), name: LeadList.duplicatesName, campaignID: first,
                    description: "Older leads whose phone was posted again", isActive: false, isSystem: true))
        }
        try edit.put(StoredSettings(settings))
        return settings
    }

    private static func fill(
        _ settings: inout AccountSettings, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        fields.choice("lead_duplication", into: &settings.duplication)
        if fields.value("filter_duplicates_against")?.isEmpty == false {
            var scope = DuplicateScope.none
            CriteriaKey.fillScope("filter_duplicates_against", into: &scope, from: &fields)
            if scope == .none {
                if fields.faults.last?.field != "filter_duplicates_against" {
                    fields.fault("filter_duplicates_against", "takes 1 account, 2 list, 3 campaign or 4 purpose")
                }
            } else {
                settings.relocationScope = scope
            }
        }
        fields.carriers("reject_carrier_types", into: &settings.rejectedCarriers, most: 2)
        fields.choice("unknown_carrier", into: &settings.unknownCarrier)
        fields.choice("hopper_expiry_unit", into: &settings.hopperExpiryUnit)
        fields.optionalReference(
            "validation", to: "validation", among: configuration.validationNames, into: &settings.validationID)
        if let code = fields.value("default_phone_code") {
            if (1...3).contains(code.utf8.count), code.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), !code.hasPrefix("0") {
                settings.defaultPhoneCode = code
            } else {
                fields.fault("default_phone_code", "takes a country's calling code, such as 1 or 44")
            }
        }
        fields.flag("answers_always_200", into: &settings.answersAlways200)
        fields.number("receipt_days", into: &settings.receiptDays, 1...3650)
        fields.flag("log_in_needs_codes", into: &settings.logIn.requiresOneTimeCodes)
        fields.number("log_in_idle_minutes", into: &settings.logIn.idleMinutes, 5...1440)
        fields.number("log_in_hours", into: &settings.logIn.sessionHours, 1...168)
        fillCRM(&settings.crmCheck, from: &fields, in: configuration)
    }

    static func members(
        of settings: AccountSettings, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        [
            ("lead_duplication", .string(settings.duplication.rawValue)),
            ("filter_duplicates_against", .string("\(settings.relocationScope)")),
            ("reject_carrier_types", .words(settings.rejectedCarriers.map(\.rawValue))),
            ("unknown_carrier", .string(settings.unknownCarrier.rawValue)),
            ("hopper_expiry_unit", .string(settings.hopperExpiryUnit.rawValue)),
            ("validation", .text(settings.validationID.flatMap { configuration.validations[$0]?.name })),
            ("default_phone_code", .string(settings.defaultPhoneCode)),
            ("answers_always_200", .bool(settings.answersAlways200)),
            ("receipt_days", .integer(Int64(settings.receiptDays))),
            ("log_in_needs_codes", .bool(settings.logIn.requiresOneTimeCodes)),
            ("log_in_idle_minutes", .integer(Int64(settings.logIn.idleMinutes))),
            ("log_in_hours", .integer(Int64(settings.logIn.sessionHours))),
        ] + crmMembers(of: settings.crmCheck, configuration)
    }
}
