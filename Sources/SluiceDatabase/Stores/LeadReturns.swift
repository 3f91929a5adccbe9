public import SluiceCore

/// A lead that was given back to its vendor.
public struct LeadReturn: Sendable, Hashable {
    /// The lead.
    public var leadID: LeadID
    /// The key under which it was bought.
    public var criteriaID: CriteriaID
    /// The token that sent it.
    public var tokenID: TokenID
    /// The list that it was bought for.
    public var listID: ListID
    /// Why it was given back: a word of the account's own.
    public var reason: String
    /// What it had cost.
    public var price: Money
    /// When it was bought.
    public var boughtAt: Timestamp
    /// When it was given back.
    public var returnedAt: Timestamp
    /// Who gave it back.
    public var returnedBy: String
    /// The status that it had.
    public var statusBefore: String
    /// When that was undone, if it was.
    public var undoneAt: Timestamp?

    /// A return of these.
    public init(
        leadID: LeadID, criteriaID: CriteriaID, tokenID: TokenID, listID: ListID, reason: String, price: Money,
        boughtAt: Timestamp, returnedAt: Timestamp, returnedBy: String, statusBefore: String,
        undoneAt: Timestamp? = nil
    ) {
        self.leadID = leadID
        self.criteriaID = criteriaID
        self.tokenID = tokenID
        self.listID = listID
        self.reason = reason
        self.price = price
        self.boughtAt = boughtAt
        self.returnedAt = returnedAt
        self.returnedBy = returnedBy
        self.statusBefore = statusBefore
        self.undoneAt = undoneAt
    }
}

/// The returns of one account. Whoever changes one holds the lock of its lead's phone.
public struct LeadReturns {
    let connection: any Connection
    let account: AccountID

    /// The returns of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static let columns = """
        lead_id, criteria_id, token_id, list_id, reason, price, bought_at, returned_at, returned_by, status_before,
        undone_at
        """

    /// The return of a lead, undone or not.
    public func of(_ lead: LeadID) throws -> LeadReturn? {
        try connection.first(
            """
            SELECT \(clause: LeadReturns.columns) FROM lead_return
            WHERE account_id = \(account.number) AND lead_id = \(lead.number)
            """
        ).map(LeadReturns.read)
    }

    /// Notes a return, or that it was undone, and counts it on the vendors' board.
    public func save(_ made: LeadReturn, _ time: AccountTime) throws {
        try connection.run(
            """
            INSERT INTO lead_return (account_id, lead_id, criteria_id, token_id, list_id, reason, price, bought_at,
                                     returned_at, returned_by, status_before, undone_at)
            VALUES (\(account.number), \(made.leadID.number), \(made.criteriaID.number), \(made.tokenID.number),
                    \(made.listID.number), \(made.reason), \(made.price.cents), \(made.boughtAt.milliseconds),
                    \(made.returnedAt.milliseconds), \(made.returnedBy), \(made.statusBefore),
                    \(made.undoneAt?.milliseconds))
            ON CONFLICT (account_id, lead_id) DO UPDATE
            SET criteria_id = excluded.criteria_id, token_id = excluded.token_id, list_id = excluded.list_id,
                reason = excluded.reason, price = excluded.price, bought_at = excluded.bought_at,
                returned_at = excluded.returned_at, returned_by = excluded.returned_by,
                status_before = excluded.status_before, undone_at = excluded.undone_at
            """)
        let hour = VendorHour(
            at: made.returnedAt, time, criteria: made.criteriaID.number, token: made.tokenID.number,
            list: made.listID.number, outcome: "returned", reason: made.reason)
        let sign: Int64 = made.undoneAt == nil ? 1 : -1
        try VendorFigures(connection, of: account).add([hour: VendorSum(posts: sign, cost: sign &* made.price.cents)])
    }

    /// Which returns are meant.
    public struct Filter: Sendable, Hashable {
        /// Returned at this moment or after it.
        public var since: Timestamp?
        /// Returned before this moment.
        public var until: Timestamp?
        /// Of this key only.
        public var criteriaID: CriteriaID?
        /// Behind this one: when it was returned, and which lead.
        public var after: (Timestamp, LeadID)? {
            get { afterMoment.flatMap { moment in afterLead.map { (moment, $0) } } }
            set { (afterMoment, afterLead) = (newValue?.0, newValue?.1) }
        }
        private var afterMoment: Timestamp?
        private var afterLead: LeadID?

        /// Every return.
        public init() {}
    }

    /// The returns that stand, the oldest first.
    public func search(_ filter: Filter, limit: Int64) throws -> [LeadReturn] {
        var parts: [Statement] = ["account_id = \(account.number)", "undone_at IS NULL"]
        if let since = filter.since { parts.append("returned_at >= \(since.milliseconds)") }
        if let until = filter.until { parts.append("returned_at < \(until.milliseconds)") }
        if let criteria = filter.criteriaID { parts.append("criteria_id = \(criteria.number)") }
        if let (moment, lead) = filter.after {
            parts.append("(returned_at, lead_id) > (\(moment.milliseconds), \(lead.number))")
        }
        return try connection.run(
            """
            SELECT \(clause: LeadReturns.columns) FROM lead_return WHERE \(Statement.all(parts))
            ORDER BY returned_at, lead_id LIMIT \(limit)
            """
        ).map(LeadReturns.read)
    }

    private static func read(_ row: Row) throws -> LeadReturn {
        LeadReturn(
            leadID: LeadID(try row.integer(0)), criteriaID: CriteriaID(try row.integer(1)),
            tokenID: TokenID(try row.integer(2)), listID: ListID(try row.integer(3)), reason: try row.text(4),
            price: Money(cents: try row.integer(5)), boughtAt: Timestamp(try row.integer(6)),
            returnedAt: Timestamp(try row.integer(7)), returnedBy: try row.text(8), statusBefore: try row.text(9),
            undoneAt: try row.optionalInteger(10).map(Timestamp.init))
    }
}
