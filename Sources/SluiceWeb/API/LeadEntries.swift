import SluiceCore

/// Writes leads as the rows of `leads/search`: every value a string, nothing as the empty one (convoso-api §4.3).
struct LeadEntries {
    private let configuration: AccountConfiguration
    private let users: [String: User]
    private let now: Timestamp
    private let time: AccountTime
    private let custom: [CustomField]
    private var offsets: [String: String] = [:]

    /// The standard fields that every row has.
    private static let always = [
        "first_name", "last_name", "email", "user_id", "owner_id", "source_id", "alt_phone_1", "alt_phone_2",
        "address1", "address2", "city", "state", "province", "postal_code", "country", "gender", "date_of_birth",
        "notes", "created_by",
    ]
    /// What rows hold besides, so that no custom field of the same name stands in a row twice.
    private static let computed: Set<String> = [
        "id", "lead_id", "created_at", "modified_at", "status", "status_name", "list_id", "directory_uid",
        "directory_name", "campaign_uid", "campaign_name", "phone_code", "phone_number", "user_uid", "user_name",
        "source_uid", "source_name", "locale_gmt", "called_since_last_reset", "called_count", "called_count_inbound",
        "last_called", "object_type", "carrier_name", "carrier_type",
    ]
    private static let others = StandardField.kinds.keys.filter { !always.contains($0) }.sorted()

    /// Rows of leads of an account, at `now`.
    init(_ configuration: AccountConfiguration, users: [User], at now: Timestamp) {
        self.configuration = configuration
        self.users = Dictionary(users.map { ($0.id.description, $0) }) { $1 }
        self.now = now
        time = AccountTime(configuration.account)
        custom = configuration.fields.values.sorted { $0.id < $1.id }
    }

    /// Writes one row.
    mutating func write(_ lead: Lead, to json: inout JSONText) {
        let list = configuration.lists[lead.listID]
        let campaign = configuration.campaign(of: lead.listID)
        let user = lead.fields["user_id"].flatMap { users[$0] }
        json.beginObject()
        json.member("id", lead.id.description)
        json.member("lead_id", lead.id.description)
        json.member("created_at", time.text(lead.createdAt))
        json.member("modified_at", time.text(lead.modifiedAt))
        json.member("status", lead.status)
        json.member("status_name", configuration.statuses[lead.status]?.name ?? "")
        json.member("list_id", lead.listID.description)
        json.member("directory_uid", lead.listID.description)
        json.member("directory_name", list?.name ?? "")
        json.member("campaign_uid", campaign?.id.description ?? "")
        json.member("campaign_name", campaign?.name ?? "")
        json.member("phone_code", String(lead.phone.callingCode))
        json.member("phone_number", lead.phone.national)
        for name in LeadEntries.always { json.member(name, lead.fields[name] ?? "") }
        json.member("user_uid", lead.fields["user_id"] ?? "")
        json.member("user_name", user.map { "\($0.firstName) \($0.lastName)" } ?? "")
        json.member("source_uid", lead.fields["source_id"] ?? "")
        json.member("source_name", "")
        json.member("locale_gmt", localeOffset(of: lead))
        json.member("called_since_last_reset", lead.calledCount > 0 ? "Y" : "N")
        json.member("called_count", String(lead.calledCount))
        json.member("called_count_inbound", "0")
        json.member("last_called", lead.lastCalledAt.map(time.text) ?? "")
        json.member("object_type", "lead")
        json.member("carrier_name", "")
        json.member("carrier_type", "")
        for name in LeadEntries.others {
            if let value = lead.fields[name] { json.member(name, value) }
        }
        for field in custom {
            let value = lead.fields[field.packedName] ?? ""
            json.member(field.packedName, value)
            if !LeadEntries.computed.contains(field.name) { json.member(field.name, value) }
        }
        json.endObject()
    }

    /// Hours from UTC as `-8.00`, now, in the first of the lead's zones; empty where none is known.
    private mutating func localeOffset(of lead: Lead) -> String {
        let zones = LocalZones.zones(
            phone: lead.phone, state: lead.fields["state"], postalCode: lead.fields["postal_code"])
        guard let zone = zones.first else { return "" }
        if let known = offsets[zone] { return known }
        let hundredths = AccountTime(zone: zone).offset(at: now) / 36
        let (hours, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let text = "\(hundredths < 0 ? "-" : "")\(hours).\(rest < 10 ? "0" : "")\(rest)"
        offsets[zone] = text
        return text
    }
}
