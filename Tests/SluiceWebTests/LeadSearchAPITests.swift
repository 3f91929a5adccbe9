import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `leads/search` {
    @Test(arguments: Engine.available)
    func `shows a lead with every key, all values strings`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(
            13_105_556_789, status: "SALE",
            fields: ["first_name": "Ann", "user_id": "5", "field_1": "gold", "title": "Dr"]
        ) { lead in
            lead.calledCount = 2
            lead.lastCalledAt = Timestamp(1_793_525_400_000)
        }
        let answer = try await bed.send("leads/search", [("lead_id", id.description)])
        #expect(answer.json["data"]?["offset"]?.integer == 0)
        #expect(answer.json["data"]?["limit"]?.integer == 10)
        #expect(answer.json["data"]?["total"]?.string == "1")
        let row = try #require(answer.entries.first)
        let expected = [
            "id": id.description, "lead_id": id.description, "created_at": "2026-01-20 12:00:00",
            "modified_at": "2026-01-20 12:00:00", "first_name": "Ann", "last_name": "", "email": "", "status": "SALE",
            "status_name": "Sale", "user_id": "5", "user_uid": "5", "user_name": "Ann Agent", "owner_id": "",
            "source_id": "", "source_uid": "", "source_name": "", "list_id": "1001", "directory_uid": "1001",
            "directory_name": "First list of main", "campaign_uid": "11", "campaign_name": "Main",
            "locale_gmt": "-8.00", "called_since_last_reset": "Y", "phone_code": "1", "phone_number": "3105556789",
            "alt_phone_1": "", "alt_phone_2": "", "address1": "", "address2": "", "city": "", "state": "",
            "province": "", "postal_code": "", "country": "", "gender": "", "date_of_birth": "", "notes": "",
            "called_count": "2", "called_count_inbound": "0", "last_called": "2026-11-01 01:30:00",
            "object_type": "lead", "created_by": "", "carrier_name": "", "carrier_type": "", "title": "Dr",
            "field_1": "gold", "plan": "gold", "field_2": "", "score": "",
        ]
        #expect(row.members?.count == expected.count)
        for (name, value) in expected { #expect(row[name]?.string == value, "\(name)") }
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let faults: [(fields: [(String, String)], code: Int64)] = [
        ([("limit", "0")], 7258), ([("limit", "-5")], 7258), ([("limit", "x")], 7258), ([("offset", "-1")], 7231),
        ([("offset", "50001")], 7231), ([("offset", "x")], 7231),
        ([("created_at_start_date", "yesterday"), ("deleted_at_end", "2026-13-01")], 422),
    ]

    @Test(arguments: faults)
    func `refuses what it cannot page or read by`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        let answer = try await bed.send("leads/search", fields)
        #expect(answer.code == code)
        if code == 422 {
            let names = answer.json["fields"]?.elements?.compactMap(\.string)
            #expect(names == ["created_at_start_date", "deleted_at_end"])
        }
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `pages by id, and a limit that is too large is brought down`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        for number in 0..<25 { try await bed.addLead(13_105_550_200 + Int64(number)) }
        let first = try await bed.send("leads/search")
        #expect(first.entries.count == 10)
        #expect(first.json["data"]?["total"]?.string == "25")
        let second = try await bed.send("lead/search", [("offset", "20"), ("limit", "9999")])
        #expect(second.json["data"]?["limit"]?.integer == 2000)
        #expect(second.json["data"]?["total"]?.string == "25")
        #expect(second.entries.compactMap { $0["phone_number"]?.string } == (220...224).map { "3105550\($0)" })
        let beyond = try await bed.send("leads/search", [("offset", "25")])
        #expect(beyond.entries.isEmpty)
        #expect(beyond.json["data"]?["total"]?.string == "25")
        let none = try await bed.send("leads/search", [("list_id", "77")])
        #expect(none.text == #"{"success":true,"data":{"offset":0,"limit":10,"total":"0","entries":[]}}"#)
        await bed.close()
    }

    /// A filter, and which of the three leads it finds.
    static let filters: [(fields: [(String, String)], found: [Int])] = [
        ([("first_name", "ANN")], [0]), ([("first_name", "an")], []), ([("email", "ANN@EXAMPLE.com")], [0]),
        ([("last_name", "élan")], [0, 1]), ([("last_name", "ÉLAN")], [0, 1]), ([("city", "köln")], [1]),
        ([("city", "KÖLN")], [1]), ([("city", "100%")], [2]), ([("city", "1__%")], []),
        ([("first_name", "Ann"), ("city", "Köln")], []), ([("status", "sale,ni")], [1]), ([("status", "X")], []),
        ([("list_id", "1001,1002")], [0, 1]), ([("list_id", "0")], [0, 1, 2]), ([("list_id", "x")], []),
        ([("phone_number", "3105556789")], [0]), ([("phone_number", "(310) 555-6789")], [0]),
        ([("phone_number", "13105556789"), ("phone_code", "1")], [0]), ([("phone_number", "2079460000")], [1]),
        ([("phone_number", "2079460000"), ("phone_code", "1")], []), ([("phone_number", "5")], []),
        ([("owner_id", "5")], [2]), ([("owner_id", "0")], [0, 1, 2]), ([("owner_id", "6,5")], [2]),
        ([("date_of_birth", "2/29/2000")], [0]), ([("alt_phone_1", "(212) 555-6789")], [2]),
        ([("plan", "gold")], [0, 1, 2]), ([("notes", "none")], [0, 1, 2]),
        ([("created_at_start_date", "2026-01-20")], [0, 1, 2]), ([("created_at_start_date", "2026-01-21")], []),
        ([("created_at_end_date", "2026-01-20")], [0, 1, 2]), ([("created_at_end_date", "2026-01-19")], []),
        ([("created_at_start_date", "2026-01-20 12:00:00"), ("created_at_end_date", "2026-01-20 12:00:00")], [0]),
        ([("updated_at_start_date", "2026-01-20 12:00:01")], [1, 2]),
        ([("last_call_start_date", "2026-01-01")], [2]),
    ]

    @Test(arguments: Engine.available)
    func `finds exactly what is asked for, whether it is indexed yet or not`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        var ids = [
            try await bed.addLead(
                13_105_556_789,
                fields: [
                    "first_name": "Ann", "last_name": "Élan", "email": "ann@example.com", "city": "Reno",
                    "date_of_birth": "2000-02-29",
                ])
        ]
        bed.time.advance(seconds: 1)
        ids.append(
            try await bed.addLead(
                442_079_460_000, list: RouteBed.lists[1], status: "SALE",
                fields: ["last_name": "élan", "city": "Köln", "field_1": "gold"]))
        ids.append(
            try await bed.addLead(
                12_125_556_789, list: RouteBed.lists[2],
                fields: ["city": "100%", "owner_id": "5", "alt_phone_1": "(212) 555-6789"]
            ) { $0.lastCalledAt = RouteBed.noon })
        for round in ["not indexed", "indexed"] {
            for (fields, found) in Self.filters {
                let answer = try await bed.send("leads/search", fields)
                let names = answer.entries.compactMap { $0["id"]?.string }
                #expect(names == found.map { ids[$0].description }, "\(round): \(fields)")
                #expect(answer.json["data"]?["total"]?.string == "\(found.count)", "\(round): \(fields)")
            }
            if round == "not indexed" { try await bed.feed(3) }
        }
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `follows the last change where that is asked for`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let first = try await bed.addLead(13_105_556_789)
        let second = try await bed.addLead(13_105_556_788)
        bed.time.advance(seconds: 60)
        _ = try await bed.send("leads/update", [("lead_id", first.description), ("city", "Reno")])
        let answer = try await bed.send("leads/search", [("updated_at_start_date", "2026-01-20")])
        #expect(answer.entries.compactMap { $0["id"]?.string } == [second.description, first.description])
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `deleted and archived leads come only when asked for`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let live = try await bed.addLead(13_105_556_789)
        let deleted = try await bed.addLead(13_105_556_789)
        let archived = try await bed.addLead(13_105_556_789) { $0.archivedAt = RouteBed.noon }
        _ = try await bed.send("leads/delete", [("lead_id", deleted.description)])
        func found(_ fields: [(String, String)]) async throws -> [String] {
            try await bed.send("leads/search", fields).entries.compactMap { $0["id"]?.string }
        }
        let phone = ("phone_number", "3105556789")
        #expect(try await found([]) == [live.description])
        #expect(try await found([phone]) == [live.description])
        #expect(try await found([("deleted_at_start", "2026-01-20"), phone]) == [deleted.description])
        #expect(try await found([("deleted_at_end_date", "2026-01-19")]) == [])
        #expect(try await found([("archived_at_start", "2026-01-20 00:00:00"), phone]) == [archived.description])
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `finds a lead by its new value at once, and no longer by its old one`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let id = try await bed.addLead(13_105_556_789, fields: ["email": "old@example.com"])
        try await bed.feed(1)
        _ = try await bed.send("leads/update", [("lead_id", id.description), ("email", "new@example.com")])
        for round in ["not indexed", "indexed"] {
            #expect(try await bed.send("leads/search", [("email", "new@example.com")]).entries.count == 1, "\(round)")
            #expect(try await bed.send("leads/search", [("email", "old@example.com")]).entries.isEmpty, "\(round)")
            if round == "not indexed" { try await bed.feed(1) }
        }
        #expect(try await bed.count("search_key") == 2, "the old key stays and finds nothing")
        await bed.close()
    }

    @Test func `another account's leads are never found`() async throws {
        let bed = try await RouteBed.make(.sqlite)
        let other = try await bed.database.write { connection in
            try Accounts(connection).create(name: "Other", timeZone: "UTC", at: RouteBed.noon).id
        }
        try await bed.database.write { connection in
            let lead = Lead(
                id: LeadID(1), listID: RouteBed.lists[0], phone: PhoneNumber(13_105_556_789), status: "NEW",
                createdAt: RouteBed.noon, modifiedAt: RouteBed.noon)
            let fields = PackedFields.text(of: ["email": "ann@example.com"])
            try connection.runAll(
                Leads.insert(lead, fields: fields, of: other, dialect: connection.dialect) + [
                    Events.insertion(
                        .leadCreated, lead: lead.id, of: other, id: try connection.ids.take(from: .row),
                        at: RouteBed.noon, facts: "{}")
                ])
        }
        for _ in 0..<2 {
            for fields in [[], [("lead_id", "1")], [("email", "ann@example.com")], [("phone_number", "3105556789")]] {
                #expect(try await bed.send("leads/search", fields).json["data"]?["total"]?.string == "0")
            }
            _ = try await SearchIndex.feed(bed.database)
        }
        #expect(try await bed.send("leads/update", [("lead_id", "1"), ("city", "x")]).code == 6001)
        await bed.close()
    }
}
