/// What the demo's account has configured, as an operator would type it.
enum DemoConfiguration {
    static let solar = "Strict Web Vendor"
    static let transfer = "Warm Transfer"
    static let aged = "Aged Leads"
    static let sync = "CRM Sync"
    static let paused = "Paused Vendor"
    static let ping = "Insurance Ping"
    static let direct = "Direct CRM inserts"

    /// In an order in which each finds what it names.
    static let objects: [(AdminOperation.Kind, [String: String])] = [
        (.seller, ["name": "Harbor Insurance"]),
        (.field, ["name": "monthly_bill", "label": "Monthly power bill", "type": "number"]),
        (.field, ["name": "roof_type", "label": "Roof", "type": "select", "choices": "shingle,tile,metal,flat"]),
        (.field, ["name": "best_time", "label": "Best time to call"]),
        (.status, ["code": "QUOTED", "name": "Quote sent", "reached": "yes", "contact": "yes"]),
        (
            .campaign,
            [
                "name": "Solar Outbound", "seller": "Demo", "purpose": "sales", "dialable_statuses": "NEW,NA,B,QUOTED",
                "window": "08:00-20:00",
            ]
        ),
        (
            .campaign,
            [
                "name": "Warm Transfer", "seller": "Harbor Insurance", "purpose": "transfer",
                "hopper_mode": "ignore_rules",
            ]
        ),
        (
            .campaign,
            ["name": "Aged Revival", "seller": "Demo", "purpose": "sales", "check_registers": "yes"]
        ),
        (.list, ["name": "Solar fresh leads", "campaign": "Solar Outbound"]),
        (.list, ["name": direct, "campaign": "Solar Outbound"]),
        (.list, ["name": "Warm transfer leads", "campaign": "Warm Transfer"]),
        (.list, ["name": "Aged leads 2025", "campaign": "Aged Revival"]),
        (
            .validation,
            [
                "name": "Western homeowners", "states": "CA,AZ,NV,OR,WA", "zips": "8*,9*", "min_age": "25",
                "max_age": "80", "rules": "monthly_bill at_least 80", "disclosure": "category",
            ]
        ),
        (
            .validation,
            ["name": ping, "min_age": "18", "states_except": "NY,MA", "lead_age": "30", "disclosure": "category"]
        ),
        (
            .criteria,
            [
                "name": solar, "list": "Solar fresh leads", "check_dup": "1", "check_dup_archive": "yes",
                "check_dnc": "yes", "check_registers": "yes", "check_litigators": "yes", "check_wireless": "yes",
                "reject_by_carrier_type": "VOIP", "hopper": "yes", "hopper_priority": "50",
                "hopper_expires_in": "120", "filter_phone_code": "yes", "validation": "Western homeowners",
            ]
        ),
        (
            .criteria,
            [
                "name": transfer, "list": "Warm transfer leads", "check_dup": "3", "check_dnc": "yes",
                "check_litigators": "yes", "hopper": "yes", "hopper_expires_in": "300", "disclosure": "full",
            ]
        ),
        (
            .criteria,
            [
                "name": aged, "list": "Aged leads 2025", "check_dup": "1", "dup_lead_age": "30", "check_dnc": "yes",
                "disclosure": "none",
            ]
        ),
        (.criteria, ["name": sync, "list": direct, "update_if_found": "yes"]),
        (.criteria, ["name": paused, "list": direct, "active": "no"]),
    ]
}
