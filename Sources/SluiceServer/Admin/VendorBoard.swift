import SluiceCore
import SluiceDatabase

/// The vendor board: what was posted, taken, refused and returned, what it cost and how long it took.
struct VendorBoard {
    /// What is asked for.
    struct Question: Sendable {
        var filter: VendorFigures.Filter
        var dimensions: [VendorFigures.Dimension]
    }

    let configuration: AccountConfiguration
    let tokens: [TokenID: String]

    /// Reads the fields of a question: `from` and `to` in the account's days, `by`, `criteria`, `token`, `list`.
    static func question(
        _ given: [String: String], _ configuration: AccountConfiguration, tokens: [TokenID: String], at now: Timestamp
    ) throws -> Question {
        var fields = FormFields(given)
        let today = AccountTime(configuration.account).day(at: now)
        func day(_ name: String) -> CalendarDate? {
            guard let text = fields.value(name), !text.isEmpty else { return nil }
            let day = text.utf8.count == 10 ? CalendarDate(wire: text) : nil
            if day == nil { fields.fault(name, "takes a day such as 2026-01-20") }
            return day
        }
        let to = day("to") ?? today
        let week = to.flatMap { CalendarDate(Timestamp(($0.daysSince1970 - 6) &* 86_400_000)) }
        let from = day("from") ?? week
        var dimensions = [VendorFigures.Dimension.key]
        if let words = fields.words("by")?.map({ $0.lowercased() }) {
            let named = words.map { VendorFigures.Dimension(rawValue: $0) }
            if named.allSatisfy({ $0 != nil }), Set(words).count == words.count {
                dimensions = named.compactMap(\.self)
            } else {
                let all = VendorFigures.Dimension.allCases.map(\.rawValue).joined(separator: ", ")
                fields.fault("by", "takes some of \(all), each once, or none for one line of all")
            }
        }
        let criteria: CriteriaID? = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames)
        let token: TokenID? = fields.reference("token", to: "token", among: tokens.map { ($0.key, $0.value) })
        let list: ListID? = fields.reference("list", to: "list", among: configuration.listNames)
        if let from, let to, from > to { fields.fault("from", "is after to") }
        try fields.check("a board")
        guard let from, let to else { throw ProblemReport("from", "is no day of the calendar") }
        var filter = VendorFigures.Filter(from: from, to: to)
        (filter.criteriaID, filter.tokenID, filter.listID) = (criteria, token, list)
        return Question(filter: filter, dimensions: dimensions)
    }

    /// The lines of the board, one for each place; in the order of their dimensions.
    func rows(_ lines: [VendorFigures.Line], by dimensions: [VendorFigures.Dimension]) -> [JSONValue] {
        var rows: [(place: [DatabaseValue], row: Row)] = []
        for line in lines {
            if rows.last?.place != line.place { rows.append((line.place, Row())) }
            guard let last = rows.indices.last else { continue }
            rows[last].row.add(line)
        }
        return rows.map { place, row in
            let heads = zip(dimensions, place).map { (name: $0.rawValue, value: value($0, $1)) }
            return .object(heads + row.members)
        }
    }

    private func value(_ dimension: VendorFigures.Dimension, _ value: DatabaseValue) -> JSONValue {
        switch (dimension, value) {
        case (_, .text(let text)): .string(text)
        case (.key, .integer(let id)): name(id, configuration.criteria[CriteriaID(id)]?.name, none: nil)
        case (.list, .integer(let id)): name(id, configuration.lists[ListID(id)]?.name, none: nil)
        case (.token, .integer(let id)): name(id, tokens[TokenID(id)], none: "command line")
        case (_, .integer(let number)): .integer(number)
        default: .null
        }
    }

    private func name(_ id: Int64, _ name: String?, none: String?) -> JSONValue {
        id == 0 ? .text(none) : .string(name ?? "(removed \(id))")
    }

    private struct Row {
        private var outcomes: [String: VendorSum] = [:]
        private var refusals: [(name: String, value: JSONValue)] = []
        private var returns: [(name: String, value: JSONValue)] = []
        private var duplicates: Int64 = 0

        mutating func add(_ line: VendorFigures.Line) {
            outcomes[line.outcome, default: VendorSum()].add(line.sum)
            switch line.outcome {
            case "refused":
                refusals.append((line.reason, .integer(line.sum.posts)))
                if RefusalReason(rawValue: line.reason)?.code == 6009 { duplicates += line.sum.posts }
            case "returned": if line.sum.posts != 0 { returns.append((line.reason, .integer(line.sum.posts))) }
            default: break
            }
        }

        var members: [(name: String, value: JSONValue)] {
            func sum(_ outcome: String) -> VendorSum { outcomes[outcome] ?? VendorSum() }
            var all = sum("accepted")
            all.add(sum("updated"))
            all.add(sum("refused"))
            let (accepted, returned) = (sum("accepted"), sum("returned"))
            let net = Money(cents: accepted.cost) + Money(cents: 0 &- returned.cost)
            let kept = accepted.posts - returned.posts
            return [
                ("posts", .integer(all.posts)), ("accepted", .integer(accepted.posts)),
                ("updated", .integer(sum("updated").posts)), ("refused", .integer(sum("refused").posts)),
                ("duplicates", .integer(duplicates)), ("returned", .integer(returned.posts)),
                ("cost", .string(Money(cents: accepted.cost).text)),
                ("returned_cost", .string(Money(cents: returned.cost).text)), ("net_cost", .string(net.text)),
                ("cost_per_lead", kept > 0 ? .string(Money(cents: net.cents / kept).text) : .null),
                ("average_microseconds", .integer(all.posts > 0 ? all.waited / all.posts : 0)),
                ("slowest_microseconds", .integer(all.slowest)),
                ("refusals", .object(refusals)), ("returns", .object(returns)),
            ]
        }
    }
}
