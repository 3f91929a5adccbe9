public import SluiceCore

/// Where an account holds something of a person.
public struct PersonTraces: Sendable, Hashable {
    /// Their leads, archived and deleted ones too.
    public var leads: [LeadID] = []
    /// The receipts of their posts, refused ones too, with the posts that are held.
    public var receipts: [Int64] = []
    /// The answers that are kept for Idempotency-Keys.
    public var answers: [IdempotencyKey] = []
    /// The entries of the audit log whose payload names them.
    public var auditEntries: [Int64] = []

    /// A row of a file that an import did not take, and keeps to be mended.
    public struct FaultPlace: Sendable, Hashable {
        /// The import.
        public var job: Int64
        /// The row.
        public var row: Int64

        /// This row of this import.
        public init(job: Int64, row: Int64) {
            self.job = job
            self.row = row
        }
    }
    /// The deliveries that tell of them.
    public var deliveries: [Int64] = []
    /// The rows that imports did not take and that name them.
    public var importFaults: [FaultPlace] = []

    /// Looks through everything that an account holds. Nobody waits for it: it reads a page at a time.
    public static func find(
        _ person: PersonMatch, in account: AccountID, _ database: any Database
    ) async throws -> PersonTraces {
        var traces = PersonTraces()
        try await walk(database) { connection, last in
            let rows = try connection.run(
                """
                SELECT id, phone, \(clause: connection.dialect.packedText("fields")) FROM lead
                WHERE account_id = \(account.number) AND id > \(last) ORDER BY id LIMIT \(page)
                """)
            let found = try rows.filter { try person.holds($0.integer(1)) || person.isIn($0.text(2)) }
            return (try rows.last?.integer(0), try found.map { try $0.integer(0) })
        } take: {
            traces.leads += $0.map(LeadID.init)
        }
        let leads = Set(traces.leads.map(\.number))
        try await walk(database) { connection, last in
            let rows = try connection.run(
                """
                SELECT id, phone, lead_id, post FROM receipt
                WHERE account_id = \(account.number) AND id > \(last) ORDER BY id LIMIT \(page)
                """)
            let found = try rows.filter { row in
                if let phone = try row.optionalInteger(1), person.holds(phone) { return true }
                if let lead = try row.optionalInteger(2), leads.contains(lead) { return true }
                return try person.isIn(row.text(3))
            }
            return (try rows.last?.integer(0), try found.map { try $0.integer(0) })
        } take: {
            traces.receipts += $0
        }
        // A post may be held for longer than its receipt is kept.
        let known = Set(traces.receipts)
        try await walk(database) { connection, last in
            let rows = try connection.run(
                """
                SELECT receipt_id, post FROM held_post
                WHERE account_id = \(account.number) AND receipt_id > \(last) ORDER BY receipt_id LIMIT \(page)
                """)
            let found = try rows.filter { try person.isIn($0.text(1)) }
            return (try rows.last?.integer(0), try found.map { try $0.integer(0) })
        } take: {
            traces.receipts += $0.filter { !known.contains($0) }
        }
        try await walk(database) { connection, last in
            let rows = try connection.run(
                """
                SELECT sequence, kind, payload FROM audit_entry
                WHERE account_id = \(account.number) AND sequence > \(last) ORDER BY sequence LIMIT \(page)
                """)
            // What lifted an entry is the proof that it might be lifted, and is kept with the journal.
            let found = try rows.filter {
                try $0.text(1) != AuditKind.dncLifted.rawValue && person.isIn($0.text(2))
            }
            return (try rows.last?.integer(0), try found.map { try $0.integer(0) })
        } take: {
            traces.auditEntries += $0
        }
        traces.deliveries = try await deliveries(person, leads, in: account, database)
        traces.answers = try await answers(person, leads, in: account, database)
        traces.importFaults = try await faults(person, in: account, database)
        return traces
    }

    private static func faults(
        _ person: PersonMatch, in account: AccountID, _ database: any Database
    ) async throws -> [FaultPlace] {
        var found: [FaultPlace] = []
        var last = FaultPlace(job: 0, row: 0)
        while true {
            let start = last
            let rows = try await database.read { connection in
                try connection.run(
                    """
                    SELECT job_id, row_number, cells FROM import_fault
                    WHERE account_id = \(account.number) AND (job_id, row_number) > (\(start.job), \(start.row))
                    ORDER BY job_id, row_number LIMIT \(page)
                    """)
            }
            guard let end = rows.last else { return found }
            last = FaultPlace(job: try end.integer(0), row: try end.integer(1))
            for row in rows where try person.isIn(row.text(2)) {
                found.append(FaultPlace(job: try row.integer(0), row: try row.integer(1)))
            }
        }
    }

    private static let page: Int64 = 1000

    private static func walk(
        _ database: any Database,
        _ step: @escaping @Sendable (any Connection, Int64) throws -> (last: Int64?, found: [Int64]),
        take: ([Int64]) -> Void
    ) async throws {
        var last: Int64 = 0
        while true {
            let start = last
            let (end, found) = try await database.read { connection in try step(connection, start) }
            take(found)
            guard let end else { return }
            last = end
        }
    }

    /// Answers live for a day, so they are few enough to be read at once for each token.
    private static func answers(
        _ person: PersonMatch, _ leads: Set<Int64>, in account: AccountID, _ database: any Database
    ) async throws -> [IdempotencyKey] {
        var found: [IdempotencyKey] = []
        var last = (token: Int64.min, path: "", key: "")
        while true {
            let start = last
            let rows = try await database.read { connection in
                try connection.run(
                    """
                    SELECT token_id, path, key, digest, answer FROM idempotency
                    WHERE account_id = \(account.number) AND (token_id, path, key) > (\(start.token), \(start.path), \(start.key))
                    ORDER BY token_id, path, key LIMIT \(page)
                    """)
            }
            guard let end = rows.last else { return found }
            last = (try end.integer(0), try end.text(1), try end.text(2))
            for row in rows {
                let answer = try row.text(4)
                guard person.isIn(answer) || PersonTraces.names(leads, in: answer) else { continue }
                found.append(
                    IdempotencyKey(
                        account: account, token: TokenID(try row.integer(0)), path: try row.text(1),
                        key: try row.text(2), digest: try row.text(3)))
            }
        }
    }

    private static func names(_ leads: Set<Int64>, in answer: String) -> Bool {
        // An answer that is no JSON names no lead.
        guard !leads.isEmpty, let value = try? JSONValue(parsing: Array(answer.utf8)) else { return false }
        func isIn(_ value: JSONValue, _ name: String) -> Bool {
            if let members = value.members { return members.contains { isIn($0.value, $0.name) } }
            if let elements = value.elements { return elements.contains { isIn($0, name) } }
            guard ["lead_id", "id"].contains(name) else { return false }
            return (value.integer ?? value.string.flatMap { Int64($0) }).map(leads.contains) ?? false
        }
        return isIn(value, "")
    }
}
