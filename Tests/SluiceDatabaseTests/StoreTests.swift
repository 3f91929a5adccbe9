import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `The stores on every engine` {
    static let account = AccountID(7)
    static let now = TestBed.noon

    @Test(arguments: Engine.available)
    func `an entry is on the list once per scope, and the journal's chain holds`(engine: Engine) async throws {
        let database = try await engine.open()
        // A lift leaves an entry in the account's audit log, so there must be an account.
        let account = try await database.write {
            try Accounts($0).create(name: "Test", timeZone: "UTC", at: Self.now).id
        }
        func add(_ number: Int64, _ scope: DNCScope, _ origin: DNCEntry.Origin) async throws -> DNCEntry? {
            try await database.write { connection in
                let list = DNCList(connection, of: account)
                try connection.lock(list.locks(for: [number]))
                return try list.add(
                    number: number, scope: scope, origin: origin, reason: "DNC", purpose: "", by: "test", salt: "s",
                    at: Self.now)
            }
        }
        let first = try #require(try await add(13_105_556_789, .account, .operator))
        #expect(try await add(13_105_556_789, .account, .operator) == nil)
        #expect(try await add(13_105_556_789, .campaign(CampaignID(11)), .operator) != nil)
        #expect(try await add(1_310_555, .purpose("sales"), .imported) != nil)
        // The person asks too: the entry becomes theirs, and stays so.
        #expect(try await add(13_105_556_789, .account, .consumer) == nil)
        #expect(try await add(13_105_556_789, .account, .operator) == nil)
        let found = try await database.read { connection in
            try DNCList(connection, of: account).entries(for: PhoneNumber(13_105_556_789))
        }
        #expect(found.count == 3)
        #expect(found.first { $0.id == first.id }?.origin == .consumer)
        try await database.write { connection in
            let list = DNCList(connection, of: account)
            try connection.lock(list.locks(for: [1_310_555]))
            if let entry = try list.entry(number: 1_310_555, scope: .purpose("sales")) {
                try list.lift(entry, by: "test", salt: "t", at: Self.now)
            }
        }
        let lines = try await database.read { try Suppressions($0, of: account).lines(after: 0, limit: 100) }
        #expect(lines.map(\.action) == ["add", "add", "add", "change", "lift"])
        #expect(lines.map(\.id) == [1, 2, 3, 4, 5])
        var chain = ""
        for line in lines {
            #expect(Suppressions.holds(line, after: chain))
            chain = line.chain
        }
        var erased = lines[1]
        erased.payload = ""
        #expect(Suppressions.holds(erased, after: lines[0].chain))
        var forged = lines[1]
        forged.payload = forged.payload.replacing("555", with: "556")
        #expect(!Suppressions.holds(forged, after: lines[0].chain))
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `simultaneous additions of one number make one entry`(engine: Engine) async throws {
        let database = try await engine.open()
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await database.write { connection in
                        let list = DNCList(connection, of: Self.account)
                        try connection.lock(list.locks(for: [13_105_556_789]))
                        return try list.add(
                            number: 13_105_556_789, scope: .account, origin: .operator, reason: "", purpose: "",
                            by: "test", salt: "s", at: Self.now) != nil
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        let lines = try await database.read { try Suppressions($0, of: Self.account).lines(after: 0, limit: 100) }
        #expect(lines.count == 1)
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `a reader of events misses none, whatever order they commit in`(engine: Engine) async throws {
        let database = try await engine.open(blockSize: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<25 {
                        try await database.write { connection in
                            let id = try connection.ids.take(from: .row)
                            try connection.run(
                                Events.insertion(
                                    .leadCreated, lead: LeadID(Int64(writer * 100 + number + 1)), of: Self.account,
                                    id: id, at: Self.now, facts: "{}"))
                        }
                    }
                }
            }
            group.addTask {
                var position = Events.Position()
                var seen: [Int64] = []
                while seen.count < 100 {
                    let place = position
                    let page = try await database.read { try Events.after(place, limit: 7, on: $0) }
                    if let last = page.last { position = last.position }
                    seen += page.compactMap(\.event.lead?.number)
                }
                #expect(Set(seen).count == 100)
                // Of one writer, in its own order.
                for writer in 0..<4 {
                    let own = seen.filter { ($0 - 1) / 100 == Int64(writer) }
                    #expect(own == own.sorted())
                }
            }
            try await group.waitForAll()
        }
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `two changes of one configuration never cross`(engine: Engine) async throws {
        let database = try await engine.open()
        let cache = ConfigurationCache(database)
        let account = try await database.write { connection in
            try Accounts(connection).create(name: "A", timeZone: "UTC", at: Self.now).id
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await cache.edit(account, by: "test", at: Self.now) { edit in
                        let number = try edit.nextID(.seller)
                        try edit.put(Seller(id: SellerID(number), name: "Seller \(edit.snapshot.sellers.count)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        let snapshot = try #require(try await database.read { try Configurations($0, of: account).snapshot() })
        #expect(snapshot.sellers.count == 12)
        #expect(Set(snapshot.sellers.values.map(\.name)).count == 12)
        #expect(snapshot.version == 12)
        #expect(cache.current(account)?.version == 12)
        let changes = try await database.read { connection in
            try connection.first("SELECT count(*) FROM configuration_change")?.integer(0)
        }
        #expect(changes == 12)
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `a lead's phone row follows its life`(engine: Engine) async throws {
        let database = try await engine.open()
        var lead = Lead(
            id: LeadID(1), listID: ListID(5), phone: PhoneNumber(13_105_556_789), status: "NEW", createdAt: Self.now,
            modifiedAt: Self.now)
        let first = lead
        try await database.write { connection in
            try connection.runAll(
                Leads.insert(first, fields: #"{"city":"Zoë"}"#, of: Self.account, dialect: connection.dialect))
        }
        func rows() async throws -> PhoneRows? {
            let key = PhoneKey(Self.account, PhoneNumber(13_105_556_789))
            return try await database.read { connection in
                try LeadFacts(connection).rows([(key, [.matches, .details, .archive, .dnc])])[key]
            }
        }
        func save(_ change: (inout Lead) -> Void) async throws {
            let before = lead
            change(&lead)
            let after = lead
            try await database.write { try Leads($0, of: Self.account).save(after, before: before) }
        }
        #expect(try await rows()?.matches.first?.detail?.fields.contains("Zoë") == true)
        lead.fields = ["city": "Zoë"]
        try await save { $0.archivedAt = Self.now }
        #expect(try await rows()?.matches.isEmpty == true)
        #expect(try await rows()?.archived.count == 1)
        try await save { $0.deletedAt = Self.now }
        #expect(try await rows()?.archived.isEmpty == true)
        try await save {
            $0.archivedAt = nil
            $0.deletedAt = nil
            $0.status = "NI"
        }
        #expect(try await rows()?.matches.first?.detail?.status == "NI")
        #expect(try await database.read { try Leads($0, of: Self.account).lead(LeadID(1)) } == lead)
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `a lead waits once per campaign, with the higher priority and the later end`(engine: Engine) async throws {
        let database = try await engine.open()
        let campaign = CampaignID(11)
        func insert(_ priority: Int, _ seconds: Int64?) async throws {
            let plan = HopperPlan(
                campaignID: campaign, priority: priority, expiresAt: seconds.map { Self.now.adding(seconds: $0) })
            try await database.write { connection in
                try connection.run(
                    Hopper.insertion(
                        plan, lead: LeadID(1), id: try connection.ids.take(from: .row), of: Self.account, at: Self.now))
            }
        }
        try await insert(50, 10)
        try await insert(20, 60)
        try await insert(70, 30)
        var waiting = try await database.read { try Hopper($0, of: Self.account).waiting(campaign, limit: 10) }
        #expect(waiting.map(\.priority) == [70])
        #expect(waiting.first?.expiresAt == Self.now.adding(seconds: 60))
        try await insert(1, nil)
        waiting = try await database.read { try Hopper($0, of: Self.account).waiting(campaign, limit: 10) }
        #expect(waiting.map(\.expiresAt) == [nil])
        await database.close()
    }
}
