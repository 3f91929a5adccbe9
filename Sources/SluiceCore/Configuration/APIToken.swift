/// What a vendor, a CRM or a script proves itself with. The secret itself is shown once and stored only as a hash.
public struct APIToken: Sendable, Hashable, Codable {
    /// The parts of the API that a token can be given, each for all its actions (convoso-api §2.2).
    public enum Section: String, Sendable, Hashable, Codable, CaseIterable {
        case leads
        case leadPost = "lead-post-validation"
        case leadValidation = "lead-validation"
        case lists
        case campaigns
        case dnc
        case statuses = "status"
        case smsOptOut = "sms-opt-out"
        case users
        case receipts
        case settings
        case imports
        case criteria
        case tokens
        case audit
        case connect
    }

    /// Its number.
    public var id: TokenID
    /// Whose it is.
    public var accountID: AccountID
    /// What people call it; unique in the account.
    public var name: String
    /// What it may use.
    public var sections: Set<Section>
    /// Addresses and ranges (`203.0.113.7`, `203.0.113.0/24`) that may use it; empty means any.
    public var addresses: [String]
    /// The Criteria it may post to; empty means every one of the account.
    public var criteriaIDs: Set<CriteriaID>
    /// Requests per minute; nothing means the server's default.
    public var perMinute: Int?
    /// Whether its posts are judged and answered, and nothing is ever stored.
    public var isTest: Bool {
        get { testing ?? false }
        set { testing = newValue ? true : nil }
    }
    // Tokens that were stored before there were tests have nothing here.
    private var testing: Bool?
    /// When it ends.
    public var expiresAt: Timestamp?
    /// When it was revoked.
    public var revokedAt: Timestamp?

    /// What a vendor's token is for unless told otherwise: Lead Post and the ping.
    public static let vendorSections: Set<Section> = [.leadPost, .leadValidation]

    /// A token of these values.
    public init(
        id: TokenID, accountID: AccountID, name: String, sections: Set<Section>, addresses: [String] = [],
        criteriaIDs: Set<CriteriaID> = [], perMinute: Int? = nil, expiresAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.sections = sections
        self.addresses = addresses
        self.criteriaIDs = criteriaIDs
        self.perMinute = perMinute
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    /// Whether it still counts at `now`.
    public func isValid(at now: Timestamp) -> Bool {
        revokedAt == nil && (expiresAt.map { now < $0 } ?? true)
    }

    /// Whether this is a vendor's: it may post and ping, and read nothing.
    public var isVendors: Bool { sections.isSubset(of: APIToken.vendorSections) }

    /// Whether it may use the Criteria `id`.
    public func covers(_ id: CriteriaID) -> Bool { criteriaIDs.isEmpty || criteriaIDs.contains(id) }
}
