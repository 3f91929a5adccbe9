import SluiceCore

/// VICIdial's names of a lead's fields and ours.
enum VICIdialFields {
    /// Those of VICIdial that are called otherwise here.
    private static let names = [
        "alt_phone": "alt_phone_1", "comments": "notes", "country_code": "country", "vendor_lead_code": "remote_id",
    ]
    /// Those that are called alike.
    private static let alike = [
        "source_id", "title", "first_name", "last_name", "address1", "address2", "city", "state", "province",
        "postal_code", "gender", "date_of_birth", "email",
    ]
    /// Those that we have no field for: a custom field of the name takes them, where the account has one.
    private static let others = ["address3", "middle_initial", "security_phrase", "rank", "owner", "gmt_offset_now"]
    /// The door's own parameters: no custom field is filled by them.
    private static let controls: Set<String> = [
        "function", "user", "pass", "source", "phone_number", "phone_code", "list_id", "lead_id", "status", "format",
    ]

    /// The lead's fields among the parameters, under our names. With `custom_fields=Y` every custom field of the account
    /// is among them. `--BLANK--` becomes our word for it.
    static func entries(of request: VICIdialRequest) -> [(String, String)] {
        let customs = request.configuration.fieldsByName
        let takesCustoms = request.isYes("custom_fields")
        return request.parameters.entries.compactMap { entry in
            guard !entry.value.isEmpty else { return nil }
            let value = entry.value == VICIdialRequest.blank ? WireWord.blank : entry.value
            if let name = names[entry.name] { return (name, value) }
            if alike.contains(entry.name) { return (entry.name, value) }
            guard customs[entry.name] != nil, !controls.contains(entry.name) else { return nil }
            return others.contains(entry.name) || takesCustoms ? (entry.name, value) : nil
        }
    }

    /// Hours from UTC as VICIdial writes them: `-4`, `5.5`; empty where no zone is known.
    static func offset(of lead: Lead, at now: Timestamp) -> String {
        let zones = LocalZones.zones(
            phone: lead.phone, state: lead.fields["state"], postalCode: lead.fields["postal_code"])
        guard let zone = zones.sorted().first else { return "" }
        let quarters = AccountTime(zone: zone).offset(at: now) / 900
        let (hours, rest) = (quarters / 4, abs(quarters) % 4)
        let sign = quarters < 0 && hours == 0 ? "-" : ""
        return "\(sign)\(hours)" + ["", ".25", ".5", ".75"][Int(rest)]
    }
}
