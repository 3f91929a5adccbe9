import SluiceCore

/// What each path of `/v1` does and takes, in words (convoso-api §3 to §9): for people who integrate, and for programs.
/// What the paths read is decided where they read it; a test holds every routed path to be described here.
struct ConvosoWords {
    /// One parameter.
    struct Parameter {
        let name: String
        let note: String
        var isNeeded = false
    }

    let summary: String
    let parameters: [Parameter]

    /// The words of a path.
    static func of(_ path: String) -> ConvosoWords { all[path] ?? ConvosoWords(summary: "", parameters: []) }

    /// Whether the path has words.
    static func knows(_ path: String) -> Bool { all[path] != nil }

    private static let all: [String: ConvosoWords] = [
        "leads/insert": .init(
            "Puts a lead into a List, or updates the one it finds.",
            ["list_id*", "phone_number*"] + fields + options + ["criteria_key: Lets these Criteria govern the post."]),
        "lead-post-validation/insert": .init(
            "Posts a lead under the Criteria of a key, which decide every option.",
            ["criteria_key*", "phone_number*"] + fields + ["reservation_id: The place that is held for it.", "dry_run"]),
        "lead-validation/search": .init(
            "Says whether a lead would be accepted, and creates nothing.",
            ["criteria_key*", "phone_number*", "state: Two letters.", "postal_code: Five digits."]),
        "leads/update": .init(
            "Changes the given fields of a lead; `-BLANK-` empties one.",
            ["lead_id*", "list_id", "phone_number"] + fields),
        "leads/delete": .init("Deletes a lead.", ["lead_id*"]),
        "leads/search": .init(
            "Finds leads; what is given must hold together.",
            ["lead_id", "list_id", "status", "phone_number", "phone_code"] + searchable
                + ["created_at", "updated_at", "last_call", "deleted_at", "archived_at"].flatMap {
                    ["\($0)_start_date: From this day or moment on.", "\($0)_end_date: Up to this day or moment."]
                } + ["offset: Up to 50000.", "limit: 10 unless told, up to 2000."]),
        "lists/insert": .init(
            "Makes a Lead List.",
            [
                "name*: 10 to 30 letters, digits, `:`, `-`, `_` and spaces.", "campaign_id*", "description",
                "status: `1` active, `0` not.",
            ]),
        "lists/update": .init("Changes a Lead List.", ["list_id*", "name", "campaign_id", "description", "status"]),
        "lists/delete": .init("Deletes a Lead List and its leads, in the background where it is large.", ["list_id*"]),
        "lists/search": .init("Lists Lead Lists.", ["id", "campaign_id", "status: `1` active, `0` not."]),
        "campaigns/search": .init("Lists every Campaign, active or not.", []),
        "campaigns/status": .init("Switches a Campaign on or off.", ["campaign_id*", "status*: `1` on, `0` off."]),
        "dnc/insert": .init("Puts a number on a Do Not Call list.", ["phone_number*"] + place + ["reason", "purpose"]),
        "dnc/update": .init(
            "Changes an entry of a Do Not Call list.", ["id*", "phone_number"] + place + ["reason", "purpose"]),
        "dnc/delete": .init(
            "Takes a number off a Do Not Call list, unless the person asked for it.",
            ["phone_number*", "phone_code*", "campaign_id*", "purpose", "update_lead_status", "lead_status"]),
        "dnc/search": .init(
            "Finds entries of the Do Not Call lists.",
            ["id", "phone_number"] + place + [
                "insert_date", "reason", "purpose", "offset", "limit: 100 unless told, up to 1000.",
            ]),
        "sms-opt-out/insert": .init(
            "Notes that a number takes no text messages.", ["phone_number*"] + place + ["reason", "purpose"]),
        "sms-opt-out/update": .init(
            "Changes such a note.", ["id*", "phone_number"] + place + ["reason", "purpose"]),
        "sms-opt-out/search": .init(
            "Finds numbers that take no text messages.",
            ["id", "phone_number"] + place + [
                "insert_date", "reason", "purpose", "offset", "limit: 100 unless told, up to 1000.",
            ]),
        "status/insert": .init(
            "Makes a custom status.",
            ["status*: 2 to 6 letters and digits.", "name*", "hex_color: Six hexadecimal digits."]
                + flags.map { "\($0)*: `Y` or `N`." }),
        "status/update": .init(
            "Changes a custom status.",
            ["status*", "name", "hex_color: Six hexadecimal digits."] + flags.map { "\($0): `Y` or `N`." }),
        "status/search": .init("Finds statuses by code or name.", ["query"]),
        "users/search": .init(
            "Finds users.", ["user: E-mails, first or last names, between commas.", "offset", "limit: 20 unless told."]),
    ]

    private static let flags = ["final", "reached", "success", "dnc", "callback", "contact", "voicemail"]
    private static let place = [
        "phone_code: The country's calling code.", "campaign_id: `0` for the account, `-1` for a purpose.",
    ]
    private static let searchable = [
        "user_id", "owner_id", "created_by", "last_modified_by", "email", "first_name", "last_name", "alt_phone_1",
        "alt_phone_2", "address1", "address2", "city", "state", "province", "postal_code", "country", "gender",
        "date_of_birth",
    ]
    private static let fields =
        ["phone_code: The country's calling code; 1 unless told.", "status: The code of a status; `NEW` unless told."]
        + StandardField.kinds.keys.sorted()
    private static let options = [
        "check_dup: Refuses duplicates: 0 no, in the 1 account, 2 List, 3 Campaign, 4 purpose.",
        "check_dup_archive: Counts archived leads too.", "check_dnc: Asks the Do Not Call lists.",
        "check_wireless: Refuses wireless numbers.", "hopper: Puts the lead into the Hopper too.",
        "hopper_priority: 0 to 99, 99 first.", "hopper_expires_in: 0 to 300.",
        "reject_by_carrier_type: `MOBILE`, `LANDLINE`, `VOIP`, between commas.",
        "filter_phone_code: Moves a country code before the number to `phone_code`.",
        "update_if_found: Updates the lead that has the number or `lead_id`.", "lead_id",
        "search_list_id: Looks for a match in this List.", "search_campaign_id: Looks for a match in this Campaign.",
        "update_order_by_last_called_time: `ASC` or `DESC`.",
        "dup_lead_age: Days after which a duplicate does not count.",
        "dry_run: Judges everything and does nothing.",
    ]

    private init(summary: String, parameters: [Parameter]) {
        self.summary = summary
        self.parameters = parameters
    }

    /// Parameters as `name*: note`; the star says that it is needed.
    private init(_ summary: String, _ parameters: [String]) {
        self.summary = summary
        self.parameters = parameters.map { text in
            let halves = text.split(separator: ":", maxSplits: 1).map(String.init)
            let name = halves.first ?? text
            return Parameter(
                name: name.filter { $0 != "*" }, note: halves.count > 1 ? String(halves[1].dropFirst()) : "",
                isNeeded: name.hasSuffix("*"))
        }
    }
}
