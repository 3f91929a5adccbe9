public import SluiceCore

/// The persons that were erased from one account, and how it is done.
///
/// What the law wants kept stays: Do Not Call entries and SMS opt-outs with their journal, and consent. The hash chains hold
/// without what was emptied, since they cover salted digests.
public struct Erasures {
    /// One erasure.
    public struct Record: Sendable, Hashable, Codable {
        /// Whose person.
        public var account: AccountID
        /// Its number in the account.
        public var id: Int64
        /// When.
        public var at: Timestamp
        /// Who did it.
        public var actor: String
        /// The person, as a restored archive is looked through for them.
        public var person: PersonMatch
        /// How much was found of what, as JSON.
        public var traces: String

        /// A record of these values.
        public init(
            account: AccountID, id: Int64, at: Timestamp, actor: String, person: PersonMatch, traces: String
        ) {
            self.account = account
            self.id = id
            self.at = at
            self.actor = actor
            self.person = person
            self.traces = traces
        }
    }

    let connection: any Connection
    let account: AccountID

    /// Those of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// How many entries are kept for these numbers, as the law wants it.
    public func kept(_ phones: [PhoneNumber]) throws -> (dnc: Int64, smsOptOuts: Int64, consents: Int64) {
        let numbers = phones.map(\.digits)
        func count(_ statement: Statement) throws -> Int64 { try connection.first(statement)?.integer(0) ?? 0 }
        return (
            try count(
                "SELECT count(*) FROM dnc_entry WHERE account_id = \(account.number) AND number IN (\(list: numbers))"),
            try count(
                "SELECT count(*) FROM sms_opt_out WHERE account_id = \(account.number) AND number IN (\(list: numbers))"
            ),
            try count(
                "SELECT count(*) FROM consent WHERE account_id = \(account.number) AND phone IN (\(list: numbers))")
        )
    }

    /// Empties receipts of everything personal; verdicts, reasons and times stay.
    public func empty(receipts: [Int64]) throws {
        try HeldPosts.remove(receipts, of: account, connection)
        for id in receipts {
            guard
                let row = try connection.first(
                    "SELECT trail FROM receipt WHERE id = \(id) AND account_id = \(account.number)")
            else { continue }
            var trail = try ReceiptTrail.read(try row.text(0))
            for place in trail.entries.indices { trail.entries[place].evidence = nil }
            trail.shadow?.refusal?.evidence = ""
            let bare = ReceiptTrail.text(trail.entries, notes: [], shadow: trail.shadow)
            try connection.run(
                """
                UPDATE receipt SET phone = NULL, post = '{}', trail = \(bare)
                WHERE id = \(id) AND account_id = \(account.number)
                """)
        }
    }

    /// Takes leads away with all that hangs on them; their events stay without their facts.
    public func remove(leads: [LeadID]) throws {
        func read() throws -> [Lead] { try leads.compactMap { try Leads(connection, of: account).lead($0) } }
        // Whoever stores or changes leads shares the account's lock, and holds that of the number.
        try connection.lock(
            try read().map { PhoneKey(account, $0.phone).lock }, shared: [Configurations.lock(of: account)])
        let found = try read()
        try connection.run(
            """
            UPDATE event SET facts = '{}'
            WHERE account_id = \(account.number) AND lead_id IN (\(list: leads.map(\.number)))
            """)
        // Those made since somebody looked, too.
        let told = try connection.run(
            "SELECT id FROM delivery WHERE account_id = \(account.number) AND lead_id IN (\(list: leads.map(\.number)))"
        ).map { try $0.integer(0) }
        try Deliveries.remove(told, of: account, connection)
        for lead in found {
            let number = lead.id.number
            for table in ["lead_phone", "archived_phone"] {
                try connection.run(
                    "DELETE FROM \(clause: table) WHERE account_id = \(account.number) AND phone = \(lead.phone.digits) AND lead_id = \(number)"
                )
            }
            try connection.run(
                "DELETE FROM hopper_entry WHERE account_id = \(account.number) AND lead_id = \(number)")
            try connection.run(
                """
                DELETE FROM search_key WHERE account_id = \(account.number)
                  AND stretch = \(SearchIndex.stretch(of: lead.id)) AND lead_id = \(number)
                """)
            try connection.run("DELETE FROM callback WHERE account_id = \(account.number) AND lead_id = \(number)")
            try connection.run("DELETE FROM lead WHERE account_id = \(account.number) AND id = \(number)")
        }
    }

    /// Empties rows that imports did not take: that there was one stays, and why.
    public func empty(importFaults: [PersonTraces.FaultPlace]) throws {
        for fault in importFaults {
            try connection.run(
                """
                UPDATE import_fault SET detail = '', cells = '[]'
                WHERE account_id = \(account.number) AND job_id = \(fault.job) AND row_number = \(fault.row)
                """)
        }
    }

    /// Forgets kept answers: the same key is a new request then.
    public func forget(answers: [IdempotencyKey]) throws {
        for key in answers {
            try connection.run(
                """
                DELETE FROM idempotency
                WHERE account_id = \(account.number) AND token_id = \(key.token.number) AND path = \(key.path)
                  AND key = \(key.key)
                """)
        }
    }

    /// Stores the record of an erasure under its number.
    public func add(_ record: Record) throws {
        try connection.run(
            """
            INSERT INTO erasure (account_id, id, at, actor, person, traces)
            VALUES (\(account.number), \(record.id), \(record.at.milliseconds), \(record.actor),
                    \(try ConfigurationBody.text(of: record.person)), \(record.traces))
            """)
    }

    /// The number of the next one.
    public func nextNumber() throws -> Int64 {
        (try connection.first("SELECT max(id) FROM erasure WHERE account_id = \(account.number)")?.optionalInteger(0)
            ?? 0) &+ 1
    }

    /// Every one, the oldest first.
    public func all() throws -> [Record] {
        try connection.run(
            "SELECT id, at, actor, person, traces FROM erasure WHERE account_id = \(account.number) ORDER BY id"
        ).map { row in
            Record(
                account: account, id: try row.integer(0), at: Timestamp(try row.integer(1)), actor: try row.text(2),
                person: try ConfigurationBody.object(PersonMatch.self, from: try row.text(3)),
                traces: try row.text(4))
        }
    }
}

extension PersonTraces {
    private static let batch = 100

    /// Takes everything away, a batch in each transaction, leads last: whatever stops it, doing it again finds the rest.
    public func erase(in account: AccountID, _ database: any Database) async throws {
        for start in stride(from: 0, to: receipts.count, by: PersonTraces.batch) {
            let some = Array(receipts[start..<min(receipts.count, start + PersonTraces.batch)])
            try await database.write { try Erasures($0, of: account).empty(receipts: some) }
        }
        let (answers, entries, faults, deliveries) = (answers, auditEntries, importFaults, deliveries)
        try await database.write { connection in
            try Erasures(connection, of: account).empty(importFaults: faults)
            try Erasures(connection, of: account).forget(answers: answers)
            try Deliveries.remove(deliveries, of: account, connection)
            for entry in entries { try AuditLog(connection, of: account).erasePayload(of: entry) }
        }
        for start in stride(from: 0, to: leads.count, by: PersonTraces.batch) {
            let some = Array(leads[start..<min(leads.count, start + PersonTraces.batch)])
            try await database.write { try Erasures($0, of: account).remove(leads: some) }
        }
    }
}
