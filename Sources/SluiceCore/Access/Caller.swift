/// Who asks, and what they may do: made of a token or of a user's session, and handed to whatever is asked.
///
/// Everything is denied that neither the token nor the user's access list gives. Cross-account access cannot be asked
/// for: the account is the credential's.
public struct Caller: Sendable {
    /// What the caller proved itself with.
    public enum Credential: Sendable {
        case token(APIToken)
        case user(User)
        /// None: may do nothing.
        case nobody
    }

    /// The account that the credential belongs to; never taken from input.
    public let accountID: AccountID
    /// What proved it.
    public let credential: Credential
    /// Whose leads it reaches; of named campaigns the lists are among the lists.
    public let data: DataAccess
    private let access: AccessList?

    /// A caller with this token.
    public init(_ token: APIToken) {
        accountID = token.accountID
        credential = .token(token)
        data = .all
        access = nil
    }

    /// A user of the account, with the rights that the configuration gives them now; nobody where the user is not, or
    /// no longer, active.
    public init?(_ id: UserID, in configuration: AccountConfiguration) {
        guard let user = configuration.users[id], user.isActive else { return nil }
        let access = configuration.accessList(of: user)
        accountID = configuration.account.id
        credential = .user(user)
        data = access.data
        self.access = access
    }

    private init() {
        accountID = AccountID(0)
        credential = .nobody
        data = .named(campaigns: [], lists: [])
        access = nil
    }

    /// Somebody who showed no credential.
    public static let nobody = Caller()

    /// The token, where one was used.
    public var token: APIToken? {
        if case .token(let token) = credential { token } else { nil }
    }

    /// The user, where one is logged in.
    public var user: User? {
        if case .user(let user) = credential { user } else { nil }
    }

    /// How journals write it: `token:7`, `user:5`.
    public var actor: String {
        switch credential {
        case .token(let token): "token:\(token.id)"
        case .user(let user): "user:\(user.id)"
        case .nobody: "unknown"
        }
    }

    // MARK: Sections

    /// Whether the caller has `right` in `section`.
    public func may(_ right: AccessRights, _ section: AccessSection) -> Bool {
        switch credential {
        case .token(let token): token.sections.contains(section) && section.rightsOfTokens.isSuperset(of: right)
        case .user: access?.allows(section, right) ?? false
        case .nobody: false
        }
    }

    /// Throws an ``AccessRefusal`` where the caller lacks `right` in `section`.
    public func require(_ section: AccessSection, _ right: AccessRights) throws(AccessRefusal) {
        guard may(right, section) else { throw AccessRefusal(section, right) }
    }

    /// Everything the caller may do, by section.
    public var rights: [AccessSection: AccessRights] {
        switch credential {
        case .token(let token):
            Dictionary(token.sections.map { ($0, $0.rightsOfTokens) }) { $1 }
        case .user: access?.rights ?? [:]
        case .nobody: [:]
        }
    }

    // MARK: Data

    /// Whether leads of the campaign, and the campaign itself, are the caller's business.
    public func mayTouch(campaign: CampaignID) -> Bool {
        switch data {
        case .all: true
        case .named(let campaigns, _): campaigns.contains(campaign)
        }
    }

    /// Whether leads of the list, and the list itself, are the caller's business.
    public func mayTouch(list: ListID) -> Bool {
        switch data {
        case .all: true
        case .named(_, let lists): lists.contains(list)
        }
    }

    /// The only lists whose leads may be found; nothing where all may.
    public var onlyLists: Set<ListID>? {
        switch data {
        case .all: nil
        case .named(_, let lists): lists
        }
    }

    // MARK: Criteria and people

    /// Whether the caller may post to the Criteria `id`.
    public func covers(_ id: CriteriaID) -> Bool { token?.covers(id) ?? true }

    /// Whether this is a vendor, who is told what its Criteria disclose.
    public var isVendor: Bool { token?.isVendors ?? false }

    /// Whether its posts are judged and answered, and nothing is ever stored.
    public var isTest: Bool { token?.isTest ?? false }

    /// Whether the caller may post through named Criteria only, and see nothing else.
    public var isLimitedToCriteria: Bool { token.map { !$0.criteriaIDs.isEmpty } ?? false }

    /// Whether the caller has the right *compliance*: a named user's, never a token's.
    public var isCompliance: Bool { user?.isCompliance ?? false }

    /// Whether the caller may change users of `role` and give it: their own level and those below.
    public func mayManage(_ role: User.Role) -> Bool { user.map { $0.role.covers(role) } ?? false }

    /// Whether the caller may do all that an access list gives, and so may give it.
    public func covers(_ list: AccessList) -> Bool { access?.covers(list) ?? false }
}

extension User.Role {
    /// Whether this is the same level as `other`, or one above it (product-features §20).
    public func covers(_ other: User.Role) -> Bool { level >= other.level }

    private var level: Int {
        switch self {
        case .superAdmin: 4
        case .admin: 3
        case .manager: 2
        case .agent: 1
        }
    }
}
