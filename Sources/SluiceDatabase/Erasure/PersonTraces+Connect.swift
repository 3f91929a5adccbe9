import SluiceCore

extension PersonTraces {
    /// Deliveries about one of the leads, and those whose request or answers name the person.
    static func deliveries(
        _ person: PersonMatch, _ leads: Set<Int64>, in account: AccountID, _ database: any Database
    ) async throws -> [Int64] {
        var found: Set<Int64> = []
        var last: Int64 = 0
        while true {
            let start = last
            let rows = try await database.read { connection in
                try connection.run(
                    """
                    SELECT d.id, d.lead_id, r.request FROM delivery d
                    LEFT JOIN delivery_request r ON r.account_id = d.account_id AND r.id = d.id
                    WHERE d.account_id = \(account.number) AND d.id > \(start) ORDER BY d.id LIMIT 1000
                    """)
            }
            guard let end = rows.last else { break }
            last = try end.integer(0)
            for row in rows {
                let isAbout = try row.optionalInteger(1).map(leads.contains) == true
                if try isAbout || person.isNamed(in: row.optionalText(2) ?? "") { found.insert(try row.integer(0)) }
            }
        }
        var place: (delivery: Int64, number: Int64) = (0, 0)
        while true {
            let start = place
            let rows = try await database.read { connection in
                try connection.run(
                    """
                    SELECT delivery_id, number, request, answer FROM delivery_attempt
                    WHERE account_id = \(account.number) AND (delivery_id, number) > (\(start.delivery), \(start.number))
                    ORDER BY delivery_id, number LIMIT 1000
                    """)
            }
            guard let end = rows.last else { break }
            place = (try end.integer(0), try end.integer(1))
            for row in rows where try person.isNamed(in: row.text(2)) || person.isNamed(in: row.text(3)) {
                found.insert(try row.integer(0))
            }
        }
        return found.sorted()
    }
}
