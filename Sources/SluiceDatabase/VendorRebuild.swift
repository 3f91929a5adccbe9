public import SluiceCore

/// Makes the vendors' figures anew from the receipts, for whole days that are over and whose receipts are all kept still.
///
/// What comes out must be what was there: every post was added once. How many rows differed is told.
public struct VendorRebuild: Sendable {
    /// What was looked at, and what differed.
    public struct Report: Sendable, Hashable {
        /// The first day.
        public var from: CalendarDate
        /// The last day.
        public var to: CalendarDate
        /// Receipts read.
        public var posts: Int64 = 0
        /// Rows of figures made.
        public var rows = 0
        /// Rows that were missing, too much, or otherwise than they are now.
        public var differences = 0
    }

    private let database: any Database
    private let account: AccountID
    private let time: AccountTime

    /// A rebuild for `account`.
    public init(_ database: any Database, of account: Account) {
        self.database = database
        self.account = account.id
        time = AccountTime(account)
    }

    /// The days that can be made anew: from the first whose receipts are all kept, to yesterday. Nothing just after
    /// midnight of the first: posts of the day before may still be on their way.
    public func days(keeping receiptDays: Int, at now: Timestamp) -> ClosedRange<CalendarDate>? {
        let kept = now.adding(seconds: -Int64(receiptDays) * 86_400)
        let yesterday = time.dayStart(at: now.adding(seconds: -600)).adding(milliseconds: -1)
        guard let first = time.day(at: time.dayStart(at: kept).adding(seconds: 2 * 86_400)),
            let last = time.day(at: yesterday), first <= last
        else { return nil }
        return first...last
    }

    /// Reads the receipts page by page, then replaces the figures of one day after the other, each in a transaction that
    /// no batch is in the middle of.
    public func run(_ days: ClosedRange<CalendarDate>) async throws -> Report {
        var report = Report(from: days.lowerBound, to: days.upperBound)
        let sums = try await sums(of: days, &report)
        var day: CalendarDate? = days.lowerBound
        while let current = day, current <= days.upperBound {
            let wanted = sums.filter { $0.key.day == current.text }
            let (account, time) = (account, time)
            report.differences += try await database.write { connection in
                try connection.lock([Configurations.lock(of: account)])
                return try VendorFigures(connection, of: account).replace(current, with: wanted, time)
            }
            report.rows += wanted.count
            day = current.next
        }
        return report
    }

    private func sums(
        of days: ClosedRange<CalendarDate>, _ report: inout Report
    ) async throws -> [VendorHour: VendorSum] {
        let (start, end) = (time.start(of: days.lowerBound), time.end(of: days.upperBound))
        var sums: [VendorHour: VendorSum] = [:]
        var last: Int64 = 0
        while true {
            let (account, after) = (account, last)
            let page = try await database.read {
                try VendorFigures($0, of: account).receipts(after: after, limit: 5000)
            }
            for (id, receipt) in page {
                last = id
                guard receipt.at >= start, receipt.at < end, receipt.door != .import else { continue }
                sums[hour(of: receipt), default: VendorSum()].add(receipt)
                report.posts += 1
            }
            if page.count < 5000 { return sums }
        }
    }

    private func hour(of receipt: Receipt) -> VendorHour {
        let key = PostTally.key(of: receipt)
        return VendorHour(
            at: receipt.at, time, criteria: key.criteria, token: key.token, list: key.list,
            outcome: key.outcome.rawValue, reason: key.reason?.rawValue ?? "")
    }
}

extension VendorFigures {
    /// What the figures need of the receipts behind `id`, by their numbers.
    func receipts(after id: Int64, limit: Int64) throws -> [(id: Int64, receipt: Receipt)] {
        try connection.run(
            """
            SELECT id, at, door, outcome, reason, criteria_id, token_id, list_id, price, waited FROM receipt
            WHERE account_id = \(account.number) AND id > \(id) ORDER BY id LIMIT \(limit)
            """
        ).map { row in
            guard let door = LeadPost.Door(rawValue: try row.text(2)),
                let outcome = Receipt.Outcome(rawValue: try row.text(3))
            else { throw DatabaseError(.shape, "receipt") }
            var receipt = Receipt(
                accountID: account, at: Timestamp(try row.integer(1)), outcome: outcome,
                criteriaID: try row.optionalInteger(5).map(CriteriaID.init),
                tokenID: try row.optionalInteger(6).map(TokenID.init), door: door,
                refusal: try row.optionalText(4).flatMap(RefusalReason.init).map { Refusal($0, evidence: "") },
                version: 0, entries: [], notes: [])
            receipt.listID = try row.optionalInteger(7).map(ListID.init)
            receipt.price = try row.optionalInteger(8).map(Money.init(cents:))
            receipt.waited = try row.optionalInteger(9)
            return (try row.integer(0), receipt)
        }
    }

    /// Puts the posts of a day in the place of what is there, and says how many rows that changes. Whoever does so holds
    /// the account's lock.
    func replace(_ day: CalendarDate, with sums: [VendorHour: VendorSum], _ time: AccountTime) throws -> Int {
        try settle(time)
        let standing = try connection.run(
            """
            DELETE FROM vendor_hour
            WHERE account_id = \(account.number) AND day = \(day.text) AND outcome <> 'returned'
            RETURNING day, hour, criteria_id, token_id, list_id, outcome, reason, posts, cost, waited, slowest
            """)
        var before: [VendorHour: VendorSum] = [:]
        for row in standing {
            var hour = VendorHour(
                at: Timestamp(0), time, criteria: try row.integer(2), token: try row.integer(3),
                list: try row.integer(4), outcome: try row.text(5), reason: try row.text(6))
            hour.day = try row.text(0)
            hour.hour = try row.integer(1)
            before[hour] = VendorSum(
                posts: try row.integer(7), cost: try row.integer(8), waited: try row.integer(9),
                slowest: try row.integer(10))
        }
        try add(sums)
        return Set(before.keys).union(sums.keys).count { before[$0] != sums[$0] }
    }
}

extension CalendarDate {
    /// The day after.
    var next: CalendarDate? { CalendarDate(Timestamp((daysSince1970 + 1) &* 86_400_000)) }
}
