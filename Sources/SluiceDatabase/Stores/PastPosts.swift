public import SluiceCore

/// The receipts of one account in the order in which they were written, a page at a time: what a back-test reads.
public struct PastPosts {
    /// The oldest and the newest receipt that may lie in a span of time.
    public struct Span: Sendable, Hashable {
        /// The first number.
        public var first: Int64
        /// The last number.
        public var last: Int64
    }

    /// How far the numbers of receipts may be out of their time: nodes take them from blocks.
    private static let slack: Int64 = 3600

    let connection: any Connection
    let account: AccountID

    /// Those of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// Where the receipts begin that were written at `moment` or later, by halving the numbers: none is read but one
    /// for each step. Some at the beginning may be older. Nothing where there are none.
    public func span(since moment: Timestamp) throws -> Span? {
        let ends = try connection.first(
            "SELECT MIN(id), MAX(id) FROM receipt WHERE account_id = \(account.number)")
        guard var low = try ends?.optionalInteger(0), let last = try ends?.optionalInteger(1) else { return nil }
        let start = moment.adding(seconds: -PastPosts.slack)
        var high = last
        while low < high {
            let middle = low + (high - low) / 2
            let row = try connection.first(
                """
                SELECT id, at FROM receipt WHERE account_id = \(account.number) AND id >= \(middle)
                ORDER BY id LIMIT 1
                """)
            guard let id = try row?.integer(0), let at = try row?.integer(1), at < start.milliseconds, id < high else {
                high = middle
                continue
            }
            low = id + 1
        }
        return Span(first: low, last: last)
    }

    /// The receipts behind `id`, up to `last`, by their numbers; only under these Criteria where they are given.
    public func page(
        after id: Int64, to last: Int64, under criteria: Set<CriteriaID>?, limit: Int64
    ) throws -> [(receipt: Receipt, post: String)] {
        var parts: [Statement] = ["account_id = \(account.number)", "id > \(id)", "id <= \(last)"]
        if let criteria { parts.append("criteria_id IN (\(list: criteria.map(\.number).sorted()))") }
        return try connection.run(
            """
            SELECT \(clause: Receipts.columns) FROM receipt WHERE \(Statement.all(parts)) ORDER BY id LIMIT \(limit)
            """
        ).map(Receipts(connection, of: account).read)
    }
}
