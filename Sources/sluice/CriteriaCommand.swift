import ArgumentParser
import SluiceServer

/// `sluice criteria`.
struct CriteriaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "criteria", abstract: "Lead Post Criteria: what governs one vendor's posts.",
        subcommands: Options.subcommands + [ShadowReport.self])

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.criteria

        @Option(help: "Up to 30 characters.") var name: String?
        @Option(help: "Active list that accepted leads go to.") var list: String?
        @Option(help: "Criteria Key that the vendor has already (default: a new one).") var key: String?
        @Flag(inversion: .prefixedNo, help: "Whether posts are taken.") var active: Bool?

        @Option(help: "Look for duplicates: 0 none, 1 account, 2 list, 3 campaign, 4 campaigns of the same purpose.")
        var checkDup: String?
        @Flag(inversion: .prefixedNo, help: "Archived leads count as duplicates too, in the whole account.")
        var checkDupArchive: Bool?
        @Option(help: "Days after which a duplicate is allowed, or none.") var dupLeadAge: String?
        @Flag(inversion: .prefixedNo, help: "Update the lead that is found, instead of inserting another.")
        var updateIfFound: Bool?
        @Option(help: "List in which to search, or none.") var searchListID: String?
        @Option(help: "Campaign in whose lists to search, or none; the list wins.") var searchCampaignID: String?
        @Option(help: "Which of several leads is updated: DESC the one called last, ASC the one called first.")
        var updateOrderByLastCalledTime: String?

        @Flag(inversion: .prefixedNo, help: "Refuse numbers on the internal Do Not Call lists.") var checkDNC: Bool?
        @Flag(inversion: .prefixedNo, help: "Refuse numbers on the national and state registers.")
        var checkRegisters: Bool?
        @Flag(inversion: .prefixedNo, help: "Refuse numbers of known litigators.") var checkLitigators: Bool?
        @Flag(inversion: .prefixedNo, help: "Refuse wireless numbers.") var checkWireless: Bool?
        @Option(help: "Refuse carrier types: MOBILE, LANDLINE, VOIP between commas, or none.")
        var rejectByCarrierType: String?
        @Option(help: "When nobody knows the carrier type: open takes the lead, closed refuses it.")
        var unknownCarrier: String?
        @Flag(inversion: .prefixedNo, help: "Move a country code in the number to phone_code.")
        var filterPhoneCode: Bool?

        @Flag(inversion: .prefixedNo, help: "Put leads into the hopper at once.") var hopper: Bool?
        @Option(help: "0 to 99, 99 first.") var hopperPriority: String?
        @Option(help: "0 to 300 in the account's unit (seconds by default), 0 = never.") var hopperExpiresIn: String?

        @Option(help: "Lead Validation Criteria that posts must meet, or none.") var validation: String?
        @Option(help: "How much a refusal tells: none, category (the code), full (with evidence).")
        var disclosure: String?

        @Option(help: "Other criteria that judge every post too and decide nothing, or none.") var shadow: String?

        @Option(help: "What an accepted lead costs, such as 12.50, or none.") var price: String?
        @Option(help: "Leads accepted in an hour of the account's clock, or none.") var capPerHour: String?
        @Option(help: "Leads accepted in a day, or none.") var capPerDay: String?
        @Option(help: "What may be spent in each period, such as 2500, or none.") var budget: String?
        @Option(help: "The period of the budget: day or month.") var budgetPeriod: String?
        @Option(help: "When posts are taken, in the account's time: 09:00-18:00, or none.") var acceptHours: String?
        @Option(help: "On which days: mon,tue,wed,thu,fri,sat,sun; none is every day.") var acceptDays: String?
        @Option(help: "Days within which a lead may be returned, or none.") var returnDays: String?
        @Option(help: "Reasons for which leads may be returned, between commas; none is any.")
        var returnReasons: String?

        var fields: [String: String] {
            [
                "name": name, "list": list, "key": key, "active": active?.word, "check_dup": checkDup,
                "check_dup_archive": checkDupArchive?.word, "dup_lead_age": dupLeadAge,
                "update_if_found": updateIfFound?.word, "search_list_id": searchListID,
                "search_campaign_id": searchCampaignID,
                "update_order_by_last_called_time": updateOrderByLastCalledTime, "check_dnc": checkDNC?.word,
                "check_registers": checkRegisters?.word, "check_litigators": checkLitigators?.word,
                "check_wireless": checkWireless?.word, "reject_by_carrier_type": rejectByCarrierType,
                "unknown_carrier": unknownCarrier, "filter_phone_code": filterPhoneCode?.word, "hopper": hopper?.word,
                "hopper_priority": hopperPriority, "hopper_expires_in": hopperExpiresIn, "validation": validation,
                "disclosure": disclosure, "shadow": shadow, "price": price, "cap_per_hour": capPerHour,
                "cap_per_day": capPerDay,
                "budget": budget, "budget_period": budgetPeriod, "accept_hours": acceptHours,
                "accept_days": acceptDays, "return_days": returnDays, "return_reasons": returnReasons,
            ].given
        }
    }
}
