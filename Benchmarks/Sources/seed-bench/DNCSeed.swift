import BenchData
import SluiceCore
import SluiceDatabase

/// Writes Do Not Call entries as an import would, in the order of their numbers.
struct DNCSeed {
    private static let rowsInStatement = 500
    private static let statementsInBatch = 40
    private let store: Store

    init(_ store: Store) {
        self.store = store
    }

    func fill(_ count: Int64) async throws {
        guard count > 0 else { return }
        var numbers: [Int64] = []
        numbers.reserveCapacity(Int(count))
        PhoneSpace(.listed).rising(count) { numbers.append($0.digits) }
        let step = DNCSeed.rowsInStatement * DNCSeed.statementsInBatch
        for start in stride(from: 0, to: numbers.count, by: step) {
            let part = Array(numbers[start..<min(start + step, numbers.count)])
            let account = store.account
            try await store.database.session { connection in
                let sequence = IDSequence(.dnc, of: account.number)
                try connection.ids.ensure(Int64(part.count), of: sequence, on: connection)
                let first = try connection.ids.take(Int64(part.count), from: sequence)
                try connection.transaction { connection in
                    _ = try connection.runAll(DNCSeed.statements(part, first: first, account, Store.now))
                }
            }
        }
    }

    private static func statements(
        _ numbers: [Int64], first: Int64, _ account: AccountID, _ now: Timestamp
    ) -> [Statement] {
        stride(from: 0, to: numbers.count, by: rowsInStatement).map { start in
            let rows = numbers[start..<min(start + rowsInStatement, numbers.count)]
            let values = rows.indices.map { index in
                let place = (index - start) * 2
                return "($1, $\(place + 3), $\(place + 4), 'account', 'import', $2)"
            }
            return Statement(
                """
                INSERT INTO dnc_entry (account_id, id, number, scope, origin, created_at)
                VALUES \(values.joined(separator: ", "))
                """,
                [.integer(account.number), .integer(now.milliseconds)]
                    + rows.indices.flatMap { [.integer(first + Int64($0)), .integer(rows[$0])] })
        }
    }
}
