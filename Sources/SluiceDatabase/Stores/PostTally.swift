public import SluiceCore

/// What the posts of one batch add to the vendors' figures, and to those of shadows.
///
/// It is written with the posts, as one row for an account, and ``VendorFigures`` adds it up and takes it away in one
/// transaction: so the figures hold every post once, whatever is killed when, and no two batches wait for one sum.
public struct PostTally {
    /// What a sum is about. The quarter of an hour is that of UTC: every zone's hours begin with one.
    struct Key: Hashable {
        var quarter: Int64
        var criteria: Int64
        var token: Int64
        var list: Int64
        var outcome: Receipt.Outcome
        var reason: RefusalReason?
    }

    private var accounts: [AccountID: [Key: VendorSum]] = [:]
    private var shadows = ShadowTally()

    /// Nothing counted.
    public init() {}

    /// Counts a post; what is imported is none.
    public mutating func count(_ receipt: Receipt) {
        guard receipt.door != .import else { return }
        accounts[receipt.accountID, default: [:]][PostTally.key(of: receipt), default: VendorSum()].add(receipt)
        shadows.count(receipt)
    }

    static let quarterMilliseconds: Int64 = 900_000

    static func key(of receipt: Receipt) -> Key {
        let at = receipt.at.milliseconds
        return Key(
            quarter: at / quarterMilliseconds - (at % quarterMilliseconds < 0 ? 1 : 0),
            criteria: receipt.criteriaID?.number ?? 0, token: receipt.tokenID?.number ?? 0,
            list: receipt.listID?.number ?? 0, outcome: receipt.outcome, reason: receipt.refusal?.reason)
    }

    /// What stores it: a row for each account, and another for one with shadows.
    public func statements(_ connection: any Connection) throws -> [Statement] {
        try accounts.sorted { $0.key < $1.key }.map { account, sums -> Statement in
            let (id, text) = (try connection.ids.take(from: .row), PostTally.text(of: sums))
            return "INSERT INTO post_tally (id, account_id, sums) VALUES (\(id), \(account.number), \(text))"
        } + shadows.statements(connection)
    }

    /// `[[quarter,criteria,token,list,"outcome","reason",posts,cost,waited,slowest],…]`.
    private static func text(of sums: [Key: VendorSum]) -> String {
        let rows = sums.map { key, sum in
            "[\(key.quarter),\(key.criteria),\(key.token),\(key.list),\"\(key.outcome.rawValue)\","
                + "\"\(key.reason?.rawValue ?? "")\",\(sum.posts),\(sum.cost),\(sum.waited),\(sum.slowest)]"
        }
        return "[\(rows.joined(separator: ","))]"
    }

    /// Reads what ``statements(_:)`` wrote, in the hours of the account's clock.
    static func read(_ text: String, _ time: AccountTime) throws -> [(VendorHour, VendorSum)] {
        // What cannot be read is told of by the shape of its rows.
        let rows = (try? JSONValue(parsing: Array(text.utf8)))?.elements
        guard let rows else { throw DatabaseError(.shape, "post_tally") }
        return try rows.map { row in
            let cells = row.elements ?? []
            let numbers = cells.compactMap(\.integer)
            let words = cells.compactMap(\.string)
            guard numbers.count == 8, words.count == 2 else { throw DatabaseError(.shape, "post_tally") }
            let at = Timestamp(numbers[0].multipliedReportingOverflow(by: quarterMilliseconds).partialValue)
            let hour = VendorHour(
                at: at, time, criteria: numbers[1], token: numbers[2], list: numbers[3], outcome: words[0],
                reason: words[1])
            return (hour, VendorSum(posts: numbers[4], cost: numbers[5], waited: numbers[6], slowest: numbers[7]))
        }
    }
}

/// What one row of the figures is about: an hour of the account's clock, a key, a token, a list, and how posts ended.
public struct VendorHour: Hashable, Sendable {
    /// `2026-01-20`.
    public var day: String
    /// 0 to 23.
    public var hour: Int64
    /// The Lead Post Criteria; 0 = none.
    public var criteria: Int64
    /// The token; 0 = the command line.
    public var token: Int64
    /// The list; 0 = none was known.
    public var list: Int64
    /// `accepted`, `updated`, `refused`, `returned`.
    public var outcome: String
    /// Why it was refused or returned.
    public var reason: String

    init(
        at moment: Timestamp, _ time: AccountTime, criteria: Int64, token: Int64, list: Int64, outcome: String,
        reason: String
    ) {
        day = time.day(at: moment)?.text ?? ""
        hour = Int64(time.hour(at: moment))
        self.criteria = criteria
        self.token = token
        self.list = list
        self.outcome = outcome
        self.reason = reason
    }
}

/// How many posts, what they cost, and how long they took.
public struct VendorSum: Hashable, Sendable {
    /// How many.
    public var posts: Int64 = 0
    /// Cents paid, or given back.
    public var cost: Int64 = 0
    /// Microseconds from arrival to verdict, of all together.
    public var waited: Int64 = 0
    /// Those of the slowest.
    public var slowest: Int64 = 0

    /// A sum of these.
    public init(posts: Int64 = 0, cost: Int64 = 0, waited: Int64 = 0, slowest: Int64 = 0) {
        self.posts = posts
        self.cost = cost
        self.waited = waited
        self.slowest = slowest
    }

    mutating func add(_ receipt: Receipt) {
        let time = receipt.waited ?? 0
        add(VendorSum(posts: 1, cost: receipt.price?.cents ?? 0, waited: time, slowest: time))
    }

    /// Adds another sum.
    public mutating func add(_ other: VendorSum) {
        posts = posts.addingReportingOverflow(other.posts).partialValue
        cost = (Money(cents: cost) + Money(cents: other.cost)).cents
        waited = waited.addingReportingOverflow(other.waited).partialValue
        slowest = max(slowest, other.slowest)
    }
}
