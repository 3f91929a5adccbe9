import SluiceCore
import SluiceDatabase
import SluiceIntake

/// What a back-test found, for people: sums, and a line for each vendor and pair of verdicts.
struct BackTestReport: Sendable {
    let form: BackTestForm
    let configuration: AccountConfiguration
    let from: CalendarDate
    let to: CalendarDate
    private let time: AccountTime
    private var tally = BackTestTally()
    /// Receipts whose post was erased.
    private var erased: Int64 = 0
    /// Posts whose receipts are gone.
    private var missing: Int64 = 0
    /// Receipts read, by the account's days.
    private var seen: [String: Int64] = [:]
    /// The day of the last receipt, with its bounds: nearly every one behind it is of the same.
    private var day: (text: String, start: Timestamp, end: Timestamp)?

    init(form: BackTestForm, configuration: AccountConfiguration, from: CalendarDate, to: CalendarDate) {
        self.form = form
        self.configuration = configuration
        self.from = from
        self.to = to
        time = AccountTime(configuration.account)
    }

    /// Posts looked at.
    var posts: Int64 { tally.posts }

    /// Counts what became of the posts of these receipts.
    mutating func add(_ judged: [ReplayedPost], of posts: [(receipt: Receipt, post: String)]) {
        for post in judged { tally.add(post) }
        erased += Int64(posts.count - judged.count)
        for (receipt, _) in posts where receipt.criteriaID != nil { seen[dayText(of: receipt.at), default: 0] += 1 }
    }

    private mutating func dayText(of moment: Timestamp) -> String {
        if let day, day.start <= moment, moment < day.end { return day.text }
        guard let found = time.day(at: moment) else { return "" }
        day = (found.text, time.start(of: found), time.end(of: found))
        return found.text
    }

    /// Counts the posts that the vendors' figures hold for those days, and of which no receipt is left.
    mutating func countMissing(in database: any Database) async throws {
        let (account, filter) = (configuration.account.id, VendorFigures.Filter(from: from, to: to))
        let lines = try await database.read { connection in
            try VendorFigures(connection, of: account).board(filter, by: [.day, .key])
        }
        var posted: [String: Int64] = [:]
        for line in lines where line.outcome != "returned" {
            guard case .text(let day)? = line.place.first, case .integer(let key)? = line.place.last, isAsked(key)
            else {
                continue
            }
            posted[day, default: 0] += line.sum.posts
        }
        missing = posted.reduce(0) { $0 + max(0, $1.value - (seen[$1.key] ?? 0)) }
    }

    /// Whether posts under this key are judged. Those without Criteria are not told from pings in the figures.
    private func isAsked(_ key: Int64) -> Bool {
        form.over?.contains(CriteriaID(key)) ?? (key != 0 && configuration.validations[CriteriaID(key)] == nil)
    }

    /// The report as it is stored and shown.
    func value(_ tokens: [TokenID: String]) -> JSONValue {
        let flips = BackTestTally.Flip.allCases.map { ($0.rawValue, JSONValue.integer(tally.count($0))) }
        let lines = tally.lines.sorted { left, right in
            (order(left.key), right.value.posts, left.value.samples.first ?? ReceiptID(0))
                < (order(right.key), left.value.posts, right.value.samples.first ?? ReceiptID(0))
        }
        let head: [(name: String, value: JSONValue)] = [
            ("from", .string(from.text)), ("to", .string(to.text)),
            ("configuration_version", .integer(configuration.version)), ("posts", .integer(tally.posts)),
        ]
        return .object(
            head + flips.map { (name: $0.0, value: $0.1) } + [
                ("on_record", .integer(tally.onRecord)), ("erased", .integer(erased)), ("missing", .integer(missing)),
                ("entries", .array(lines.map { line($0.key, $0.value, tokens) })),
            ])
    }

    private func order(_ place: BackTestTally.Place) -> Int {
        BackTestTally.Flip.allCases.firstIndex(of: BackTestTally.Flip(place.pair)) ?? 0
    }

    private func line(
        _ place: BackTestTally.Place, _ line: BackTestTally.Line, _ tokens: [TokenID: String]
    ) -> JSONValue {
        .object(
            [("flip", .string(BackTestTally.Flip(place.pair).rawValue))]
                + TrialWords.vendor(place.criteriaID, place.tokenID, configuration, tokens)
                + TrialWords.members(of: place.pair) + [
                    ("posts", .integer(line.posts)), ("on_record", .integer(line.onRecord)),
                    ("samples", .array(line.samples.reversed().map { .integer($0.number) })),
                ])
    }
}

/// How vendors and verdicts are written in the reports of trials.
enum TrialWords {
    static func vendor(
        _ criteria: CriteriaID?, _ token: TokenID?, _ configuration: AccountConfiguration, _ tokens: [TokenID: String]
    ) -> [(name: String, value: JSONValue)] {
        [
            ("key", .text(criteria.map { configuration.criteria[$0]?.name ?? "(removed \($0))" })),
            ("token", .string(self.token(token, tokens))),
        ]
    }

    static func token(_ token: TokenID?, _ tokens: [TokenID: String]) -> String {
        guard let token, token.number != 0 else { return "command line" }
        return tokens[token] ?? "(removed \(token))"
    }

    static func members(of pair: VerdictPair) -> [(name: String, value: JSONValue)] {
        [
            ("was", .string(pair.outcome.rawValue)), ("was_because", .text(pair.reason?.rawValue)),
            ("would_be", .string(pair.otherOutcome.rawValue)), ("would_be_because", .text(pair.otherReason?.rawValue)),
        ]
    }
}
