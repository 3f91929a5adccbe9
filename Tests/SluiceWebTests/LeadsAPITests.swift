import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `leads/update and leads/delete` {
    @Test(arguments: Engine.available)
    func `writes what came, leaves what is empty, blanks what is told to be`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(
            13_105_556_789, fields: ["first_name": "Ann", "city": "Reno", "email": "a@b.co", "field_1": "gold"])
        bed.time.advance(seconds: 60)
        let answer = try await bed.send(
            "leads/update",
            [
                ("lead_id", id.description), ("first_name", "Bea"), ("city", ""), ("email", "-BLANK-"),
                ("plan", "silver"), ("score", "7"), ("date_of_birth", "2/29/2000"), ("nobody_knows", "x"),
                ("adaptor_id", "1"), ("created_at", "2020-01-01"),
            ])
        #expect(answer.text == #"{"success":true,"data":{"lead_id":"\#(id)"}}"#)
        let lead = try #require(try await bed.lead(id))
        #expect(
            lead.fields == [
                "first_name": "Bea", "city": "Reno", "field_1": "silver", "field_2": "7", "date_of_birth": "2000-02-29",
            ])
        #expect(lead.modifiedAt == bed.time.now)
        #expect(lead.createdAt == RouteBed.noon)
        #expect(try await bed.events(of: id) == ["lead.created", "lead.updated"])
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `an update that changes nothing leaves no trace`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789, fields: ["first_name": "Ann"])
        bed.time.advance(seconds: 60)
        let answer = try await bed.send(
            "lead/update",
            [
                ("lead_id", id.description), ("first_name", "Ann"), ("phone_number", "3105556789"), ("phone_code", "1"),
                ("list_id", "1001"), ("status", "NEW"), ("city", "-BLANK-"),
            ])
        #expect(answer.isSuccess)
        #expect(try await bed.lead(id)?.modifiedAt == RouteBed.noon)
        #expect(try await bed.events(of: id) == ["lead.created"])
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `list_id moves the lead and takes it out of the hopper`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789)
        let account = bed.account
        try await bed.database.write { connection in
            let plan = HopperPlan(campaignID: RouteBed.campaigns[0], priority: 50, expiresAt: nil)
            try connection.run(
                Hopper.insertion(
                    plan, lead: id, id: try connection.ids.take(from: .row), of: account, at: RouteBed.noon))
        }
        let answer = try await bed.send("leads/update", [("lead_id", id.description), ("list_id", "1003")])
        #expect(answer.isSuccess)
        #expect(try await bed.lead(id)?.listID == RouteBed.lists[2])
        #expect(try await bed.count("lead_phone", where: "list_id = 1003") == 1)
        #expect(try await bed.count("lead_phone") == 1)
        #expect(try await bed.count("hopper_entry", where: "state = 'waiting'") == 0)
        #expect(try await bed.events(of: id) == ["lead.created", "lead.moved"])
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a new number is read anew, and the duplicate search follows it`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789)
        let american = try await bed.send(
            "leads/update", [("lead_id", id.description), ("phone_number", "+1 (212) 555-6789")])
        #expect(american.isSuccess)
        #expect(try await bed.lead(id)?.phone == PhoneNumber(12_125_556_789))
        let british = try await bed.send(
            "leads/update", [("lead_id", id.description), ("phone_number", "020 7946 0000"), ("phone_code", "44")])
        #expect(british.isSuccess)
        #expect(try await bed.lead(id)?.phone == PhoneNumber(442_079_460_000))
        #expect(try await bed.count("lead_phone", where: "phone = 442079460000") == 1)
        #expect(try await bed.count("lead_phone") == 1)
        await bed.close()
    }

    /// What is sent for a lead that exists, with the code of the answer.
    static let faults: [(fields: [(String, String)], code: Int64, status: Int)] = [
        ([("list_id", "55")], 6002, 200), ([("list_id", "999")], 6002, 200), ([("list_id", "x")], 6002, 200),
        ([("list_id", "-BLANK-")], 6002, 200), ([("owner_id", "42")], 6006, 200), ([("user_id", "x")], 6006, 200),
        ([("phone_number", "123")], 6008, 200), ([("phone_code", "999"), ("phone_number", "3105556789")], 6008, 200),
        ([("phone_number", "-BLANK-")], 6008, 200), ([("phone_code", "65")], 6008, 200),
        ([("email", "nobody")], 6079, 200), ([("score", "-BLANK-")], 6023, 200),
        ([("city", String(repeating: "x", count: 3000))], 422, 422), ([("score", "many")], 422, 422),
    ]

    @Test(arguments: faults)
    func `a bad value is refused by Convoso's code and nothing is written`(
        fields: [(String, String)], code: Int64, status: Int
    ) async throws {
        let bed = try await RouteBed.make(.sqlite)
        let id = try await bed.addLead(13_105_556_789, fields: ["first_name": "Ann", "field_2": "7"])
        let answer = try await bed.send(
            "leads/update", [("lead_id", id.description), ("first_name", "Bea")] + fields)
        #expect(answer.code == code)
        #expect(answer.status == status)
        #expect(answer.json["success"]?.bool == false)
        #expect(try await bed.lead(id)?.fields["first_name"] == "Ann")
        await bed.close()
    }

    @Test func `every bad field is named`() async throws {
        let bed = try await RouteBed.make(.sqlite)
        let id = try await bed.addLead(13_105_556_789)
        let answer = try await bed.send(
            "leads/update",
            [("lead_id", id.description), ("score", "many"), ("city", "Reno"), ("city2", ""), ("email", "nobody")])
        #expect(answer.code == 422)
        #expect(answer.json["fields"]?.elements?.compactMap(\.string) == ["score", "email"])
        await bed.close()
    }

    @Test(arguments: ["leads/update", "leads/delete"], ["", "0", "x", "-1", "77", "99999999999999999999"])
    func `a lead that is not there answers 6001`(path: String, id: String) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send(path, [("lead_id", id), ("city", "Reno")]).code == 6001)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a status is taken when the account has it, out of a protected one too`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789, status: "SALE")
        _ = try await bed.send("leads/update", [("lead_id", id.description), ("status", "NOSUCH")])
        #expect(try await bed.lead(id)?.status == "SALE")
        _ = try await bed.send("leads/update", [("lead_id", id.description), ("status", "NEW")])
        #expect(try await bed.lead(id)?.status == "NEW")
        #expect(try await bed.dnc().isEmpty)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a Do Not Call status lists the number as the consumer's own`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789)
        _ = try await bed.send("dnc/insert", [("phone_number", "3105556789")])
        #expect(try await bed.dnc().map(\.origin) == [.operator])
        _ = try await bed.send("leads/update", [("lead_id", id.description), ("status", "DNC")])
        let entries = try await bed.dnc()
        #expect(entries.map(\.number) == [13_105_556_789])
        #expect(entries.map(\.origin) == [.consumer])
        #expect(try await bed.count("suppression") == 2)
        // Taking the lead out of the status lifts nothing.
        _ = try await bed.send("leads/update", [("lead_id", id.description), ("status", "NEW")])
        #expect(try await bed.dnc().count == 1)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a deleted lead is found by nothing and cannot be deleted again`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789)
        #expect(try await bed.send("leads/delete", [("lead_id", id.description)]).text == #"{"success":true}"#)
        #expect(try await bed.lead(id)?.deletedAt == RouteBed.noon)
        #expect(try await bed.count("lead_phone") == 0)
        #expect(try await bed.events(of: id) == ["lead.created", "lead.deleted"])
        #expect(try await bed.send("leads/delete", [("lead_id", id.description)]).code == 6001)
        #expect(try await bed.send("leads/update", [("lead_id", id.description), ("city", "x")]).code == 6001)
        await bed.close()
    }

    @Test func `a token for named Criteria changes and sees no leads`() async throws {
        let bed = try await RouteBed.make(.sqlite)
        let id = try await bed.addLead(13_105_556_789)
        let scoped = try await bed.addToken("scoped", sections: [.leads], criteria: [CriteriaID(3)])
        let vendor = try await bed.addToken("vendor", sections: APIToken.vendorSections)
        for path in ["leads/update", "leads/delete", "leads/search"] {
            for token in [scoped, vendor] {
                let answer = try await bed.send(path, [("lead_id", id.description)], token: token)
                #expect(answer.status == 403)
            }
        }
        #expect(try await bed.lead(id)?.deletedAt == nil)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `64 updates of one lead at once all count`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789)
        let names = ["first_name", "last_name", "city", "address1", "address2", "province", "gender", "notes"]
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let phone = number % 8 == 0 ? [("phone_number", "21255567\(10 + number)")] : []
                    let field = (names[number % 8], "\(number)")
                    return try await bed.send("leads/update", [("lead_id", id.description), field] + phone).isSuccess
                }
            }
            for try await isSuccess in group { #expect(isSuccess) }
        }
        let lead = try #require(try await bed.lead(id))
        #expect(lead.fields.count == 8)
        #expect(try await bed.count("lead_phone") == 1)
        #expect(try await bed.count("lead_phone", where: "phone = \(lead.phone.digits)") == 1)
        #expect(try await bed.count("event", where: "kind = 'lead.updated'") == 64)
        await bed.close()
    }
}
