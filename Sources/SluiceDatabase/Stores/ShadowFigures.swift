public import SluiceCore

/// How often the shadows of one account agreed with what they shadow, by day.
public struct ShadowFigures {
    /// How many batches one step adds up.
    public static let batch = 500

    let connection: any Connection
    let account: AccountID

    /// The figures of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private struct Place: Hashable {
        var day: String
        var criteria: Int64
        var shadow: Int64
        var token: Int64
        var pair: VerdictPair

        /// In the order of the rows' key, so that two who add never wait for each other.
        var order: [String] {
            let numbers = [criteria, shadow, token].map(String.init)
            let words = [pair.outcome.rawValue, pair.reason?.rawValue ?? "", pair.otherOutcome.rawValue]
            return [day] + numbers + words + [pair.otherReason?.rawValue ?? ""]
        }
    }

    /// Adds up what batches have written since, of every account, in this transaction, and says how many they were. Two
    /// nodes that do so at once each take others, and who is killed in the middle has taken none.
    public static func addUp(on connection: any Connection) throws -> Int {
        let rows = try connection.run(
            """
            DELETE FROM shadow_tally WHERE id IN (
                SELECT id FROM shadow_tally ORDER BY id LIMIT \(Int64(batch)) \(clause: connection.dialect.skipLocked))
            RETURNING account_id, sums
            """)
        guard !rows.isEmpty else { return 0 }
        let times = Dictionary(try Accounts(connection).all().map { ($0.id, AccountTime($0)) }) { $1 }
        var accounts: [AccountID: [Place: ShadowTally.Sum]] = [:]
        for row in rows {
            let account = AccountID(try row.integer(0))
            // An account that is gone has no figures.
            guard let time = times[account] else { continue }
            for (key, sum) in try ShadowTally.read(try row.text(1)) {
                let at = key.quarter.multipliedReportingOverflow(by: PostTally.quarterMilliseconds).partialValue
                let place = Place(
                    day: time.day(at: Timestamp(at))?.text ?? "", criteria: key.criteria, shadow: key.shadow,
                    token: key.token, pair: key.pair)
                let none = ShadowTally.Sum(posts: 0, first: sum.first, last: sum.last)
                accounts[account, default: [:]][place, default: none].add(sum)
            }
        }
        for (account, sums) in accounts.sorted(by: { $0.key < $1.key }) {
            try ShadowFigures(connection, of: account).add(sums)
        }
        return rows.count
    }

    private func add(_ sums: [Place: ShadowTally.Sum]) throws {
        let sorted = sums.map { (order: $0.key.order, place: $0.key, sum: $0.value) }
            .sorted { $0.order.lexicographicallyPrecedes($1.order) }
        try connection.runAll(
            sorted.map { _, place, sum -> Statement in
                let pair = place.pair
                return """
                    INSERT INTO shadow_day (account_id, day, criteria_id, shadow_id, token_id, outcome, reason,
                                            shadow_outcome, shadow_reason, posts, first_receipt, last_receipt)
                    VALUES (\(account.number), \(place.day), \(place.criteria), \(place.shadow), \(place.token),
                            \(pair.outcome.rawValue), \(pair.reason?.rawValue ?? ""), \(pair.otherOutcome.rawValue),
                            \(pair.otherReason?.rawValue ?? ""), \(sum.posts), \(sum.first), \(sum.last))
                    ON CONFLICT (account_id, day, criteria_id, shadow_id, token_id, outcome, reason, shadow_outcome,
                                 shadow_reason)
                    DO UPDATE
                    SET posts = shadow_day.posts + excluded.posts,
                        first_receipt = CASE WHEN excluded.first_receipt < shadow_day.first_receipt
                                        THEN excluded.first_receipt ELSE shadow_day.first_receipt END,
                        last_receipt = CASE WHEN excluded.last_receipt > shadow_day.last_receipt
                                       THEN excluded.last_receipt ELSE shadow_day.last_receipt END
                    """
            })
    }

    /// How often one shadow and what it shadows came to one pair of verdicts on the posts of one token.
    public struct Line: Sendable, Hashable {
        /// The Criteria that judged beside.
        public var shadowID: CriteriaID
        /// The token that posted.
        public var tokenID: TokenID
        /// The verdicts.
        public var pair: VerdictPair
        /// How many posts.
        public var posts: Int64
        /// Receipts of some of them, the newest first.
        public var samples: [ReceiptID]
    }

    /// How many samples a line has.
    public static let samples = 5

    /// What the shadows of these Criteria said from one day to another, by shadow, token and verdicts.
    public func report(on criteria: CriteriaID, from: CalendarDate, to: CalendarDate) throws -> [Line] {
        let rows = try connection.run(
            """
            SELECT shadow_id, token_id, outcome, reason, shadow_outcome, shadow_reason, posts, first_receipt,
                   last_receipt
            FROM shadow_day
            WHERE account_id = \(account.number) AND day >= \(from.text) AND day <= \(to.text)
              AND criteria_id = \(criteria.number)
            ORDER BY shadow_id, token_id, outcome, reason, shadow_outcome, shadow_reason, day DESC
            """)
        var lines: [Line] = []
        for row in rows {
            guard let outcome = Receipt.Outcome(rawValue: try row.text(2)),
                let other = Receipt.Outcome(rawValue: try row.text(4))
            else { throw DatabaseError(.shape, "shadow_day") }
            let pair = VerdictPair(
                outcome, RefusalReason(rawValue: try row.text(3)), other, RefusalReason(rawValue: try row.text(5)))
            let (shadow, token) = (CriteriaID(try row.integer(0)), TokenID(try row.integer(1)))
            if lines.last.map({ $0.shadowID == shadow && $0.tokenID == token && $0.pair == pair }) != true {
                lines.append(Line(shadowID: shadow, tokenID: token, pair: pair, posts: 0, samples: []))
            }
            guard let last = lines.indices.last else { continue }
            lines[last].posts += try row.integer(6)
            for id in [try row.integer(8), try row.integer(7)] where lines[last].samples.count < Self.samples {
                let sample = ReceiptID(id)
                if lines[last].samples.last != sample { lines[last].samples.append(sample) }
            }
        }
        return lines
    }
}
