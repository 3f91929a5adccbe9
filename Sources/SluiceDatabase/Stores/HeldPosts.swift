public import SluiceCore

/// A post that waits until the customer's CRM can be asked about it.
public struct HeldPost: Sendable, Hashable {
    /// The receipt that said so.
    public var receiptID: ReceiptID
    /// Whose.
    public var account: AccountID
    /// Since when it waits.
    public var at: Timestamp
    /// When the CRM is asked again; nothing once it fell.
    public var dueAt: Timestamp?
    /// How often it was asked again.
    public var tries: Int64 = 0
    /// Why it waits: what came of the last question.
    public var because = ""
    /// The door that the post came through.
    public var door: LeadPost.Door
    /// Who sent it, as journals write it.
    public var actor: String
    /// The post as its receipt keeps it.
    public var post: String
    /// When it was decided.
    public var fellAt: Timestamp?
    /// The receipt of what was decided.
    public var fellReceiptID: ReceiptID?
    /// Who decided; nobody where the CRM answered.
    public var decidedBy = ""

    /// One that begins to wait.
    public init(
        _ receipt: ReceiptID, of account: AccountID, at now: Timestamp, because: String = "", door: LeadPost.Door,
        actor: String, post: String
    ) {
        receiptID = receipt
        self.account = account
        at = now
        self.because = because
        dueAt = now.adding(seconds: HeldPost.gaps[0])
        self.door = door
        self.actor = actor
        self.post = post
    }

    /// Seconds before the CRM is asked again, the first time, the second and so on; the last gap stays.
    static let gaps: [Int64] = [60, 120, 300, 600, 900, 1800]

    /// When to ask again after one more time without an answer.
    public func next(after now: Timestamp) -> Timestamp {
        let place = Int(clamping: min(max(0, tries), Int64(HeldPost.gaps.count - 1)))
        return now.adding(seconds: HeldPost.gaps[place])
    }
}

/// The posts of all accounts that wait, and those that waited.
public enum HeldPosts {
    private static let columns = """
        receipt_id, account_id, at, due_at, tries, because, door, actor, post, fell_at, fell_receipt_id, decided_by
        """

    /// Holds one.
    public static func insertion(_ post: HeldPost) -> Statement {
        """
        INSERT INTO held_post (account_id, receipt_id, at, due_at, tries, because, door, actor, post)
        VALUES (\(post.account.number), \(post.receiptID.number), \(post.at.milliseconds),
                \((post.dueAt?.milliseconds)), \(post.tries), \(post.because), \(post.door.rawValue), \(post.actor), \(post.post))
        """
    }

    /// Says what became of one that waits. Whether it still did, ``fell(_:of:into:_:)`` tells in the same transaction.
    public static func fall(
        _ id: ReceiptID, of account: AccountID, into receipt: ReceiptID, by actor: String, at now: Timestamp
    ) -> Statement {
        """
        UPDATE held_post
        SET fell_at = \(now.milliseconds), fell_receipt_id = \(receipt.number), decided_by = \(actor), due_at = NULL
        WHERE account_id = \(account.number) AND receipt_id = \(id.number) AND fell_at IS NULL
        """
    }

    /// Whether this receipt is what became of one: false where somebody was faster, or the person was erased.
    public static func fell(
        _ id: ReceiptID, of account: AccountID, into receipt: ReceiptID, _ connection: any Connection
    ) throws -> Bool {
        try connection.first(
            """
            SELECT receipt_id FROM held_post
            WHERE account_id = \(account.number) AND receipt_id = \(id.number) AND fell_receipt_id = \(receipt.number)
            """) != nil
    }

    /// Takes one up whose time has come, and says when it comes again if nothing falls out; false where another node has
    /// taken it up.
    public static func claim(_ post: HeldPost, at now: Timestamp, _ connection: any Connection) throws -> Bool {
        try connection.first(
            """
            UPDATE held_post SET tries = tries + 1, due_at = \(post.next(after: now).milliseconds)
            WHERE account_id = \(post.account.number) AND receipt_id = \(post.receiptID.number)
              AND due_at = \((post.dueAt?.milliseconds))
            RETURNING receipt_id
            """) != nil
    }

    /// Notes why one goes on waiting.
    public static func remark(
        _ id: ReceiptID, of account: AccountID, because: String, _ connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE held_post SET because = \(because)
            WHERE account_id = \(account.number) AND receipt_id = \(id.number) AND fell_at IS NULL
            """)
    }

    /// Those whose time has come, the longest due first.
    public static func due(at now: Timestamp, limit: Int64, _ connection: any Connection) throws -> [HeldPost] {
        try connection.run(
            """
            SELECT \(clause: columns) FROM held_post WHERE due_at <= \(now.milliseconds)
            ORDER BY due_at, account_id, receipt_id LIMIT \(limit)
            """
        ).map(read)
    }

    /// One of an account.
    public static func post(_ id: ReceiptID, of account: AccountID, _ connection: any Connection) throws -> HeldPost? {
        try connection.first(
            """
            SELECT \(clause: columns) FROM held_post
            WHERE account_id = \(account.number) AND receipt_id = \(id.number)
            """
        ).map(read)
    }

    /// Those of an account, the newest first; `isWaiting` picks those that wait or those that have fallen.
    public static func list(
        of account: AccountID, isWaiting: Bool?, before id: ReceiptID?, limit: Int64, _ connection: any Connection
    ) throws -> [HeldPost] {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let isWaiting { parts.append(isWaiting ? "fell_at IS NULL" : "fell_at IS NOT NULL") }
        if let id { parts.append("receipt_id < \(id.number)") }
        return try connection.run(
            """
            SELECT \(clause: columns) FROM held_post WHERE \(Statement.all(parts)) ORDER BY receipt_id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Takes those away that belong to these receipts.
    static func remove(_ receipts: [Int64], of account: AccountID, _ connection: any Connection) throws {
        try connection.run(
            "DELETE FROM held_post WHERE account_id = \(account.number) AND receipt_id IN (\(list: receipts))")
    }

    /// Removes those that fell before `moment`, and says how many.
    public static func purge(
        _ connection: any Connection, of account: AccountID, before moment: Timestamp, limit: Int64 = 1000
    ) throws -> Int {
        try connection.run(
            """
            DELETE FROM held_post WHERE account_id = \(account.number) AND receipt_id IN (
                SELECT receipt_id FROM held_post
                WHERE fell_at < \(moment.milliseconds) AND account_id = \(account.number) LIMIT \(limit))
            RETURNING receipt_id
            """
        ).count
    }

    private static func read(_ row: Row) throws -> HeldPost {
        guard let door = LeadPost.Door(rawValue: try row.text(6)) else { throw DatabaseError(.shape, "held_post") }
        var post = HeldPost(
            ReceiptID(try row.integer(0)), of: AccountID(try row.integer(1)), at: Timestamp(try row.integer(2)),
            door: door, actor: try row.text(7), post: try row.text(8))
        post.dueAt = try row.optionalInteger(3).map(Timestamp.init)
        (post.tries, post.because) = (try row.integer(4), try row.text(5))
        post.fellAt = try row.optionalInteger(9).map(Timestamp.init)
        post.fellReceiptID = try row.optionalInteger(10).map { ReceiptID($0) }
        post.decidedBy = try row.text(11)
        return post
    }
}

/// A held post was decided meanwhile.
public struct HeldPostFell: Error {
    /// Nothing is to be done.
    public init() {}
}
