/// One tenant: a team with its own leads, lists, campaigns and settings. No account ever sees another's data.
public struct Account: Sendable, Hashable, Codable {
    /// Its number.
    public var id: AccountID
    /// What its users call it.
    public var name: String
    /// Its IANA zone: what dates without a zone mean in requests and answers (convoso-api §2.6).
    public var timeZone: String
    /// When it was made.
    public var createdAt: Timestamp

    /// An account of these values.
    public init(id: AccountID, name: String, timeZone: String, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        self.createdAt = createdAt
    }
}

/// Somebody who works in an account.
public struct User: Sendable, Hashable, Codable {
    /// How much a user may do, from most to least (product-features §20).
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case superAdmin = "super_admin"
        case admin
        case manager
        case agent
    }

    /// Its number in the account.
    public var id: UserID
    /// What they log in with.
    public var email: String
    /// Given name.
    public var firstName: String
    /// Family name.
    public var lastName: String
    /// Their level.
    public var role: Role
    /// Whether they may lift a consumer's own Do Not Call entry and read litigator names. Never a token's.
    public var isCompliance: Bool
    /// Whether they may work.
    public var isActive: Bool
    /// The access list that they have instead of their role's built-in one.
    public var accessListID: AccessListID?
    /// Whether they have to choose a new password before anything else.
    public var mustChangePassword: Bool
    /// Whether they confirm each log-in with a one-time code.
    public var hasOneTimeCodes: Bool

    /// A user of these values.
    public init(
        id: UserID, email: String, firstName: String, lastName: String, role: Role, isCompliance: Bool = false,
        isActive: Bool = true, accessListID: AccessListID? = nil, mustChangePassword: Bool = false,
        hasOneTimeCodes: Bool = false
    ) {
        self.id = id
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
        self.role = role
        self.isCompliance = isCompliance
        self.isActive = isActive
        self.accessListID = accessListID
        self.mustChangePassword = mustChangePassword
        self.hasOneTimeCodes = hasOneTimeCodes
    }
}
