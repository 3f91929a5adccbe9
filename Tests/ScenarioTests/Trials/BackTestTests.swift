import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A back-test` {
    /// Five posts: taken, a duplicate of it, no phone, one that stood on the Do Not Call list, and one that was put
    /// there afterwards. The criteria of the time asked for duplicates only.
    static func posted(_ engine: Engine = .sqlite) async throws -> TestBed {
        let bed = try await VendorBed.make(engine)
        try await bed.sell("3105550100")
        try await bed.sell("3105550100")
        try await bed.sell("123")
        try await bed.addDNC(13_105_550_101)
        try await bed.sell("3105550101")
        try await bed.sell("3105550102", [("state", "NV")])
        bed.time.advance(seconds: 60)
        try await bed.addDNC(13_105_550_102)
        return bed
    }

    struct Case: Sendable {
        var fields: [String: String]
        /// Taken to refused, refused to taken, otherwise, the same.
        var flips: [Int64]
        /// How many rest on their receipts alone.
        var onRecord: Int64
        /// What the first flip would be, and why.
        var verdict: [String?] = []
    }

    static let cases: [Case] = [
        Case(fields: [:], flips: [0, 0, 0, 5], onRecord: 5),
        Case(fields: ["check_dnc": "yes"], flips: [1, 0, 0, 4], onRecord: 2, verdict: ["refused", "dnc_listed"]),
        Case(fields: ["check_dup": "0"], flips: [0, 1, 0, 4], onRecord: 5, verdict: ["accepted", nil]),
        Case(fields: ["check_dup": "2"], flips: [0, 0, 0, 5], onRecord: 1),
        Case(fields: ["check_dup": "1", "dup_lead_age": "9"], flips: [0, 0, 0, 5], onRecord: 1),
        Case(fields: ["update_if_found": "yes"], flips: [0, 1, 0, 4], onRecord: 1, verdict: ["updated", nil]),
        Case(
            fields: ["accept_hours": "13:00-14:00"], flips: [3, 0, 0, 2], onRecord: 5,
            verdict: ["refused", "vendor_hours"]),
        Case(
            fields: ["cap_per_hour": "2"], flips: [1, 0, 0, 4], onRecord: 0, verdict: ["refused", "vendor_cap_hour"]),
        Case(
            fields: ["check_wireless": "yes", "unknown_carrier": "closed"], flips: [3, 0, 0, 2], onRecord: 2,
            verdict: ["refused", "wireless"]),
    ]

    /// A back-test changes nothing that another would see, so one account does for all of them.
    @Test(arguments: Engine.available)
    func `tells who would flip, and what that rests on`(engine: Engine) async throws {
        let bed = try await Self.posted(engine)
        for one in Self.cases {
            var form = ["criteria": "Acme"]
            for (name, value) in one.fields { form["field.\(name)"] = value }
            let found = try await bed.backTest(form)
            #expect(found["state"]?.string == "done" && found["percent"]?.integer == 100)
            #expect(found["posts"]?.integer == 5)
            #expect(found.flips == one.flips.map { $0 }, "\(one.fields): \(found.text)")
            #expect(found["on_record"]?.integer == one.onRecord, "\(one.fields): \(found.text)")
            let first = try #require(found.lines.first)
            #expect(first["key"]?.string == "Acme" && first["token"]?.string == "vendor")
            #expect((first["samples"]?.elements ?? []).isEmpty == false)
            if !one.verdict.isEmpty {
                #expect([first["would_be"]?.string, first["would_be_because"]?.string] == one.verdict)
            }
        }
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `writes nothing but its own row`(engine: Engine) async throws {
        let bed = try await Self.posted(engine)
        _ = try await Chores(bed.parts).addUpVendors()
        let before = try await BackupBed.rows(of: bed)
        _ = try await bed.backTest(["criteria": "Acme", "field.check_dnc": "yes", "field.check_dup": "0"])
        let after = try await BackupBed.rows(of: bed)
        for (table, rows) in before where !["back_test", "id_block"].contains(table) {
            #expect(after[table] == rows, "\(table)")
        }
        #expect(try await bed.count("back_test") == 1)
        await bed.parts.close()
    }

    /// Whatever was posted under whatever criteria: what rests on receipts alone ends as it did, though the rows that
    /// it was judged on are gone.
    @Test(arguments: Engine.available)
    func `flips nothing on record when nothing was changed`(engine: Engine) async throws {
        for seed in UInt64(1)...4 { try await Self.changeNothing(engine, seed: seed) }
    }

    private static func changeNothing(_ engine: Engine, seed: UInt64) async throws {
        var random = SeededDice(seed)
        let bed = try await VendorBed.make(engine) { terms in
            if seed.isMultiple(of: 2) { terms.hourCap = 6 }
        }
        let options = (
            scope: DuplicateScope.allCases[Int(random.next() % 5)], dnc: random.next() % 2 == 0,
            update: random.next() % 3 == 0, age: random.next() % 3 == 0
        )
        try await bed.changeAcme { criteria in
            criteria.options.duplicateScope = options.scope
            criteria.options.checksDNC = options.dnc
            criteria.options.updatesFound = options.update
            if options.age, options.scope != .none { criteria.options.duplicateAge = 3 }
        }
        for _ in 0..<24 {
            let phone = 3_105_550_100 + Int64(random.next() % 9)
            switch random.next() % 6 {
            case 0: try await bed.addDNC(10_000_000_000 + phone)
            case 1: bed.time.advance(seconds: Int64(random.next() % 50_000))
            case 2: try await bed.sell("12")
            default: try await bed.sell(String(phone), token: random.next() % 2 == 0 ? bed.token : nil)
            }
        }
        let account = bed.account
        _ = try await bed.parts.database.write { connection in
            try connection.run("DELETE FROM lead_phone WHERE account_id = \(account.number)")
            return try connection.run("DELETE FROM dnc_entry WHERE account_id = \(account.number)")
        }
        let found = try await bed.backTest(["criteria": "Acme", "days": "60"])
        #expect((found["posts"]?.integer ?? 0) > 5, "seed \(seed)")
        for line in found.lines where line["flip"]?.string != "same" {
            #expect(line["on_record"]?.integer == 0, "seed \(seed), \(options): \(line.text)")
        }
        if !options.update {
            #expect(found["on_record"]?.integer == found["posts"]?.integer, "seed \(seed), \(options): \(found.text)")
        }
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `judges over the posts of other keys, of none, and of its own days`(engine: Engine) async throws {
        let bed = try await Self.posted(engine)
        try await bed.edit { edit in
            var other = LeadPostCriteria(
                id: CriteriaID(10), name: "Beta", key: "betakey00", isActive: false, listID: TestBed.lists[1])
            other.options.checksDNC = true
            try edit.put(other)
        }
        _ = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", "3105550107")])
        _ = try await bed.post("lead-validation/search", [("criteria_key", "x"), ("phone_number", "3105550107")])
        let beta = try await bed.backTest(["criteria": "Beta", "over": "Acme"])
        #expect(beta.flips == [1, 1, 0, 3], "\(beta.text)")
        #expect(try await bed.backTest(["criteria": "Beta"])["posts"]?.integer == 0)
        // The configuration is another since, and of Acme it says the same; then it says something else.
        let unchanged = try await bed.backTest()
        #expect(unchanged.flips == [0, 0, 0, 5] && unchanged["on_record"]?.integer == 5, "\(unchanged.text)")
        try await bed.changeAcme { $0.options.checksDNC = true }
        let changed = try await bed.backTest()
        #expect(changed.flips == [1, 0, 0, 4] && changed["on_record"]?.integer == 2, "\(changed.text)")
        let all = try await bed.backTest(["criteria": "Beta", "over": "all"])
        #expect(all["posts"]?.integer == 6)
        #expect(all.lines.contains { $0["key"]?.isNull == true && $0["token"]?.string == "all" })
        let bare = try await bed.backTest(["field.list": "1002", "field.check_dup": "1", "over": "Acme"])
        #expect(bare.flips == [0, 0, 0, 5], "\(bare.text)")
        bed.time.advance(seconds: 86_400)
        #expect(try await bed.backTest(["criteria": "Acme", "days": "1"])["posts"]?.integer == 0)
        #expect(try await bed.backTest(["criteria": "Acme", "days": "2"])["posts"]?.integer == 5)
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `tells what it cannot know: posts that are erased, and receipts that are gone`(engine: Engine) async throws {
        let bed = try await Self.posted(engine)
        _ = try await Chores(bed.parts).addUpVendors()
        let ids = try await bed.receipts().compactMap { $0.id?.number }.sorted()
        _ = try await bed.parts.database.write { connection in
            try connection.run("DELETE FROM receipt WHERE id = \(ids[0])")
            return try connection.run("UPDATE receipt SET post = '{}' WHERE id = \(ids[1])")
        }
        let found = try await bed.backTest()
        #expect(["posts", "erased", "missing"].map { found[$0]?.integer } == [3, 1, 1], "\(found.text)")
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `is asked, followed, read and cancelled by the native API`(engine: Engine) async throws {
        let bed = try await Self.posted(engine)
        let body = #"{"criteria":"Acme","fields":{"check_dnc":true,"reject_by_carrier_type":[]},"days":3}"#
        let headers = ["Idempotency-Key": "once"]
        let made = try await bed.api(.post, "back-tests", body, headers: headers)
        #expect(made.status == 201 && made.json["state"]?.string == "running")
        #expect(try await bed.api(.post, "back-tests", body, headers: headers).json["id"] == made.json["id"])
        let second = try await bed.api(.post, "back-tests", #"{"criteria":9}"#)
        let (first, other) = (made.json["id"]?.integer ?? 0, second.json["id"]?.integer ?? 0)
        #expect(other == first + 1)
        let turn = #"{"state":"cancelled"}"#
        #expect(try await bed.api(.put, "back-tests/\(other)/state", turn).json["state"]?.string == "cancelled")
        #expect(try await bed.api(.put, "back-tests/\(other)/state", turn).status == 409)
        let chores = Chores(bed.parts)
        #expect(try await chores.runBackTests() == 1)
        #expect(try await chores.runBackTests() == 500)
        let done = try await bed.api(.get, "back-tests/\(first)")
        #expect(done.json["state"]?.string == "done" && done.json.flips == [1, 0, 0, 4])
        #expect(done.json["fields"]?["check_dnc"]?.string == "yes")
        let lines = try await bed.api(.get, "back-tests/\(first)/lines?limit=1")
        #expect(lines.items.first?["would_be_because"]?.string == "dnc_listed" && lines.json["next"]?.string == "1")
        let file = try await bed.api(.get, "back-tests/\(first)/file").text
        #expect(file.hasPrefix("flip,key,token,was,was_because,would_be,would_be_because,posts,on_record,samples\r\n"))
        #expect(file.contains("accepted_to_refused,Acme,vendor,accepted,,refused,dnc_listed,1,0,"))
        #expect(try await bed.api(.get, "back-tests").items.count == 2)
        #expect(try await bed.api(.get, "back-tests?cursor=\(other)&limit=1").items.first?["id"]?.integer == first)
        #expect(try await bed.api(.get, "back-tests/99").status == 404)
        #expect(try await bed.api(.get, "back-tests", token: bed.vendorToken).status == 403)
        let faults: [(String, [String])] = [
            (#"{"criteria":"Nobody"}"#, ["criteria"]), (#"{"criteria":"Acme","days":0}"#, ["days"]),
            (#"{"over":"own"}"#, ["list", "over"]), (#"{"criteria":"Acme","over":"Acme,Nobody"}"#, ["over"]),
        ]
        for (body, fields) in faults {
            let answer = try await bed.api(.post, "back-tests", body)
            #expect(answer.status == 422 && answer.faults == fields, "\(body): \(answer.text)")
        }
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `is one worker's at a time, and another's when that one is gone`(engine: Engine) async throws {
        let bed = try await Self.posted(engine)
        let (account, now) = (bed.account, bed.time.now)
        let id = try await bed.parts.database.write { connection in
            let tests = BackTests(connection, of: account)
            let made = try tests.create(form: ["criteria": "Acme"], by: "test", at: now)
            #expect(try tests.claim(made.id, as: "killed", at: now) != nil)
            #expect(try tests.claim(made.id, as: "other", at: now) == nil)
            return made.id
        }
        #expect(try await Chores(bed.parts).runBackTests() == 500)
        bed.time.advance(seconds: BackTests.lease)
        #expect(try await Chores(bed.parts).runBackTests() == 1)
        #expect(try await bed.desk(.backTest(.show, ["back_test": String(id)]))["state"]?.string == "done")
        await #expect(throws: BackTestHalted.self) {
            try await bed.parts.database.write { connection in
                try BackTests(connection, of: account).advance(id, posts: 1, percent: 1, as: "killed", at: now)
            }
        }
        // One that is cancelled under way is told so when it writes down how far it is, and ends nothing.
        let other = try await bed.parts.database.write { connection in
            let tests = BackTests(connection, of: account)
            let made = try tests.create(form: ["criteria": "Acme"], by: "test", at: now)
            #expect(try tests.claim(made.id, as: "worker", at: now) != nil)
            try tests.advance(made.id, posts: 1, percent: 1, as: "worker", at: now)
            return made.id
        }
        #expect(try await bed.desk(.backTest(.cancel, ["back_test": String(other)]))["state"]?.string == "cancelled")
        for isEnd in [false, true] {
            await #expect(throws: BackTestHalted.self) {
                try await bed.parts.database.write { connection in
                    let tests = BackTests(connection, of: account)
                    if isEnd { return try tests.end(other, .done, result: "{}", as: "worker", at: now) }
                    try tests.advance(other, posts: 2, percent: 2, as: "worker", at: now)
                }
            }
        }
        #expect(try await bed.desk(.backTest(.show, ["back_test": String(other)]))["state"]?.string == "cancelled")
        await bed.parts.close()
    }

    @Test func `fails with a reason when what it was asked for is gone`() async throws {
        let bed = try await Self.posted()
        _ = try await bed.api(.post, "back-tests", #"{"criteria":"Acme"}"#)
        try await bed.edit { try $0.remove(.criteria, 9) }
        #expect(try await Chores(bed.parts).runBackTests() == 1)
        let failed = try #require(try await bed.api(.get, "back-tests").items.first)
        #expect(failed["state"]?.string == "failed")
        #expect(failed["because"]?.string?.contains("Acme") == true, "\(failed.text)")
    }
}

/// Chance that a seed decides.
private struct SeededDice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
