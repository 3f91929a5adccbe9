public import SluiceCore

/// Two verdicts on one post: of the Criteria that governed it, and of those that shadow them.
public struct VerdictPair: Hashable, Sendable {
    /// How the post ended.
    public var outcome: Receipt.Outcome
    /// Why it was refused.
    public var reason: RefusalReason?
    /// How it would have ended.
    public var otherOutcome: Receipt.Outcome
    /// Why it would have been refused.
    public var otherReason: RefusalReason?

    /// A pair of these.
    public init(
        _ outcome: Receipt.Outcome, _ reason: RefusalReason?, _ otherOutcome: Receipt.Outcome,
        _ otherReason: RefusalReason?
    ) {
        self.outcome = outcome
        self.reason = reason
        self.otherOutcome = otherOutcome
        self.otherReason = otherReason
    }

    /// Whether both would have done the same with it. Two that refuse it for different reasons agree.
    public var isAgreed: Bool { outcome == otherOutcome }
}

/// What the posts of one batch add to the days of shadows: written with the posts, as one row for an account, as
/// ``PostTally`` is. A batch without shadows writes nothing.
struct ShadowTally {
    struct Key: Hashable {
        var quarter: Int64
        var criteria: Int64
        var shadow: Int64
        var token: Int64
        var pair: VerdictPair
    }

    /// How many posts, and the receipts of the first and the last.
    struct Sum {
        var posts: Int64
        var first: Int64
        var last: Int64

        mutating func add(_ other: Sum) {
            posts = posts.addingReportingOverflow(other.posts).partialValue
            first = min(first, other.first)
            last = max(last, other.last)
        }
    }

    private var accounts: [AccountID: [Key: Sum]] = [:]

    mutating func count(_ receipt: Receipt) {
        guard let shadow = receipt.shadow, let id = receipt.id?.number else { return }
        let place = PostTally.key(of: receipt)
        let key = Key(
            quarter: place.quarter, criteria: place.criteria, shadow: shadow.criteriaID.number, token: place.token,
            pair: VerdictPair(place.outcome, place.reason, shadow.outcome, shadow.refusal?.reason))
        accounts[receipt.accountID, default: [:]][key, default: Sum(posts: 0, first: id, last: id)]
            .add(Sum(posts: 1, first: id, last: id))
    }

    /// What stores it: a row for each account.
    func statements(_ connection: any Connection) throws -> [Statement] {
        try accounts.sorted { $0.key < $1.key }.map { account, sums -> Statement in
            let (id, text) = (try connection.ids.take(from: .row), ShadowTally.text(of: sums))
            return "INSERT INTO shadow_tally (id, account_id, sums) VALUES (\(id), \(account.number), \(text))"
        }
    }

    /// `[[quarter,criteria,shadow,token,posts,first,last,"outcome","reason","outcome","reason"],…]`.
    private static func text(of sums: [Key: Sum]) -> String {
        let rows = sums.map { key, sum in
            let pair = key.pair
            let words = [
                pair.outcome.rawValue, pair.reason?.rawValue ?? "", pair.otherOutcome.rawValue,
                pair.otherReason?.rawValue ?? "",
            ]
            return "[\(key.quarter),\(key.criteria),\(key.shadow),\(key.token),\(sum.posts),\(sum.first),\(sum.last),"
                + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        }
        return "[\(rows.joined(separator: ","))]"
    }

    /// Reads what ``statements(_:)`` wrote.
    static func read(_ text: String) throws -> [(Key, Sum)] {
        // What cannot be read is told of by the shape of its rows.
        let rows = (try? JSONValue(parsing: Array(text.utf8)))?.elements
        guard let rows else { throw DatabaseError(.shape, "shadow_tally") }
        return try rows.map { row in
            let cells = row.elements ?? []
            let numbers = cells.compactMap(\.integer)
            let words = cells.compactMap(\.string)
            guard numbers.count == 7, words.count == 4, let outcome = Receipt.Outcome(rawValue: words[0]),
                let other = Receipt.Outcome(rawValue: words[2])
            else { throw DatabaseError(.shape, "shadow_tally") }
            let pair = VerdictPair(
                outcome, RefusalReason(rawValue: words[1]), other, RefusalReason(rawValue: words[3]))
            return (
                Key(quarter: numbers[0], criteria: numbers[1], shadow: numbers[2], token: numbers[3], pair: pair),
                Sum(posts: numbers[4], first: numbers[5], last: numbers[6])
            )
        }
    }
}
