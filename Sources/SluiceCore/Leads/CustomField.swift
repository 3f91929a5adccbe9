/// A field that an account adds to its leads. Its values are stored under its id, so a rename breaks no map.
public struct CustomField: Sendable, Hashable, Codable {
    /// What a field holds.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case text
        case textarea
        case select
        case date
        case number
        case lookup
        case phone
    }

    /// Its number in the account.
    public var id: FieldID
    /// The name that requests use: letters, digits and `_`; unique in the account, and none of ours.
    public var name: String
    /// What people read.
    public var label: String
    /// What it holds.
    public var kind: Kind
    /// Whether a lead must have it (6023).
    public var isRequired: Bool
    /// The values that a `select` takes; empty means any.
    public var choices: [String]

    /// The key under which a lead's packed column holds it.
    public var packedName: String { "field_\(id.number)" }

    /// A field of these values.
    public init(
        id: FieldID, name: String, label: String, kind: Kind, isRequired: Bool = false, choices: [String] = []
    ) {
        self.id = id
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.choices = choices
    }
}

/// The fields that every lead can have, under their API names (convoso-api §3.1).
public enum StandardField {
    /// What a field of ours holds, which decides how a value is checked.
    public enum Kind: Sendable, Hashable {
        case text
        case email
        case phone
        case date
        case user
    }

    /// Every standard field that lives in the packed column.
    public static let kinds: [String: Kind] = [
        "first_name": .text, "last_name": .text, "email": .email, "alt_phone_1": .phone, "alt_phone_2": .phone,
        "address1": .text, "address2": .text, "city": .text, "state": .text, "province": .text, "postal_code": .text,
        "country": .text, "gender": .text, "date_of_birth": .date, "age": .text, "notes": .text, "title": .text,
        "std_company_name": .text, "std_consumer_number": .text, "std_account_number": .text,
        "monthly_revenue": .text, "annual_revenue": .text, "business_name": .text, "dba": .text, "industry": .text,
        "start_date": .text, "user_id": .user, "owner_id": .user, "created_by": .user, "last_modified_by": .user,
        "source_id": .text, "remote_id": .text,
    ]

    /// Fields that are columns or options and so can be no custom field's name either.
    public static let reserved: Set<String> = [
        "id", "lead_id", "list_id", "phone_number", "phone_code", "status", "created_at", "modified_at", "updated_at",
        "called_count", "last_called", "deleted_at", "archived_at", "auth_token", "criteria_key", "adaptor_id",
        "check_dup", "check_dup_archive", "check_dnc", "check_wireless", "hopper", "hopper_priority",
        "hopper_expires_in", "hopper_expire_in", "reject_by_carrier_type", "filter_phone_code", "update_if_found",
        "search_campaign_id", "search_list_id", "update_order_by_last_called_time", "update_order_by",
        "dup_lead_age", "blueinkdigital_token", "dry_run", "reservation_id", "limit", "offset",
    ]
}
