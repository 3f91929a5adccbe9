import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `A write with an Idempotency-Key` {
    @Test(arguments: Engine.available)
    func `is done once, and its answer is replayed`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789)
        let fields = [("lead_id", id.description)]
        let first = try await bed.send("leads/delete", fields, key: "k1")
        let second = try await bed.send("lead/delete", fields, key: "k1")
        #expect(first.isSuccess)
        #expect(second.text == first.text)
        #expect(try await bed.send("leads/delete", fields, key: "k2").code == 6001)
        #expect(try await bed.count("event", where: "kind = 'lead.deleted'") == 1)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `keeps a business failure too, though it would succeed later`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let number = [("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0")]
        #expect(try await bed.send("dnc/delete", number, key: "k1").code == 6003)
        _ = try await bed.send("dnc/insert", number)
        #expect(try await bed.send("dnc/delete", number, key: "k1").code == 6003)
        #expect(try await bed.dnc().count == 1)
        bed.time.advance(seconds: 25 * 3600)
        #expect(try await bed.send("dnc/delete", number, key: "k1").isSuccess)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `is refused when the key stands for another request, of this token and path`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let other = try await bed.addToken("other", sections: [.dnc])
        let (first, second) = ([("phone_number", "3105556789")], [("phone_number", "3105556788")])
        #expect(try await bed.send("dnc/insert", first, key: "k1").isSuccess)
        let reused = try await bed.send("dnc/insert", second, key: "k1")
        #expect(reused.status == 422)
        #expect(reused.json["fields"]?.elements?.compactMap(\.string) == ["Idempotency-Key"])
        #expect(try await bed.send("dnc/insert", first, key: "k1").isSuccess)
        #expect(try await bed.send("dnc/insert", second, key: "k1", token: other).isSuccess)
        #expect(try await bed.dnc().count == 2)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `keeps what could not even be read`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        for (path, bad) in [
            ("leads/update", ("lead_id", "x")), ("leads/delete", ("lead_id", "0")), ("lists/insert", ("name", "x")),
            ("dnc/insert", ("phone_number", "x")), ("dnc/update", ("id", "x")), ("dnc/delete", ("phone_number", "x")),
        ] {
            let first = try await bed.send(path, [bad], key: "k1")
            #expect(first.json["success"]?.bool == false, "\(path)")
            #expect(try await bed.send(path, [bad], key: "k1").text == first.text, "\(path)")
            #expect(try await bed.send(path, [bad, ("reason", "DNC")], key: "k1").status == 422, "\(path)")
        }
        #expect(try await bed.count("idempotency") == 6)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `changes the configuration once`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let fields = [("name", "Leads of May"), ("campaign_id", "11")]
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask { try await bed.send("lists/insert", fields, key: "k1").text }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(answers.first?.hasPrefix(#"{"success":true,"data":{"list_id":"#) == true)
        #expect(try await bed.send("lists/insert", fields, key: "k2").code == 6081)
        #expect(try await bed.send("lists/insert", fields, key: "k2").code == 6081)
        #expect(try await bed.count("idempotency") == 2)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a repeated deletion of a list deletes nothing more`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        #expect(try await bed.send("lists/delete", [("list_id", "1001")], key: "k1").isSuccess)
        let lead = try await bed.addLead(13_105_556_789)
        #expect(try await bed.send("lists/delete", [("list_id", "1001")], key: "k1").isSuccess)
        #expect(try await bed.lead(lead)?.deletedAt == nil)
        await bed.close()
    }

    /// Writes that would succeed; those to a lead get its number.
    static let writes: [(path: String, fields: [(String, String)])] = [
        ("leads/update", [("city", "Reno")]), ("leads/delete", []),
        ("lists/insert", [("name", "Leads of May"), ("campaign_id", "11")]),
        ("lists/update", [("list_id", "1001"), ("status", "0")]), ("lists/delete", [("list_id", "1001")]),
        ("campaigns/status", [("campaign_id", "11"), ("status", "0")]),
        ("dnc/insert", [("phone_number", "3105556789")]),
        ("dnc/update", [("id", "1"), ("reason", "DNC")]),
        ("dnc/delete", [("phone_number", "2125556789"), ("phone_code", "1"), ("campaign_id", "0")]),
    ]

    @Test(arguments: Engine.available)
    func `a dry run answers and leaves nothing`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let lead = try await bed.addLead(13_105_556_789)
        _ = try await bed.send("dnc/insert", [("phone_number", "2125556789")])
        let version = bed.cache.current(bed.account)?.version
        for (path, fields) in Self.writes {
            let answer = try await bed.send(path, fields + [("lead_id", "\(lead)"), ("dry_run", "1")], key: "k1")
            #expect(answer.isSuccess, "\(path)")
            #expect(answer.json["dry_run"]?.bool == true, "\(path)")
        }
        #expect(try await bed.lead(lead)?.modifiedAt == RouteBed.noon)
        #expect(try await bed.lead(lead)?.deletedAt == nil)
        #expect(try await bed.dnc().count == 1)
        #expect(try await bed.count("suppression") == 1)
        #expect(try await bed.count("idempotency") == 0)
        #expect(try await bed.count("configuration_change", where: "version > \(version ?? 0)") == 0)
        await bed.close()
    }
}
