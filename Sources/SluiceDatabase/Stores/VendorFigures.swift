public import SluiceCore

/// The vendors' figures of one account: posts by hour, key, token, list, outcome and reason.
public struct VendorFigures {
    let connection: any Connection
    let account: AccountID

    /// The figures of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    // MARK: Adding up

    /// How many batches one step adds up.
    public static let batch = 500

    /// Adds up what batches have written since, of every account, in this transaction, and says how many they were.
    ///
    /// Two nodes that do so at once each take others, and who is killed in the middle has taken none.
    public static func addUp(on connection: any Connection) throws -> Int {
        let rows = try connection.run(
            """
            DELETE FROM post_tally WHERE id IN (
                SELECT id FROM post_tally ORDER BY id LIMIT \(Int64(batch)) \(clause: connection.dialect.skipLocked))
            RETURNING account_id, sums
            """)
        guard !rows.isEmpty else { return 0 }
        let times = Dictionary(try Accounts(connection).all().map { ($0.id, AccountTime($0)) }) { $1 }
        var accounts: [AccountID: [VendorHour: VendorSum]] = [:]
        for row in rows {
            let account = AccountID(try row.integer(0))
            // An account that is gone has no figures.
            guard let time = times[account] else { continue }
            for (hour, sum) in try PostTally.read(try row.text(1), time) {
                accounts[account, default: [:]][hour, default: VendorSum()].add(sum)
            }
        }
        for (account, sums) in accounts.sorted(by: { $0.key < $1.key }) {
            try VendorFigures(connection, of: account).add(sums)
        }
        return rows.count
    }

    /// Adds up what is left of this account, so that the figures hold every post; whoever is adding some of it now is
    /// waited for. Whoever does so holds the account's lock.
    func settle(_ time: AccountTime) throws {
        let waiting = try connection.run("DELETE FROM post_tally WHERE account_id = \(account.number) RETURNING sums")
        var sums: [VendorHour: VendorSum] = [:]
        for row in waiting {
            for (hour, sum) in try PostTally.read(try row.text(0), time) { sums[hour, default: VendorSum()].add(sum) }
        }
        try add(sums)
    }

    /// Counts what was bought under a key in the periods that run now, so that limits which are set in the middle of one
    /// hold for all of it. Whoever does so holds the account's lock.
    public func beginLimits(_ terms: BuyingTerms, of criteria: CriteriaID, _ time: AccountTime, at now: Timestamp)
        throws
    {
        try settle(time)
        var use = VendorUse()
        use.roll(to: now, terms, time)
        guard let today = time.day(at: now)?.text, let first = time.day(at: use.budget.start)?.text else { return }
        let row = try connection.first(
            """
            SELECT CAST(SUM(CASE WHEN day = \(today) AND hour = \(Int64(time.hour(at: now))) THEN posts ELSE 0 END) AS BIGINT),
                   CAST(SUM(CASE WHEN day = \(today) THEN posts ELSE 0 END) AS BIGINT), CAST(SUM(cost) AS BIGINT)
            FROM vendor_hour
            WHERE account_id = \(account.number) AND day >= \(first) AND criteria_id = \(criteria.number)
              AND outcome = 'accepted'
            """)
        use.hour.amount = try row?.optionalInteger(0) ?? 0
        use.day.amount = try row?.optionalInteger(1) ?? 0
        use.budget.amount = try row?.optionalInteger(2) ?? 0
        try connection.run(VendorUses.storing(use, of: criteria, of: account))
    }

    /// Adds to the figures, in the order of their rows, so that two who do so never wait for each other.
    func add(_ sums: [VendorHour: VendorSum]) throws {
        let statements = sums.sorted { $0.key < $1.key }.map { hour, sum -> Statement in
            """
            INSERT INTO vendor_hour (account_id, day, hour, criteria_id, token_id, list_id, outcome, reason, posts, cost,
                                     waited, slowest)
            VALUES (\(account.number), \(hour.day), \(hour.hour), \(hour.criteria), \(hour.token), \(hour.list),
                    \(hour.outcome), \(hour.reason), \(sum.posts), \(sum.cost), \(sum.waited), \(sum.slowest))
            ON CONFLICT (account_id, day, hour, criteria_id, token_id, list_id, outcome, reason) DO UPDATE
            SET posts = vendor_hour.posts + excluded.posts, cost = vendor_hour.cost + excluded.cost,
                waited = vendor_hour.waited + excluded.waited,
                slowest = CASE WHEN excluded.slowest > vendor_hour.slowest THEN excluded.slowest
                          ELSE vendor_hour.slowest END
            """
        }
        try connection.runAll(statements)
    }

    // MARK: The board

    /// What the rows of the board can be about.
    public enum Dimension: String, Sendable, Hashable, CaseIterable {
        case key
        case token
        case list
        case day
        case hour

        var column: String {
            switch self {
            case .key: "criteria_id"
            case .token: "token_id"
            case .list: "list_id"
            case .day: "day"
            case .hour: "hour"
            }
        }
    }

    /// Which posts the board is about.
    public struct Filter: Sendable, Hashable {
        /// From this day on.
        public var from: CalendarDate
        /// To this day, included.
        public var to: CalendarDate
        /// Of this key only.
        public var criteriaID: CriteriaID?
        /// Of this token only.
        public var tokenID: TokenID?
        /// For this list only.
        public var listID: ListID?

        /// The posts of these days.
        public init(from: CalendarDate, to: CalendarDate) {
            self.from = from
            self.to = to
        }
    }

    /// One sum of the board: what it is about, one value for each dimension, and how its posts ended.
    public struct Line: Sendable, Hashable {
        /// Ids and hours as numbers, days as text.
        public var place: [DatabaseValue]
        /// `accepted`, `updated`, `refused`, `returned`.
        public var outcome: String
        /// Why it was refused or returned.
        public var reason: String
        /// How many, and the rest.
        public var sum: VendorSum
    }

    /// The sums of the posts that the filter lets through, by these dimensions, outcome and reason, in that order.
    public func board(_ filter: Filter, by dimensions: [Dimension]) throws -> [Line] {
        let columns = (dimensions.map(\.column) + ["outcome", "reason"]).joined(separator: ", ")
        var parts: [Statement] = [
            "account_id = \(account.number)", "day >= \(filter.from.text)", "day <= \(filter.to.text)",
        ]
        if let criteria = filter.criteriaID { parts.append("criteria_id = \(criteria.number)") }
        if let token = filter.tokenID { parts.append("token_id = \(token.number)") }
        if let list = filter.listID { parts.append("list_id = \(list.number)") }
        let count = dimensions.count
        return try connection.run(
            """
            SELECT \(clause: columns), CAST(SUM(posts) AS BIGINT), CAST(SUM(cost) AS BIGINT),
                   CAST(SUM(waited) AS BIGINT), MAX(slowest)
            FROM vendor_hour WHERE \(Statement.all(parts)) GROUP BY \(clause: columns) ORDER BY \(clause: columns)
            """
        ).map { row in
            Line(
                place: try (0..<count).map { try row.value($0) }, outcome: try row.text(count),
                reason: try row.text(count + 1),
                sum: VendorSum(
                    posts: try row.integer(count + 2), cost: try row.integer(count + 3),
                    waited: try row.integer(count + 4), slowest: try row.integer(count + 5)))
        }
    }
}

extension VendorHour: Comparable {
    /// In the order of the rows' key.
    public static func < (left: VendorHour, right: VendorHour) -> Bool {
        (left.day, left.hour, left.criteria, left.token, left.list)
            == (right.day, right.hour, right.criteria, right.token, right.list)
            ? (left.outcome, left.reason) < (right.outcome, right.reason)
            : (left.day, left.hour, left.criteria, left.token, left.list)
                < (right.day, right.hour, right.criteria, right.token, right.list)
    }
}
