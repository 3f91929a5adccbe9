public import SluiceCore

/// The receipts of one account, each with the post that it judged.
public struct Receipts {
    let connection: any Connection
    let account: AccountID

    /// The receipts of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static let text = """
        INSERT INTO receipt (id, account_id, at, door, outcome, reason, lead_id, phone, criteria_id, token_id, version,
                             trail, post, list_id, price, waited)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """

    private static let columnKinds: [RowArrays.Column] = [
        .integer, .integer, .integer, .text, .text, .text, .integer, .integer, .integer, .integer, .integer, .text,
        .text, .integer, .integer, .integer,
    ]
    private static let rows = RowArrays(
        """
        INSERT INTO receipt (id, account_id, at, door, outcome, reason, lead_id, phone, criteria_id, token_id, version,
                             trail, post, list_id, price, waited)
        SELECT * FROM unnest(\(RowArrays.parameters(columnKinds)))
        """, columnKinds)

    /// Writes a receipt with its trail (``ReceiptTrail``) and the packed post.
    public static func insertion(_ receipt: Receipt, id: Int64, trail: String, post: String) -> Statement {
        Statement(
            text,
            [
                .integer(id), .integer(receipt.accountID.number), .integer(receipt.at.milliseconds),
                .text(receipt.door.rawValue), .text(receipt.outcome.rawValue),
                (receipt.refusal?.reason.rawValue).databaseValue, (receipt.leadID?.number).databaseValue,
                (receipt.phone?.digits).databaseValue, (receipt.criteriaID?.number).databaseValue,
                (receipt.tokenID?.number).databaseValue, .integer(receipt.version),
                .text(trail), .text(post), (receipt.listID?.number).databaseValue,
                (receipt.price?.cents).databaseValue, receipt.waited.databaseValue,
            ], together: rows)
    }

    static let columns = """
        id, at, door, outcome, reason, lead_id, phone, criteria_id, token_id, version, trail, post, list_id, price,
        waited
        """

    /// A receipt by its number.
    public func receipt(_ id: ReceiptID) throws -> (receipt: Receipt, post: String)? {
        try connection.first(
            """
            SELECT \(clause: Receipts.columns) FROM receipt
            WHERE id = \(id.number) AND account_id = \(account.number)
            """
        ).map(read)
    }

    /// What a search asks for; nothing set = the newest of all.
    public struct Filter: Sendable, Hashable {
        /// Receipts of this lead only.
        public var leadID: LeadID?
        /// Receipts of this phone only.
        public var phone: PhoneNumber?
        /// With this outcome only.
        public var outcome: Receipt.Outcome?
        /// Of this vendor only.
        public var criteriaID: CriteriaID?
        /// Older than this one, for the next page.
        public var before: ReceiptID?

        /// The newest of all.
        public init() {}
    }

    /// Receipts, newest first.
    public func search(_ filter: Filter, limit: Int64) throws -> [(receipt: Receipt, post: String)] {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let lead = filter.leadID { parts.append("lead_id = \(lead.number)") }
        if let phone = filter.phone { parts.append("phone = \(phone.digits)") }
        if let outcome = filter.outcome { parts.append("outcome = \(outcome.rawValue)") }
        if let criteria = filter.criteriaID { parts.append("criteria_id = \(criteria.number)") }
        if let before = filter.before { parts.append("id < \(before.number)") }
        return try connection.run(
            """
            SELECT \(clause: Receipts.columns) FROM receipt WHERE \(Statement.all(parts))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// The last refusals under a key, newest first, among the 5000 last receipts of the account: looking further back would
    /// read all that are kept for a key whose posts are never refused.
    public func lastRefusals(of criteria: CriteriaID, limit: Int64) throws -> [(receipt: Receipt, post: String)] {
        try connection.run(
            """
            SELECT \(clause: Receipts.columns) FROM (
                SELECT \(clause: Receipts.columns) FROM receipt WHERE account_id = \(account.number)
                ORDER BY id DESC LIMIT 5000
            ) AS newest
            WHERE outcome = 'refused' AND criteria_id = \(criteria.number) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Removes receipts that are older than `moment`, oldest first, and says how many. It looks at the `limit` oldest
    /// only: they rise with time, and reading on for one more would read them all.
    public static func purge(
        _ connection: any Connection, of account: AccountID, before moment: Timestamp, limit: Int64 = 1000
    ) throws -> Int {
        try connection.run(
            """
            DELETE FROM receipt WHERE id IN (
                SELECT id FROM (
                    SELECT id, at FROM receipt WHERE account_id = \(account.number) ORDER BY id LIMIT \(limit)
                ) AS oldest
                WHERE at < \(moment.milliseconds))
            RETURNING id
            """
        ).count
    }

    func read(_ row: Row) throws -> (receipt: Receipt, post: String) {
        guard let door = LeadPost.Door(rawValue: try row.text(2)),
            let outcome = Receipt.Outcome(rawValue: try row.text(3))
        else { throw DatabaseError(.shape, "receipt") }
        let trail = try ReceiptTrail.read(try row.text(10))
        let reason = try row.optionalText(4).flatMap(RefusalReason.init)
        var receipt = Receipt(
            id: ReceiptID(try row.integer(0)), accountID: account, at: Timestamp(try row.integer(1)), outcome: outcome,
            leadID: try row.optionalInteger(5).map(LeadID.init),
            phone: try row.optionalInteger(6).map(PhoneNumber.init),
            criteriaID: try row.optionalInteger(7).map(CriteriaID.init),
            tokenID: try row.optionalInteger(8).map(TokenID.init), door: door, version: try row.integer(9),
            entries: trail.entries, notes: trail.notes)
        (receipt.shadow, receipt.crm, receipt.answersSuccess) = (trail.shadow, trail.crm, trail.answersSuccess)
        receipt.listID = try row.optionalInteger(12).map(ListID.init)
        receipt.price = try row.optionalInteger(13).map(Money.init(cents:))
        receipt.waited = try row.optionalInteger(14)
        if let reason {
            let evidence = trail.entries.first { $0.reason != nil }?.evidence ?? ""
            receipt.refusal = Refusal(reason, evidence: evidence)
        }
        return (receipt, try row.text(11))
    }
}
