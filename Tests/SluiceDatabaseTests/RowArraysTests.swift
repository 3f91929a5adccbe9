import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `New rows stored together` {
    private static let account = AccountID(1)
    private static let now = TestBed.noon

    private static func lead(_ number: Int64, called: Int64?) -> Lead {
        Lead(
            id: LeadID(number), listID: ListID(5), phone: PhoneNumber(13_105_550_100 + number), status: "A\"{,}\\",
            createdAt: now, modifiedAt: now, lastCalledAt: called.map(Timestamp.init))
    }

    /// As intake gives them: the rows of one lead after those of another, changes of earlier ones among them.
    private static func statements(_ dialect: Dialect) -> [Statement] {
        var statements: [Statement] = []
        for number in Int64(1)...5 {
            let lead = lead(number, called: number == 3 ? 77 : nil)
            statements += Leads.insert(
                lead, fields: #"{"city":"Zoë, \"{NULL}\" \\"}"#, of: account, dialect: dialect)
            if number == 4 { statements += Leads.move(LeadID(2), to: ListID(9), at: now, of: account) }
            let receipt = Receipt(
                accountID: account, at: now, outcome: .accepted, leadID: lead.id,
                phone: number == 1 ? nil : lead.phone, door: .insert, version: 1, entries: [], notes: [])
            statements.append(
                Receipts.insertion(
                    receipt, id: number, trail: ReceiptTrail.text([], notes: ["a \"note\"", "{}"]), post: "{\"a\":\"\"}"
                ))
            statements.append(
                Events.insertion(
                    .leadCreated, lead: number == 5 ? nil : lead.id, of: account, id: number, at: now, facts: "{}"))
        }
        return statements
    }

    /// What stands in the tables after the statements ran.
    private static func rows(
        _ engine: Engine, _ run: @escaping @Sendable (any Connection) throws -> Void
    ) async throws -> (rows: [[Row]], texts: Set<String>) {
        let database = RecordingDatabase(try await engine.open())
        try await database.write(run)
        let texts = database.texts
        let rows = try await database.read { connection in
            try ["lead", "lead_phone", "event", "receipt"].map { table in
                let columns = table == "event" ? "id, account_id, kind, lead_id, at, facts" : "*"
                let order = table == "lead_phone" ? "lead_id" : "id"
                return try connection.run(Statement("SELECT \(columns) FROM \(table) ORDER BY \(order)", []))
            }
        }
        await database.close()
        return (rows, texts)
    }

    @Test(arguments: Engine.available)
    func `are the same rows as stored one by one`(engine: Engine) async throws {
        let single = try await Self.rows(engine) { try $0.runAll(Self.statements($0.dialect)) }
        let together = try await Self.rows(engine) { try $0.store(Self.statements($0.dialect)) }
        #expect(together.rows.map { $0.map(\.values) } == single.rows.map { $0.map(\.values) })
        #expect(together.rows.map(\.count) == [5, 5, 5, 5])
        let inserts = together.texts.filter { $0.hasPrefix("INSERT INTO") && !$0.contains("VALUES") }
        #expect(inserts.count == (engine == .postgres ? 4 : 0))
    }

    @Test(arguments: Engine.available)
    func `are all left out when one of them cannot be stored`(engine: Engine) async throws {
        let database = try await engine.open()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { connection in
                let twice = Leads.insert(
                    Self.lead(3, called: nil), fields: "{}", of: Self.account, dialect: connection.dialect)
                try connection.store(Self.statements(connection.dialect) + twice)
            }
        }
        #expect(error?.code == .constraint)
        let count = try await database.read { try $0.first("SELECT count(*) FROM lead")?.integer(0) }
        #expect(count == 0)
        await database.close()
    }

    /// The locks of a batch are taken by one statement; two batches that name them in another order must not wait for
    /// each other in a circle, and never hold one together.
    @Test(arguments: Engine.available)
    func `take their locks in one order`(engine: Engine) async throws {
        let database = try await engine.open()
        try await database.write { try $0.run("INSERT INTO cursor (name) VALUES ('count')") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<24 {
                group.addTask {
                    let keys = Array(Int64(-40)..<40)
                    try await database.write { connection in
                        try connection.lock(round % 2 == 0 ? keys : keys.reversed(), shared: [99])
                        let before = try connection.first("SELECT tx FROM cursor WHERE name = 'count'")?.integer(0)
                        try connection.run("UPDATE cursor SET tx = \((before ?? 0) + 1) WHERE name = 'count'")
                    }
                }
            }
            try await group.waitForAll()
        }
        let count = try await database.read { try $0.first("SELECT tx FROM cursor")?.integer(0) }
        #expect(count == 24)
        await database.close()
    }
}
