/// What an account decides for all its posts: Global Settings and its API Settings (product-features §3).
public struct AccountSettings: Sendable, Hashable, Codable {
    /// Lead Duplication Settings; they override the request's parameters.
    public enum Duplication: String, Sendable, Hashable, Codable, CaseIterable {
        case useParameters = "use_api_parameters"
        case reject = "always_reject"
        case relocate = "always_relocate"
    }

    /// What `hopper_expires_in` counts.
    public enum ExpiryUnit: String, Sendable, Hashable, Codable, CaseIterable {
        case seconds
        case minutes
    }

    /// What becomes of a duplicate.
    public var duplication: Duplication = .useParameters
    /// Where relocation looks for older leads: *Filter Duplicates Against*.
    public var relocationScope: DuplicateScope = .account
    /// Carrier types refused on every API insert; at most two.
    public var rejectedCarriers: Set<CarrierType> = []
    /// What an unknown carrier type means for that.
    public var unknownCarrier: UnknownPolicy = .open
    /// The unit of `hopper_expires_in`.
    public var hopperExpiryUnit: ExpiryUnit = .seconds
    /// The Validation Criteria of plain `leads/insert`.
    public var validationID: CriteriaID?
    /// The calling code of a number that brings none.
    public var defaultPhoneCode = "1"
    /// Whether errors of the token and the request answer HTTP 200 as well (convoso-api Q11).
    public var answersAlways200 = false
    /// Days that receipts and posts are kept. Events stay as long as any account keeps its receipts.
    public var receiptDays = 30
    /// What is asked of those who log in.
    public var logIn: LogInRules {
        get { logInRules ?? LogInRules() }
        set { logInRules = newValue == LogInRules() ? nil : newValue }
    }
    // Settings that were stored before anybody could log in have nothing here.
    private var logInRules: LogInRules?
    /// What is asked of the customer's CRM before a lead is taken; nothing = it is not asked.
    public var crmCheck: CRMCheck?

    /// The defaults.
    public init() {}
}
