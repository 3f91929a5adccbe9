import SluiceCore

/// The look-ups as PostgreSQL gets them: one statement a question for all phones, which travel as arrays. Each row says
/// last which of them it is about.
///
/// The inner queries are never flattened, so each phone is one search in an index, whatever the planner believes about
/// the sizes of arrays and tables.
extension LeadFacts {
    private static let manyMatches = """
        SELECT found.lead_id, found.list_id, found.created_at, given.place
        FROM unnest($1, $2, $3) AS given (account_id, phone, place)
        CROSS JOIN LATERAL (
            SELECT lead_id, list_id, created_at FROM lead_phone
            WHERE account_id = given.account_id AND phone = given.phone
            ORDER BY lead_id DESC LIMIT 200) AS found
        """
    private static let manyDetails = """
        SELECT found.lead_id, found.list_id, found.created_at, l.status, l.last_called_at, l.called_count, l.criteria_id,
               CAST(l.fields AS TEXT), given.place
        FROM unnest($1, $2, $3) AS given (account_id, phone, place)
        CROSS JOIN LATERAL (
            SELECT account_id, lead_id, list_id, created_at FROM lead_phone
            WHERE account_id = given.account_id AND phone = given.phone
            ORDER BY lead_id DESC LIMIT 200) AS found
        CROSS JOIN LATERAL (
            SELECT status, last_called_at, called_count, criteria_id, fields FROM lead
            WHERE account_id = found.account_id AND id = found.lead_id OFFSET 0) AS l
        """
    private static let manyArchived = """
        SELECT found.created_at, given.place FROM unnest($1, $2, $3) AS given (account_id, phone, place)
        CROSS JOIN LATERAL (
            SELECT created_at FROM archived_phone WHERE account_id = given.account_id AND phone = given.phone
            ORDER BY created_at DESC LIMIT 1) AS found
        """
    private static let manyEntries = """
        SELECT found.id, found.number, found.scope, found.scope_id, found.scope_word, found.origin, found.reason,
               found.purpose, found.created_at, given.place
        FROM unnest($1, $2, $3) AS given (account_id, number, place)
        CROSS JOIN LATERAL (
            SELECT \(DNCList.columns) FROM dnc_entry
            WHERE account_id = given.account_id AND number = given.number OFFSET 0) AS found
        """

    /// One question: who asks it, the numbers that it is about, and how its rows are taken in.
    private struct Question {
        let sql: String
        let place: Int
        let isAsked: (RowQuestions) -> Bool
        let numbers: (PhoneKey) -> [Int64]
        let take: (Row, inout PhoneRows) throws -> Void
    }

    private var questions: [Question] {
        let phone: (PhoneKey) -> [Int64] = { [$0.phone.digits] }
        return [
            Question(
                sql: LeadFacts.manyMatches, place: 3,
                isAsked: { $0.contains(.matches) && !$0.contains(.details) }, numbers: phone,
                take: { row, found in found.matches.append(try match(row, withDetail: false)) }),
            Question(
                sql: LeadFacts.manyDetails, place: 8, isAsked: { $0.contains(.details) }, numbers: phone,
                take: { row, found in found.matches.append(try match(row, withDetail: true)) }),
            Question(
                sql: LeadFacts.manyArchived, place: 1, isAsked: { $0.contains(.archive) }, numbers: phone,
                take: { row, found in found.archived.append(Timestamp(try row.integer(0))) }),
            Question(
                sql: LeadFacts.manyEntries, place: 9, isAsked: { $0.contains(.dnc) },
                numbers: { DNCEntry.keys(for: $0.phone) },
                take: { row, found in found.dnc.append(try DNCList.entry(row)) }),
        ]
    }

    /// The answers to the questions, for every phone, in one round trip.
    func rowsTogether(_ asked: [(PhoneKey, RowQuestions)]) throws -> [PhoneKey: PhoneRows] {
        var answers = Array(repeating: PhoneRows(), count: asked.count)
        var statements: [Statement] = []
        var takers: [Question] = []
        for question in questions {
            var (accounts, numbers, places): ([Int64?], [Int64?], [Int64?]) = ([], [], [])
            for (place, (key, wanted)) in asked.enumerated() where question.isAsked(wanted) {
                for number in question.numbers(key) {
                    accounts.append(key.account.number)
                    numbers.append(number)
                    places.append(Int64(place))
                }
            }
            guard !numbers.isEmpty else { continue }
            statements.append(Statement(question.sql, [.integers(accounts), .integers(numbers), .integers(places)]))
            takers.append(question)
        }
        for (question, rows) in zip(takers, try connection.runAll(statements)) {
            for row in rows {
                let place = Int(clamping: try row.integer(question.place))
                guard answers.indices.contains(place) else { throw DatabaseError(.shape, "place") }
                try question.take(row, &answers[place])
            }
        }
        var found: [PhoneKey: PhoneRows] = Dictionary(minimumCapacity: asked.count)
        for (place, (key, _)) in asked.enumerated() {
            answers[place].sortMatches()
            found[key] = answers[place]
        }
        return found
    }
}
