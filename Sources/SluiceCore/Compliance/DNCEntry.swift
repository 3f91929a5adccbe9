/// What a Do Not Call entry covers.
public enum DNCScope: Sendable, Hashable, Codable {
    /// Every campaign of the account: `campaign_id=0` on the wire.
    case account
    /// Every campaign of one seller.
    case seller(SellerID)
    /// One campaign.
    case campaign(CampaignID)
    /// Every campaign of one purpose: `campaign_id=-1` on the wire, with the purpose beside it.
    case purpose(String)
}

/// One number, or one prefix of numbers, that must not be called.
public struct DNCEntry: Sendable, Hashable {
    /// Who wanted it, which decides who may lift it.
    public enum Origin: String, Sendable, Hashable, Codable, CaseIterable {
        /// The person themselves: lifted only with evidence, by a compliance role, never by a token.
        case consumer
        /// Somebody of the account, or its token.
        case `operator`
        /// A file.
        case imported = "import"
    }

    /// Its number in the account.
    public var id: Int64
    /// An E.164 number, or a three- or six-digit North American prefix with its leading 1 (`1310`, `1310555`).
    public var number: Int64
    /// What it covers.
    public var scope: DNCScope
    /// Who wanted it.
    public var origin: Origin
    /// One of the account's reasons, or empty.
    public var reason: String
    /// One of the known purposes, or empty.
    public var purpose: String
    /// When it was made.
    public var createdAt: Timestamp

    /// An entry of these values.
    public init(
        id: Int64, number: Int64, scope: DNCScope, origin: Origin, reason: String, purpose: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.number = number
        self.scope = scope
        self.origin = origin
        self.reason = reason
        self.purpose = purpose
        self.createdAt = createdAt
    }

    /// Reasons that are known everywhere (convoso-api §9).
    public static let reasons: Set<String> = ["DNC", "DNCT", "ConsentRevoked"]
    /// Purposes that are known everywhere (convoso-api §9).
    public static let purposes: Set<String> = [
        "COLLECT", "COMMNOTM", "CONFIRM", "ESIGN", "HIPAA", "INFORM", "NONCOMM", "NONPROF", "NOTFOUND", "NOTIFY",
        "TELEMKT", "VERIFY",
    ]

    /// Whether the entry covers calls of `campaign`.
    public func covers(_ campaign: Campaign?) -> Bool {
        switch scope {
        case .account: true
        case .seller(let seller): campaign?.sellerID == seller
        case .campaign(let id): campaign?.id == id
        case .purpose(let purpose): campaign?.purpose == purpose
        }
    }

    /// The number under which a North American prefix stands: of the three digits of an area code, or six with its
    /// exchange. Nothing for digits that begin no number that can be dialed.
    public static func prefix(_ digits: String) -> Int64? {
        guard digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let number = Int64(digits) else { return nil }
        switch digits.utf8.count {
        case 3: return number >= 200 ? 1000 + number : nil
        case 6: return number >= 200_000 && number / 100 % 10 >= 2 ? 1_000_000 + number : nil
        default: return nil
        }
    }

    /// The keys under which entries for `phone` can stand: the number itself and, in North America, its prefixes.
    public static func keys(for phone: PhoneNumber) -> [Int64] {
        guard phone.isNorthAmerican else { return [phone.digits] }
        return [phone.digits, phone.digits / 10_000, phone.digits / 10_000_000]
    }
}
