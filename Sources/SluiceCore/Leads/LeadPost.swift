/// One request to store a lead, before anything has been decided: what the Convoso API, VICIdial's door and imports
/// all turn into.
public struct LeadPost: Sendable, Hashable {
    /// The door it came through, which decides what it may choose.
    public enum Door: String, Sendable, Hashable, Codable, CaseIterable {
        /// `/v1/leads/insert`: options from the request, unless it names Criteria.
        case insert
        /// `/v1/lead-post-validation/insert`: governed by its Criteria Key.
        case leadPost = "lead_post"
        /// `/v1/lead-validation/search`: judged and never stored.
        case ping
        /// A row of an imported file.
        case `import`
    }

    /// A name with its value.
    public struct Parameter: Sendable, Hashable {
        /// The wire name.
        public let name: String
        /// The value as sent.
        public let value: String

        /// A parameter of these.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// How it came.
    public var door: Door
    /// `criteria_key`.
    public var criteriaKey: String?
    /// `list_id` as sent.
    public var listID: String?
    /// `phone_number` as sent.
    public var phone: String?
    /// `phone_code` as sent.
    public var phoneCode: String?
    /// `status` as sent.
    public var status: String?
    /// `lead_id`: the lead that an update means.
    public var namedLead: LeadID?
    /// `reservation_id`: the place that is held for it.
    public var reservation: String?
    /// The control options.
    public var asked = AskedOptions()
    /// Every other parameter with a value, in order: the lead's fields and what nobody knows.
    public var fields: [Parameter] = []
    /// Every parameter as sent, without the token, as a JSON object: what the receipt keeps.
    public var packed = "{}"
    /// Whether to judge only and write nothing.
    public var isDryRun = false
    /// What an imported lead brings along.
    public var carried: CarriedLead?
    /// The caller's key against doubling, with a digest of the request.
    public var idempotencyKey: (key: String, digest: String)? {
        get { key.flatMap { key in digest.map { (key, $0) } } }
        set {
            key = newValue?.key
            digest = newValue?.digest
        }
    }
    private var key: String?
    private var digest: String?

    /// An empty post through `door`.
    public init(door: Door) {
        self.door = door
    }
}
