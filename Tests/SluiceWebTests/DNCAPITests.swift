import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `Do Not Call by the API` {
    @Test(arguments: Engine.available)
    func `a number alone is listed for the whole account`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let answer = try await bed.send("dnc/insert", [("phone_number", "3105556789")])
        let id = try #require(answer.json["id"]?.integer)
        #expect(answer.text == #"{"success":true,"id":\#(id)}"#)
        let entry = try #require(try await bed.dnc().first)
        #expect(
            entry
                == DNCEntry(
                    id: id, number: 13_105_556_789, scope: .account, origin: .operator, reason: "", purpose: "",
                    createdAt: RouteBed.noon))
        #expect(try await bed.send("dnc/insert", [("phone_number", "1-310-555-6789")]).code == 6008)
        #expect(try await bed.dnc().count == 1)
        #expect(try await bed.count("suppression") == 1)
        #expect(try await bed.count("event", where: "kind = 'dnc.added'") == 1)
        await bed.close()
    }

    /// What is sent, and the entry that it makes.
    static let entries: [(fields: [(String, String)], number: Int64, scope: DNCScope, origin: DNCEntry.Origin)] = [
        ([("phone_number", "310")], 1_310, .account, .operator),
        ([("phone_number", "310555"), ("phone_code", "1")], 1_310_555, .account, .operator),
        (
            [("phone_number", "02079460000"), ("phone_code", "44")], 442_079_460_000, .account, .operator
        ),
        (
            [("phone_number", "3105556789"), ("campaign_id", "12")], 13_105_556_789, .campaign(CampaignID(12)),
            .operator
        ),
        (
            [("phone_number", "3105556789"), ("campaign_id", "-1"), ("purpose", "telemkt")], 13_105_556_789,
            .purpose("TELEMKT"), .operator
        ),
        (
            [("phone_number", "3105556789"), ("campaign_id", "-1"), ("purpose", "service")], 13_105_556_789,
            .purpose("service"), .operator
        ),
        (
            [("phone_number", "3105556789"), ("campaign_id", "0"), ("reason", "consentrevoked")], 13_105_556_789,
            .account, .consumer
        ),
        ([("phone_number", "3105556789"), ("reason", "DNCT")], 13_105_556_789, .account, .operator),
    ]

    @Test(arguments: entries)
    func `scope and origin follow from what is sent`(
        fields: [(String, String)], number: Int64, scope: DNCScope, origin: DNCEntry.Origin
    ) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send("dnc/insert", fields).isSuccess)
        let entry = try #require(try await bed.dnc().first)
        #expect(entry.number == number)
        #expect(entry.scope == scope)
        #expect(entry.origin == origin)
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let refused: [(fields: [(String, String)], code: Int64)] = [
        ([], 6007), ([("phone_number", "12")], 6007), ([("phone_number", "110")], 6007),
        ([("phone_number", "911")], 6007), ([("phone_number", "310155")], 6007), ([("phone_number", "31055567")], 6007),
        ([("phone_number", "310"), ("phone_code", "44")], 6007), ([("phone_number", "x")], 6007),
        ([("phone_number", "3105556789"), ("phone_code", "999")], 6026),
        ([("phone_number", "3105556789"), ("phone_code", "+1x")], 6026),
        ([("phone_number", "3105556789"), ("campaign_id", "77")], 6006),
        ([("phone_number", "3105556789"), ("campaign_id", "-2")], 6006),
        ([("phone_number", "3105556789"), ("campaign_id", "all")], 6006),
        ([("phone_number", "3105556789"), ("campaign_id", "-1")], 6057),
        ([("phone_number", "3105556789"), ("purpose", "FUN")], 6057),
        ([("phone_number", "3105556789"), ("reason", "FUN")], 6058),
        ([("phone_number", "3105556789"), ("reason", "-NOTBLANK-")], 6058),
    ]

    @Test(arguments: refused)
    func `what cannot be listed is refused by its code`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send("dnc/insert", fields).code == code)
        #expect(try await bed.dnc().isEmpty)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a token lifts its own entries, and never a consumer's`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let number = [("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0")]
        #expect(try await bed.send("dnc/delete", number).code == 6003)
        _ = try await bed.send("dnc/insert", number)
        #expect(try await bed.send("dnc/delete", number).text == #"{"success":true}"#)
        #expect(try await bed.dnc().isEmpty)
        _ = try await bed.send("dnc/insert", number)
        // The consumer's own word makes the standing entry theirs, although the number "exists".
        #expect(try await bed.send("dnc/insert", number + [("reason", "ConsentRevoked")]).code == 6008)
        #expect(try await bed.dnc().map(\.origin) == [.consumer])
        #expect(try await bed.send("dnc/delete", number).code == 6908)
        #expect(try await bed.dnc().count == 1)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `the journal's chain holds over additions, changes and lifts`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        for number in 0..<5 { _ = try await bed.send("dnc/insert", [("phone_number", "310555010\(number)")]) }
        let first = try #require(try await bed.dnc().first)
        _ = try await bed.send("dnc/update", [("id", "\(first.id)"), ("reason", "DNC")])
        _ = try await bed.send(
            "dnc/delete", [("phone_number", "3105550101"), ("phone_code", "1"), ("campaign_id", "0")])
        let account = bed.account
        let lines = try await bed.database.read { try Suppressions($0, of: account).lines(after: 0, limit: 100) }
        #expect(lines.map(\.action) == ["add", "add", "add", "add", "add", "change", "lift"])
        #expect(Set(lines.map(\.salt)).count == 7)
        #expect(lines.allSatisfy { $0.actor.hasPrefix("token:") })
        var before = ""
        for line in lines {
            #expect(Suppressions.holds(line, after: before))
            before = line.chain
        }
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let liftFaults: [(fields: [(String, String)], code: Int64)] = [
        ([("phone_code", "1"), ("campaign_id", "0")], 6002),
        ([("phone_number", "3105556789"), ("campaign_id", "0")], 6000),
        ([("phone_number", "3105556789"), ("phone_code", "1")], 6001),
        ([("phone_number", "3105556780"), ("phone_code", "1"), ("campaign_id", "0")], 6003),
        ([("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "11")], 6003),
        ([("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "77")], 6003),
        (
            [
                ("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0"),
                ("update_lead_status", "yes"),
            ], 6005
        ),
        (
            [
                ("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0"),
                ("update_lead_status", "1"), ("lead_status", "NOSUCH"),
            ], 6004
        ),
        (
            [
                ("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0"),
                ("update_lead_status", "1"), ("lead_status", "DNC"),
            ], 6004
        ),
    ]

    @Test(arguments: liftFaults)
    func `a lift that cannot be has its own codes`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        _ = try await bed.send("dnc/insert", [("phone_number", "3105556789")])
        #expect(try await bed.send("dnc/delete", fields).code == code)
        #expect(try await bed.dnc().count == 1)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a lift can give the number's leads a status`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let first = try await bed.addLead(13_105_556_789, status: "DNC", fields: ["city": "Reno"])
        let second = try await bed.addLead(13_105_556_789, list: RouteBed.lists[1], status: "INCALL")
        let other = try await bed.addLead(13_105_556_788, status: "DNC")
        let number = [("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0")]
        _ = try await bed.send("dnc/insert", number)
        let answer = try await bed.send(
            "dnc/delete", number + [("update_lead_status", "yes"), ("lead_status", "NEW")])
        #expect(answer.isSuccess)
        #expect(try await bed.lead(first)?.status == "NEW")
        #expect(try await bed.lead(first)?.fields == ["city": "Reno"])
        #expect(try await bed.lead(second)?.status == "INCALL")
        #expect(try await bed.lead(other)?.status == "DNC")
        #expect(try await bed.events(of: first) == ["lead.created", "lead.updated"])
        // Seen live: "no" means no.
        _ = try await bed.send("dnc/insert", number)
        _ = try await bed.send("dnc/delete", number + [("update_lead_status", "no"), ("lead_status", "SALE")])
        #expect(try await bed.lead(first)?.status == "NEW")
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `purposes are lifted together, or the one that is named`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let number = [("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "-1")]
        for purpose in ["TELEMKT", "COLLECT", "VERIFY"] {
            #expect(try await bed.send("dnc/insert", number + [("purpose", purpose)]).isSuccess)
        }
        #expect(try await bed.send("dnc/delete", number + [("purpose", "collect")]).isSuccess)
        #expect(try await bed.dnc().map(\.purpose) == ["TELEMKT", "VERIFY"])
        #expect(try await bed.send("dnc/delete", number).isSuccess)
        #expect(try await bed.dnc().isEmpty)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `an update changes what came and nothing else`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let made = try await bed.send(
            "dnc/insert", [("phone_number", "3105556789"), ("reason", "DNCT"), ("purpose", "VERIFY")])
        let id = try #require(made.json["id"]?.integer)
        let answer = try await bed.send(
            "dnc/update", [("id", "\(id)"), ("campaign_id", "11"), ("reason", "-BLANK-"), ("phone_number", "")])
        #expect(answer.text == #"{"success":true,"id":\#(id)}"#)
        let entry = try #require(try await bed.dnc().first)
        #expect(entry.number == 13_105_556_789)
        #expect(entry.scope == .campaign(CampaignID(11)))
        #expect(entry.reason == "")
        #expect(entry.purpose == "VERIFY")
        _ = try await bed.send("dnc/update", [("id", "\(id)"), ("phone_number", "212"), ("reason", "ConsentRevoked")])
        #expect(try await bed.dnc().first?.number == 1_212)
        #expect(try await bed.dnc().first?.origin == .consumer)
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let updateFaults: [(fields: [(String, String)], code: Int64)] = [
        ([], 6056), ([("id", "77")], 6056), ([("id", "x")], 6056), ([("id", "*"), ("phone_number", "1")], 6008),
        ([("id", "*"), ("phone_code", "999")], 6026), ([("id", "*"), ("phone_code", "65")], 6008),
        ([("id", "*"), ("campaign_id", "77")], 6004), ([("id", "*"), ("campaign_id", "-1")], 6057),
        ([("id", "*"), ("purpose", "FUN")], 6057), ([("id", "*"), ("reason", "FUN")], 6058),
        ([("id", "*"), ("campaign_id", "11")], 6059), ([("id", "*"), ("phone_number", "2125556789")], 6059),
    ]

    @Test(arguments: updateFaults)
    func `an update that cannot be is refused by its code`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        let made = try await bed.send("dnc/insert", [("phone_number", "3105556789")])
        _ = try await bed.send("dnc/insert", [("phone_number", "3105556789"), ("campaign_id", "11")])
        _ = try await bed.send("dnc/insert", [("phone_number", "2125556789")])
        let id = try #require(made.json["id"]?.integer)
        let answer = try await bed.send("dnc/update", fields.map { ($0.0, $0.1 == "*" ? "\(id)" : $0.1) })
        #expect(answer.code == code)
        #expect(try await bed.count("suppression") == 3)
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let weakenings: [(fields: [(String, String)], code: Int64?)] = [
        ([("phone_number", "2125556789")], 6908), ([("campaign_id", "11")], 6908), ([("phone_number", "310")], 6908),
        ([("campaign_id", "-1"), ("purpose", "VERIFY")], 6908), ([("campaign_id", "0")], nil),
        ([("reason", "-BLANK-")], nil),
    ]

    @Test(arguments: weakenings)
    func `a consumer's entry is never made weaker`(fields: [(String, String)], code: Int64?) async throws {
        let bed = try await RouteBed.make(.sqlite)
        let made = try await bed.send(
            "dnc/insert", [("phone_number", "3105556789"), ("campaign_id", "12"), ("reason", "ConsentRevoked")])
        let id = try #require(made.json["id"]?.integer)
        #expect(try await bed.send("dnc/update", [("id", "\(id)")] + fields).code == code)
        #expect(try await bed.dnc().map(\.origin) == [.consumer])
        #expect(try await bed.dnc().map(\.number) == [13_105_556_789])
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `32 additions of one number at once make one entry`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let codes = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<32 {
                group.addTask { try await bed.send("dnc/insert", [("phone_number", "3105556789")]).code }
            }
            return try await group.reduce(into: [Int64?]()) { $0.append($1) }
        }
        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(codes.filter { $0 == 6008 }.count == 31)
        #expect(try await bed.count("suppression") == 1)
        await bed.close()
    }
}
