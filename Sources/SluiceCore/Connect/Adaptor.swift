/// A map from what Sluice knows of a lead and its calls to what a receiver calls it, and back (product-features §7).
///
/// Only what is named travels. Custom fields are held by their id, so a rename breaks no map.
public struct Adaptor: Sendable, Hashable, Codable {
    /// One value and where it goes.
    public struct Row: Sendable, Hashable, Codable {
        /// Where the value comes from.
        public var source: AdaptorSource
        /// What the receiver calls it; several names get the same value. `properties.email` is `email` inside of
        /// `properties` where the shape is JSON.
        public var names: [String]
        /// What is sent where there is no value.
        public var fallback: String?
        /// How a date or a moment is written; nothing = as the API writes it.
        public var dateStyle: DateStyle?
        /// Words of ours to words of the receiver's (`SALE` to `closed_won`), matched without regard to case. A value
        /// that is not here goes as it is.
        public var words: [String: String]
        /// What becomes of a row without value and fallback.
        public var whenEmpty: WhenEmpty

        /// A row of these.
        public init(
            _ source: AdaptorSource, to names: [String], fallback: String? = nil, dateStyle: DateStyle? = nil,
            words: [String: String] = [:], whenEmpty: WhenEmpty = .empty
        ) {
            self.source = source
            self.names = names
            self.fallback = fallback
            self.dateStyle = dateStyle
            self.words = words
            self.whenEmpty = whenEmpty
        }
    }

    /// What is sent for a field that has no value and no fallback.
    public enum WhenEmpty: String, Sendable, Hashable, Codable, CaseIterable {
        /// An empty text.
        case empty
        /// Nothing: the name does not travel.
        case skip
        /// `null` where the shape is JSON, else an empty text.
        case null
    }

    /// Its number in the account.
    public var id: AdaptorID
    /// What people call it; unique in the account.
    public var name: String
    /// Whether it may be used.
    public var isActive: Bool
    /// What travels, in the order in which it is sent.
    public var rows: [Row]

    /// An adaptor of these.
    public init(id: AdaptorID, name: String, isActive: Bool = true, rows: [Row] = []) {
        self.id = id
        self.name = name
        self.isActive = isActive
        self.rows = rows
    }
}

/// Where a value of an ``Adaptor`` comes from: section and field.
public enum AdaptorSource: Sendable, Hashable, Codable {
    /// A field of the lead by its API name: `first_name`, `phone_number`, `status`.
    case lead(String)
    /// A field of the call that the event is about: `call_log_id`, `length_in_sec`.
    case callLog(String)
    /// `agent_full_name`, `agent_email`.
    case extra(String)
    /// A custom field of the lead.
    case custom(FieldID)
    /// A text of the customer's own.
    case constant(String)
}

/// How a date or a moment is written for a receiver: the 17 formats of product-features §7.
public enum DateStyle: String, Sendable, Hashable, Codable, CaseIterable {
    case account = "account"
    case dateTime = "Y-m-d H:i:s"
    case date = "Y-m-d"
    case american = "m/d/Y"
    case longUnix = "D M j G:i:s T Y"
    case shortDashed = "j-m-y"
    case compact = "Ymd"
    case dotted = "m.d.y"
    case americanTwelve = "m/d/y g:i a"
    case americanShort = "m/d/y"
    case spelled = "F j, Y, g:i a"
    case commas = "j, n, Y"
    case iso = "Y-m-d\\TH:i:s"
    case timestamp = "timestamp"
    case age = "age"
    case compactUTC = "Ymd\\THis\\Z"
    case americanTime = "m/d/Y H:i:s"
}

/// What an ``Adaptor`` is filled with: everything that was true when the event happened.
public struct AdaptorFacts: Sendable, Hashable {
    /// One value.
    public enum Value: Sendable, Hashable {
        case text(String)
        case moment(Timestamp)
    }

    /// The lead's fields by API name; custom ones under `field_<id>`.
    public var lead: [String: Value]
    /// The call's fields by the names of the call log.
    public var callLog: [String: Value]
    /// `agent_full_name`, `agent_email`.
    public var extra: [String: Value]
    /// The IANA zone of the account.
    public var zone: String
    /// When it happened: what an `age` counts to.
    public var at: Timestamp

    /// Facts of these.
    public init(
        lead: [String: Value] = [:], callLog: [String: Value] = [:], extra: [String: Value] = [:], zone: String = "UTC",
        at: Timestamp
    ) {
        self.lead = lead
        self.callLog = callLog
        self.extra = extra
        self.zone = zone
        self.at = at
    }
}

/// A name with what is sent under it; nothing stands for `null`.
public struct AdaptorField: Sendable, Hashable {
    /// The receiver's name, dots and all.
    public var name: String
    /// The value.
    public var value: String?

    /// A field of these.
    public init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }
}
