import SluiceCore
import SluiceDatabase

/// What shadows said, as the command line and the native API ask for it.
extension AccountDesk {
    /// How often the shadow of some Criteria agreed with them, from one day to another.
    func shadowReport(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        fields.require("criteria")
        let today = AccountTime(configuration.account).day(at: parts.clock.now())
        func day(_ name: String) -> CalendarDate? {
            guard let text = fields.value(name), !text.isEmpty else { return nil }
            let day = text.utf8.count == 10 ? CalendarDate(wire: text) : nil
            if day == nil { fields.fault(name, "takes a day such as 2026-01-20") }
            return day
        }
        let to = day("to") ?? today
        let from = day("from") ?? to.flatMap { CalendarDate(Timestamp(($0.daysSince1970 - 6) &* 86_400_000)) }
        let id = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames)
        if let from, let to, from > to { fields.fault("from", "is after to") }
        try fields.check("a report")
        guard let from, let to, let criteria = id.flatMap({ configuration.criteria[$0] }) else {
            throw ProblemReport("from", "is no day of the calendar")
        }
        let account = account
        let lines = try await parts.database.read { connection in
            try ShadowFigures(connection, of: account).report(on: criteria.id, from: from, to: to)
        }
        return report(lines, on: criteria, from, to, tokens: try await tokenNames())
    }

    private func report(
        _ lines: [ShadowFigures.Line], on criteria: LeadPostCriteria, _ from: CalendarDate, _ to: CalendarDate,
        tokens: [TokenID: String]
    ) -> JSONValue {
        func name(_ id: CriteriaID) -> String { configuration.criteria[id]?.name ?? "(removed \(id))" }
        let posts = lines.reduce(0) { $0 + $1.posts }
        let agreed = lines.reduce(0) { $0 + ($1.pair.isAgreed ? $1.posts : 0) }
        let entries: [JSONValue] = lines.sorted { left, right in
            left.pair.isAgreed == right.pair.isAgreed ? left.posts > right.posts : right.pair.isAgreed
        }.map { line in
            .object(
                [
                    ("agrees", .bool(line.pair.isAgreed)), ("shadow", .string(name(line.shadowID))),
                    ("token", .string(TrialWords.token(line.tokenID, tokens))),
                ] + TrialWords.members(of: line.pair) + [
                    ("posts", .integer(line.posts)),
                    ("samples", .array(line.samples.map { .integer($0.number) })),
                ])
        }
        return .members(
            ("criteria", .string(criteria.name)), ("shadow", .text(criteria.shadowID.map(name))),
            ("from", .string(from.text)), ("to", .string(to.text)), ("posts", .integer(posts)),
            ("agree", .integer(agreed)), ("differ", .integer(posts - agreed)), ("entries", .array(entries)))
    }
}
