public import SluiceCore

/// A call that was promised (convoso-api §11).
public struct Callback: Sendable, Hashable {
    /// Who makes it.
    public enum Recipient: String, Sendable, Hashable, CaseIterable {
        /// Whoever is free.
        case system
        /// The agent who promised it.
        case personal
    }

    /// What became of it.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case pending
        case dismissed
        case completed
        case missed
    }

    /// Its number in the account.
    public var id: Int64
    /// Whom to call.
    public var leadID: LeadID
    /// For which campaign.
    public var campaignID: Int64?
    /// By which agent; needed for a personal one.
    public var userID: Int64?
    /// Who makes it.
    public var recipient: Recipient
    /// When.
    public var at: Timestamp
    /// The offset from UTC in which it was promised, as it was given: `-7.00`.
    public var zone: String
    /// What became of it.
    public var status: Status
    /// What the agent noted.
    public var comments: String
    /// When it was promised.
    public var createdAt: Timestamp
    /// When it last changed.
    public var modifiedAt: Timestamp

    /// A call-back of these.
    public init(
        id: Int64, leadID: LeadID, recipient: Recipient, at: Timestamp, status: Status, createdAt: Timestamp,
        modifiedAt: Timestamp
    ) {
        self.id = id
        self.leadID = leadID
        self.recipient = recipient
        self.at = at
        self.status = status
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        (zone, comments) = ("", "")
    }
}

/// The call-backs of one account.
public struct Callbacks {
    let connection: any Connection
    let account: AccountID

    /// The call-backs of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static let columns = """
        id, lead_id, campaign_id, user_id, recipient, at, zone, status, comments, created_at, modified_at
        """

    /// Writes down a call-back.
    public func add(_ callback: Callback) throws {
        try connection.run(
            """
            INSERT INTO callback (account_id, \(clause: Callbacks.columns))
            VALUES (\(account.number), \(callback.id), \(callback.leadID.number), \(callback.campaignID),
                    \(callback.userID), \(callback.recipient.rawValue), \(callback.at.milliseconds), \(callback.zone),
                    \(callback.status.rawValue), \(callback.comments), \(callback.createdAt.milliseconds),
                    \(callback.modifiedAt.milliseconds))
            """)
    }

    /// Whether a call-back has this number.
    public func has(_ id: Int64) throws -> Bool {
        try connection.first("SELECT id FROM callback WHERE account_id = \(account.number) AND id = \(id)") != nil
    }

    /// The call-backs of a lead, the next first.
    public func callbacks(for lead: LeadID) throws -> [Callback] {
        try connection.run(
            """
            SELECT \(clause: Callbacks.columns) FROM callback
            WHERE account_id = \(account.number) AND lead_id = \(lead.number) ORDER BY at, id
            """
        ).map { row in
            guard let recipient = Callback.Recipient(rawValue: try row.text(4)),
                let status = Callback.Status(rawValue: try row.text(7))
            else { throw DatabaseError(.shape, "callback") }
            var callback = Callback(
                id: try row.integer(0), leadID: LeadID(try row.integer(1)), recipient: recipient,
                at: Timestamp(try row.integer(5)), status: status, createdAt: Timestamp(try row.integer(9)),
                modifiedAt: Timestamp(try row.integer(10)))
            (callback.campaignID, callback.userID) = (try row.optionalInteger(2), try row.optionalInteger(3))
            (callback.zone, callback.comments) = (try row.text(6), try row.text(8))
            return callback
        }
    }
}
