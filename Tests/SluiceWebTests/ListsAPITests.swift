import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `lists and campaigns` {
    @Test(arguments: Engine.available)
    func `a list is made, found, changed and found again`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let made = try await bed.send(
            "lists/insert", [("name", " Leads of May: 1-2_3 "), ("campaign_id", "12"), ("description", "bought")])
        let id = try #require(made.json["id"]?.integer)
        #expect(made.text == #"{"success":true,"data":{"list_id":\#(id)},"id":\#(id)}"#)
        let found = try await bed.send("list/search", [("id", "\(id)")])
        #expect(
            found.text
                == #"{"success":true,"data":[{"id":\#(id),"name":"Leads of May: 1-2_3","campaign_id":"12","#
                + #""status":"Y","last_called_at":null}]}"#)
        let changed = try await bed.send(
            "lists/update",
            [("list_id", "\(id)"), ("name", "Leads of June"), ("campaign_id", "11"), ("status", "0")])
        #expect(changed.text == #"{"success":true,"data":{"list_id":\#(id)}}"#)
        let list = try #require(bed.cache.current(bed.account)?.lists[ListID(id)])
        #expect(list.name == "Leads of June")
        #expect(list.campaignID == CampaignID(11))
        #expect(list.description == "bought")
        #expect(!list.isActive)
        await bed.close()
    }

    /// What is sent to make a list, and the code of the answer.
    static let faults: [(fields: [(String, String)], code: Int64)] = [
        ([("campaign_id", "11")], 6003), ([("name", "   "), ("campaign_id", "11")], 6003),
        ([("name", "Too short"), ("campaign_id", "11")], 6046),
        ([("name", String(repeating: "x", count: 31)), ("campaign_id", "11")], 6046),
        ([("name", "Leads of <b>May"), ("campaign_id", "11")], 6046), ([("name", "Leads of May")], 6004),
        ([("name", "Leads of May"), ("campaign_id", "77")], 6004),
        ([("name", "Leads of May"), ("campaign_id", "x")], 6004),
        ([("name", "first LIST of main"), ("campaign_id", "11")], 6081),
        ([("name", "SYS_DUPLICATE_LEADS"), ("campaign_id", "11")], 6081),
        ([("name", "Leads of May"), ("campaign_id", "11"), ("status", "maybe")], 422),
        (
            [("name", "Leads of May"), ("campaign_id", "11"), ("description", String(repeating: "x", count: 256))],
            422
        ),
    ]

    @Test(arguments: faults)
    func `a list that cannot be is not made`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        let version = bed.cache.current(bed.account)?.version
        #expect(try await bed.send("lists/insert", fields).code == code)
        #expect(bed.cache.current(bed.account)?.version == version)
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let updateFaults: [(fields: [(String, String)], code: Int64)] = [
        ([("list_id", "77")], 6002), ([], 6002), ([("list_id", "999"), ("status", "1")], 6002),
        ([("list_id", "1001"), ("name", "short")], 6046), ([("list_id", "1001"), ("campaign_id", "77")], 6004),
        ([("list_id", "1001"), ("name", "List of the other")], 6081),
    ]

    @Test(arguments: updateFaults)
    func `a change that cannot be is not made`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send("lists/update", fields).code == code)
        await bed.close()
    }

    @Test func `its own name is no clash, and an empty value changes nothing`() async throws {
        let bed = try await RouteBed.make(.sqlite)
        let before = bed.cache.current(bed.account)
        let answer = try await bed.send(
            "lists/update", [("list_id", "1001"), ("name", "First list of main"), ("description", ""), ("status", "")])
        #expect(answer.isSuccess)
        #expect(bed.cache.current(bed.account)?.version == before?.version)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a search narrows by status and campaign`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        try await bed.addLead(13_105_556_789) { $0.lastCalledAt = RouteBed.noon }
        try await bed.addLead(13_105_556_788) { $0.lastCalledAt = RouteBed.noon.adding(seconds: -60) }
        func ids(_ fields: [(String, String)]) async throws -> [Int64] {
            try await bed.send("lists/search", fields).json["data"]?.elements?.compactMap { $0["id"]?.integer } ?? []
        }
        #expect(try await ids([]) == [999, 1001, 1002, 1003])
        #expect(try await ids([("status", "1")]) == [1001, 1002])
        #expect(try await ids([("status", "0"), ("campaign_id", "12")]) == [1003])
        #expect(try await ids([("campaign_id", "77")]) == [])
        #expect(try await bed.send("lists/search", [("id", "77")]).code == 6002)
        let called = try await bed.send("lists/search", [("id", "1001")])
        #expect(called.json["data"]?.elements?.first?["last_called_at"]?.string == "2026-01-20 12:00:00")
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a small list goes with its leads in one request`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        for number in 0..<20 { try await bed.addLead(13_105_550_200 + Int64(number)) }
        try await bed.addLead(13_105_550_300) { $0.archivedAt = RouteBed.noon }
        let stays = try await bed.addLead(13_105_550_301, list: RouteBed.lists[1])
        #expect(try await bed.send("lists/delete", [("list_id", "1001")]).text == #"{"success":true}"#)
        #expect(try await bed.count("lead", where: "deleted_at IS NULL") == 1)
        #expect(try await bed.count("lead_phone") == 1)
        #expect(try await bed.count("archived_phone") == 0)
        #expect(try await bed.count("event", where: "kind = 'lead.deleted'") == 21)
        #expect(try await bed.lead(stays)?.deletedAt == nil)
        #expect(try await bed.send("lists/delete", [("list_id", "1001")]).code == 6002)
        #expect(bed.cache.current(bed.account)?.lists[ListID(1001)] == nil)
        #expect(bed.cache.current(bed.account)?.listsBeingDeleted.isEmpty == true)
        // Its name is free again.
        let again = try await bed.send("lists/insert", [("name", "First list of main"), ("campaign_id", "11")])
        #expect(again.isSuccess)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a large list answers 102 while it goes, and takes no lead`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        try await bed.addLeads(1100, from: 13_105_550_000)
        #expect(try await bed.send("lists/delete", [("list_id", "1001")]).isSuccess)
        #expect(try await bed.count("lead", where: "deleted_at IS NULL") == 100)
        #expect(try await bed.send("lists/delete", [("list_id", "1001")]).code == 102)
        #expect(try await bed.send("lists/update", [("list_id", "1001"), ("status", "1")]).code == 6002)
        #expect(try await bed.send("lists/search", [("id", "1001")]).code == 6002)
        let lead = try await bed.addLead(13_105_559_999, list: RouteBed.lists[1])
        #expect(try await bed.send("leads/update", [("lead_id", lead.description), ("list_id", "1001")]).code == 6002)
        let name = try await bed.send("lists/insert", [("name", "First list of main"), ("campaign_id", "11")])
        #expect(name.code == 6081)
        // Another process goes on where this one stopped.
        let deletion = ListDeletion(bed.database, bed.cache)
        var steps = 0
        while try await deletion.step(at: bed.time.now) { steps += 1 }
        #expect(steps > 2)
        #expect(try await bed.count("lead", where: "deleted_at IS NULL") == 1)
        #expect(try await bed.send("lists/delete", [("list_id", "1001")]).code == 6002)
        await bed.close()
    }

    @Test(arguments: ["", "0", "x", "77", "999"])
    func `a list that is not there, or the system's own, is not deleted`(id: String) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send("lists/delete", [("list_id", id)]).code == 6002)
        await bed.close()
    }

    @Test(arguments: Engine.available)
    func `a deletion that nobody ordered is not done`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let lead = try await bed.addLead(13_105_556_789)
        #expect(try await bed.deletion.step(RouteBed.lists[0], of: bed.account, at: bed.time.now))
        #expect(try await bed.lead(lead)?.deletedAt == nil)
        #expect(bed.cache.current(bed.account)?.lists[RouteBed.lists[0]] != nil)
        await bed.close()
    }

    // MARK: Campaigns

    @Test(arguments: Engine.available)
    func `campaigns show their last call as a date object`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        try await bed.addLead(13_105_556_789, list: RouteBed.lists[1]) { $0.lastCalledAt = RouteBed.noon }
        #expect(
            try await bed.send("campaign/search").text
                == #"{"success":true,"data":[{"id":11,"name":"Main","status":"Y","last_call_date":"#
                + #"{"date":"2026-01-20 12:00:00.000000","timezone_type":3,"timezone":"America/Los_Angeles"}},"#
                + #"{"id":12,"name":"Other","status":"Y","last_call_date":null}]}"#)
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let statusFaults: [(fields: [(String, String)], code: Int64)] = [
        ([("campaign_id", "77"), ("status", "1")], 6004), ([("status", "1")], 6004), ([("campaign_id", "11")], 6010),
        ([("campaign_id", "11"), ("status", "soon")], 6010),
    ]

    @Test(arguments: statusFaults)
    func `a campaign's status is set only by what is one`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send("campaigns/status", fields).code == code)
        await bed.close()
    }

    @Test(arguments: [("0", false), ("false", false), ("1", true), ("TRUE", true)])
    func `a campaign is switched off and on`(status: String, isActive: Bool) async throws {
        let bed = try await RouteBed.make(.sqlite)
        let answer = try await bed.send("campaigns/status", [("campaign_id", "11"), ("status", status)])
        #expect(answer.text == #"{"success":true}"#)
        #expect(bed.cache.current(bed.account)?.campaigns[CampaignID(11)]?.isActive == isActive)
        await bed.close()
    }
}
