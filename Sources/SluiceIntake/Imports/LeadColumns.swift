public import SluiceCore

/// Which column of a file of leads means which field: by the names that Convoso's and VICIdial's exports, spreadsheets
/// and vendors use.
public enum LeadColumns {
    /// The word that leaves a column out.
    public static let ignored = "-"

    /// Fields that are no packed ones.
    public static let special: Set<String> = [
        "lead_id", "list_id", "phone_number", "phone_code", "status", "created_at", "modified_at", "called_count",
        "last_called",
    ]

    /// Ours by the spellings of others, each reduced by ``plain(_:)``.
    private static let others: [String: String] = {
        let spellings: [String: String] = [
            "lead_id": "id leadid lead_number",
            "list_id": "list directory_id list_number",
            "phone_number":
                "phone phone1 phone_1 phonenumber primary_phone mobile mobile_phone cell cell_phone telephone",
            "phone_code": "dial_code calling_code",
            "status": "lead_status disposition status_code",
            "created_at": "created created_date date_created entry_date insert_date creation_date",
            "modified_at": "modified modify_date updated_at last_modified date_modified",
            "called_count": "call_count calls attempts",
            "last_called": "last_called_at last_call last_call_date last_local_call_time last_called_date",
            "first_name": "first firstname fname given_name",
            "last_name": "last lastname lname surname family_name",
            "email": "email_address e_mail mail",
            "address1": "address address_1 street street_address address_line_1",
            "address2": "address_2 address_line_2",
            "city": "town",
            "state": "region state_code",
            "postal_code": "zip zip_code zipcode postcode postal",
            "country": "country_code",
            "date_of_birth": "dob birth_date birthdate birthday",
            "gender": "sex",
            "alt_phone_1": "alt_phone phone2 phone_2 secondary_phone home_phone",
            "alt_phone_2": "phone3 phone_3 work_phone",
            "notes": "comments comment note",
            "remote_id": "vendor_lead_code external_id crm_id",
            "source_id": "source lead_source",
            "std_company_name": "company company_name",
            "title": "salutation prefix",
        ]
        var found: [String: String] = [:]
        for (field, words) in spellings {
            for word in words.split(separator: " ") { found[String(word)] = field }
        }
        return found
    }()

    /// A column's name in lower case, its words joined by `_`.
    public static func plain(_ name: String) -> String {
        name.lowercased().split { !($0.isLetter || $0.isNumber) }.joined(separator: "_")
    }

    /// The field that a column's name means in this account; nothing for what nobody knows. Columns that other systems
    /// keep for themselves mean nothing here.
    public static func field(for column: String, in configuration: AccountConfiguration) -> String? {
        let name = plain(column)
        if let custom = configuration.fieldsByName[column] ?? configuration.fieldsByName[name] { return custom.name }
        if special.contains(name) || StandardField.kinds[name] != nil { return name }
        if let field = others[name] { return field }
        return configuration.fieldsByName.values.first { plain($0.label) == name }?.name
    }

    /// The field of each column: what `given` says, else what the account remembers, else what the name means. A field is
    /// filled by one column, the first that means it.
    public static func mapping(
        of header: [String], given: [String: String], remembered: [String: String]?,
        in configuration: AccountConfiguration
    ) -> [String: String] {
        var mapping: [String: String] = [:]
        var used: Set<String> = []
        for column in header {
            if let field = given[column] {
                mapping[column] = field
                used.insert(field)
            }
        }
        for column in header where mapping[column] == nil {
            let field = remembered.map { $0[column] ?? ignored } ?? field(for: column, in: configuration) ?? ignored
            mapping[column] = used.contains(field) && field != ignored ? ignored : field
            if field != ignored { used.insert(field) }
        }
        return mapping
    }

    /// Whether leads of this account have a field of this name.
    public static func isField(_ name: String, in configuration: AccountConfiguration) -> Bool {
        name == ignored || special.contains(name) || StandardField.kinds[name] != nil
            || configuration.fieldsByName[name] != nil
    }
}
