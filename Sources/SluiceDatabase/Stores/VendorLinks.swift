public import SluiceCore

/// A link to the page of one key: whoever has it reads the page, until it ends.
public struct VendorLink: Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// Whose key.
    public var accountID: AccountID
    /// The key.
    public var criteriaID: CriteriaID
    /// When it was made.
    public var createdAt: Timestamp
    /// By whom.
    public var createdBy: String
    /// When it ends.
    public var expiresAt: Timestamp
    /// When it was revoked, if it was.
    public var revokedAt: Timestamp?

    /// A link of these.
    public init(
        id: Int64, accountID: AccountID, criteriaID: CriteriaID, createdAt: Timestamp, createdBy: String,
        expiresAt: Timestamp, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.accountID = accountID
        self.criteriaID = criteriaID
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    /// Whether it opens the page at `now`.
    public func isValid(at now: Timestamp) -> Bool { revokedAt == nil && now < expiresAt }
}

/// Links to the pages of keys. Their secrets are stored as hashes only.
public struct VendorLinks {
    let connection: any Connection

    /// The links of this database.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    private static let columns = "id, account_id, criteria_id, created_at, created_by, expires_at, revoked_at"

    /// Stores a link under the hash of its secret.
    public func create(_ link: VendorLink, hash: String) throws {
        try connection.run(
            """
            INSERT INTO vendor_link (account_id, id, criteria_id, hash, created_at, created_by, expires_at)
            VALUES (\(link.accountID.number), \(link.id), \(link.criteriaID.number), \(hash),
                    \(link.createdAt.milliseconds), \(link.createdBy), \(link.expiresAt.milliseconds))
            """)
    }

    /// The link whose secret has this hash, whether it still counts or not.
    public func link(hash: String) throws -> VendorLink? {
        try connection.first("SELECT \(clause: VendorLinks.columns) FROM vendor_link WHERE hash = \(hash)")
            .map(VendorLinks.read)
    }

    /// The links of an account, the oldest first.
    public func all(of account: AccountID) throws -> [VendorLink] {
        try connection.run(
            """
            SELECT \(clause: VendorLinks.columns) FROM vendor_link WHERE account_id = \(account.number) ORDER BY id
            """
        ).map(VendorLinks.read)
    }

    /// Ends a link at once; says whether the account has such a link that was not revoked before.
    public func revoke(_ id: Int64, of account: AccountID, at now: Timestamp) throws -> Bool {
        try !connection.run(
            """
            UPDATE vendor_link SET revoked_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND id = \(id) AND revoked_at IS NULL RETURNING id
            """
        ).isEmpty
    }

    private static func read(_ row: Row) throws -> VendorLink {
        VendorLink(
            id: try row.integer(0), accountID: AccountID(try row.integer(1)),
            criteriaID: CriteriaID(try row.integer(2)), createdAt: Timestamp(try row.integer(3)),
            createdBy: try row.text(4), expiresAt: Timestamp(try row.integer(5)),
            revokedAt: try row.optionalInteger(6).map(Timestamp.init))
    }
}
