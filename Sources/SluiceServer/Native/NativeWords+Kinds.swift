import SluiceCore
import SluiceWeb

extension NativeWords {
    private static let id = Field.shown("id", .id, "Its number in the account; it never changes.")

    static let accessLists = NativeWords(
        one: "access list", many: "access-lists", type: "AccessList", title: "access list",
        fields: [
            id, .both("name", .text(1...60), "What people call it.", isNeeded: true),
            .both(
                "rights", .map(.list(.choice(["read", "write", "delete"]))),
                "By section, what its users may do there; all of it at once."),
            .both("limited", .flag, "Whether its users reach the leads of the named Campaigns and Lists only."),
            .both("campaigns", .list(.reference("campaign")), "Campaigns with all their Lists."),
            .both("lists", .list(.reference("list")), "Lists beside those."),
            .shown("users", .list(.text()), "The users who have it."),
        ])

    static let sellers = NativeWords(
        one: "seller", many: "sellers", type: "Seller", title: "Seller",
        fields: [
            id, .both("name", .text(1...60), "The company on whose behalf calls are made.", isNeeded: true),
            .shown("campaigns", .list(.text()), "The Campaigns that call for it."),
        ])

    static let campaigns = NativeWords(
        one: "campaign", many: "campaigns", type: "Campaign", title: "Campaign",
        fields: [
            id, .both("name", .text(1...60), "What people call it.", isNeeded: true),
            .both("seller", .reference("seller"), "On whose behalf it calls; the only seller where there is one."),
            .both(
                "purpose", .text(1...30), "A word of the account's own; Campaigns of one purpose share `check_dup` 4."),
            .both("active", .flag, "Whether it dials."),
            .both(
                "hopper_mode", .choice(Campaign.HopperMode.allCases.map(\.rawValue)),
                "Whether posted leads enter its Hopper by its rules."),
            .both("dialable_statuses", .list(.text()), "The codes of the statuses that it dials."),
            .both("window", .text(9...11), "Its hours in the lead's own time: `08:00-21:00`."),
            .both("check_registers", .flag, "Whether it asks the national and state registers."),
            .shown("lists", .list(.text()), "The Lists that it dials."),
        ])

    static let lists = NativeWords(
        one: "list", many: "lists", type: "List", title: "Lead List",
        fields: [
            id,
            .both(
                "name", .text(10...30), "10 to 30 letters, digits, spaces, `:`, `-` and `_`; none begins with `SYS_`.",
                isNeeded: true),
            .both("campaign", .reference("campaign"), "The Campaign that dials it.", isNeeded: true),
            .both("active", .flag, "Whether leads may be posted into it and dialed from it."),
            .both("description", .text(0...255), "What it is for."),
            .shown("system", .flag, "Whether it belongs to the system and cannot be changed."),
        ])

    static let criteria = NativeWords(
        one: "criteria", many: "criteria", type: "Criteria", title: "Lead Post Criteria",
        fields: [
            id, .both("name", .text(1...30), "What people call them.", isNeeded: true),
            .both("key", .text(8...64), "The Criteria Key that vendors send; made where none is given."),
            .both("active", .flag, "Whether posts with the key are taken."),
            .both("list", .reference("list"), "The Lead List that leads go into.", isNeeded: true),
            .shown("list_is_active", .flag, "Whether that List is active."),
            .both(
                "check_dup", .integer(0...4),
                "Refuses duplicates: 0 no, in the 1 account, 2 List, 3 Campaign, 4 purpose."),
            .both("check_dup_archive", .flag, "Whether archived leads count as duplicates."),
            .both("dup_lead_age", .optional(.integer(1...3650)), "Days after which a duplicate no longer counts."),
            .both("check_dnc", .flag, "Refuses numbers on the account's Do Not Call lists."),
            .both("check_registers", .flag, "Refuses numbers on the national and state registers."),
            .both("check_litigators", .flag, "Refuses numbers of known litigators."),
            .both("check_wireless", .flag, "Refuses wireless numbers."),
            .both("reject_by_carrier_type", .list(.text()), "Refuses `MOBILE`, `LANDLINE`, `VOIP`."),
            .both(
                "unknown_carrier", .choice(UnknownPolicy.allCases.map(\.rawValue)),
                "What becomes of a number whose carrier type nobody knows."),
            .both("filter_phone_code", .flag, "Whether a country code before the number moves to `phone_code`."),
            .both("update_if_found", .flag, "Whether a known lead is updated and not refused."),
            .both("search_list_id", .optional(.reference("list")), "Where a match is looked for; null for anywhere."),
            .both(
                "search_campaign_id", .optional(.reference("campaign")),
                "Where a match is looked for; null for anywhere."),
            .both(
                "update_order_by_last_called_time", .choice(UpdateOrder.allCases.map(\.rawValue)),
                "Which of several matches is updated."),
            .both("hopper", .flag, "Whether leads go into the Hopper at once."),
            .both("hopper_priority", .integer(0...99), "99 is dialed first."),
            .asked(
                "hopper_expires_in", .optional(.integer(0...300)),
                "How long leads wait in the Hopper, in the unit of the account's settings; 0 is for ever."),
            .shown("hopper_expires_in_seconds", .count, "How many seconds leads wait in the Hopper; 0 is for ever."),
            .both("validation", .optional(.reference("validation")), "The Lead Validation Criteria asked after these."),
            .both(
                "disclosure", .choice(Disclosure.allCases.map(\.rawValue)), "How much a refusal tells the vendor."),
            .both(
                "shadow", .optional(.reference("criteria")),
                "Other Criteria that judge every post too and decide nothing."),
        ] + buying)

    private static let buying: [Field] = [
        .both("price", .optional(.text(1...13)), "What an accepted lead costs: `12.50`."),
        .both("cap_per_hour", .optional(.integer(1...1_000_000)), "Leads accepted in an hour of the account's clock."),
        .both("cap_per_day", .optional(.integer(1...10_000_000)), "Leads accepted in a day of the account."),
        .both("budget", .optional(.text(1...13)), "What may be spent in each period; needs a price."),
        .both(
            "budget_period", .choice(BuyingTerms.BudgetPeriod.allCases.map(\.rawValue)), "The period of the budget."),
        .both(
            "accept_hours", .optional(.text(9...11)),
            "When posts are taken, in the account's time: `09:00-18:00`; null for all day."),
        .both("accept_days", .list(.choice(BuyingTerms.dayNames)), "On which days posts are taken."),
        .both(
            "return_days", .optional(.integer(1...90)), "Days within which a lead may be returned; null for never."),
        .both("return_reasons", .list(.text()), "Why leads may be returned; empty for any reason."),
    ]

    static let validations = NativeWords(
        one: "validation", many: "validations", type: "Validation", title: "Lead Validation Criteria",
        fields: [
            id, .both("name", .text(1...30), "What people call them.", isNeeded: true),
            .both("key", .text(8...64), "The key that a ping sends; made where none is given."),
            .both("active", .flag, "Whether they are asked."),
            .both("lead_age", .optional(.integer(1...3650)), "Refuses leads that are known for fewer days."),
            .both("search_lists", .list(.reference("list")), "Where `lead_age` looks; empty for anywhere."),
            .both("min_age", .optional(.integer(0...130)), "The youngest person taken, in years."),
            .both("max_age", .optional(.integer(0...130)), "The oldest person taken, in years."),
            .both("lists", .list(.reference("list")), "The Lists they are for; empty for all."),
        ]
            + [
                ("states", "states, such as `CA`"), ("zips", "ZIPs: `90210`, `902*`, `90001-90099`"),
                ("carriers", "carrier types"), ("area_codes", "area codes"),
            ].flatMap { name, words in
                [
                    Field(
                        asked: Shape.Member(name, .list(.text()), "Takes only these \(words)."),
                        shown: Shape.Member(name, .list(.text()), "The \(words) taken.")),
                    Field(
                        asked: Shape.Member("\(name)_except", .list(.text()), "Takes all but these \(words)."),
                        shown: Shape.Member("\(name)_except", .list(.text()), "The \(words) not taken.")),
                ]
            } + [
                .both("rules", .list(.text()), "Conditions on fields: `income at_least 50000`."),
                .both("strict", .flag, "Whether what is not known is refused."),
                .both("check_dnc", .flag, "Whether a ping asks the account's Do Not Call lists."),
                .both("check_registers", .flag, "Whether a ping asks the registers."),
                .both(
                    "disclosure", .choice(Disclosure.allCases.map(\.rawValue)), "How much a refusal tells the vendor."),
            ])

    static let fields = NativeWords(
        one: "field", many: "fields", type: "Field", title: "custom field",
        fields: [
            id, .both("name", .text(1...40), "Its name in posts: letters, digits and `_`.", isNeeded: true),
            .both("label", .text(1...60), "What people read; the name where none is given."),
            .both("type", .choice(CustomField.Kind.allCases.map(\.rawValue)), "What values it takes; fixed once made."),
            .both("required", .flag, "Whether every lead must have it."),
            .both("choices", .list(.text()), "What a field of the type `select` offers."),
        ])

    static let statuses = NativeWords(
        one: "status", many: "statuses", type: "Status", title: "status",
        fields: [
            .both("code", .text(1...20), "2 to 6 letters and digits; fixed once made.", isNeeded: true),
            .both("name", .text(1...60), "What people call it.", isNeeded: true),
            .shown("custom", .flag, "Whether the account made it."),
            .both("final", .flag, "Whether a lead in it is never dialed again."),
            .both("reached", .flag, "Whether it means that somebody answered."),
            .both("success", .flag, "Whether it means a sale or another success."),
            .both("dnc", .flag, "Whether it puts the number on the Do Not Call list."),
            .both("callback", .flag, "Whether it means a call-back."),
            .both("contact", .flag, "Whether it counts as a contact."),
            .both("voicemail", .flag, "Whether it means a voicemail."),
            .both("hex_color", .optional(.text(6...6)), "Six hexadecimal digits without `#`."),
        ], isNamed: true)
}
