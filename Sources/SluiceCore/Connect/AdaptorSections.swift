/// The fields that an ``Adaptor`` can take from each section: a closed table (product-features §7). Fields of one name in
/// two sections are two fields.
public enum AdaptorSections {
    /// Fields of the lead by API name; custom ones are asked for by their id.
    public static let lead: Set<String> = Set(StandardField.kinds.keys).union([
        "id", "status", "status_name", "called_count", "called_count_inbound", "last_called", "last_viewed",
        "last_reached_at", "final_reached_at", "created_at", "modified_at", "locale_gmt", "carrier_name",
        "phone_number",
        "phone_code", "list_id", "list_name", "campaign_id", "campaign_name",
    ])

    /// Fields of the call that an event is about.
    public static let call: Set<String> = [
        "call_log_id", "lead_id", "first_name", "last_name", "list_id", "list_name", "user_id", "originating_agent_id",
        "campaign_id", "campaign_name", "queue_id", "queue_name", "queue_seconds", "queue_position", "phone_number",
        "status", "status_name", "length_in_sec", "call_date", "agent_comment", "call_type", "term_reason", "recording",
        "caller_id", "inbound_number",
    ]

    /// What belongs to neither.
    public static let extra: Set<String> = ["agent_full_name", "agent_email"]

    /// Fields of the lead that are dates or moments, beside custom fields of the type `date`.
    public static let dates: Set<String> = [
        "date_of_birth", "start_date", "last_called", "last_viewed", "last_reached_at", "final_reached_at",
        "created_at",
        "modified_at",
    ]

    /// What a post calls a field of the lead, where a post may bring it at all: an adaptor renames to nothing else.
    public static func parameter(for field: String) -> String? {
        switch field {
        case "id": "lead_id"
        case "phone_number", "phone_code", "list_id", "status": field
        default: StandardField.kinds[field] == nil ? nil : field
        }
    }
}
