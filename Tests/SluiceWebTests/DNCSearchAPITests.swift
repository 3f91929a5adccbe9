import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `dnc/search` {
    @Test(arguments: Engine.available)
    func `a search shows strings, and narrows by what is asked`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        _ = try await bed.send("dnc/insert", [("phone_number", "3105556789"), ("campaign_id", "11")])
        bed.time.advance(seconds: 86_400)
        _ = try await bed.send("dnc/insert", [("phone_number", "310"), ("reason", "DNC")])
        _ = try await bed.send(
            "dnc/insert",
            [("phone_number", "2079460000"), ("phone_code", "44"), ("campaign_id", "-1"), ("purpose", "VERIFY")])
        let first = try await bed.send("dnc/search", [("campaign_id", "11")])
        #expect(
            first.text
                == #"{"success":true,"data":{"offset":0,"limit":100,"total":1,"entries":[{"id":"1","#
                + #""phone_number":"3105556789","campaign_id":"11","insert_date":"2026-01-20 12:00:00","#
                + #""phone_code":"1","campaign_uid":"11","campaign_name":"Main","campaign_type":"Normal","#
                + #""purpose":"","reason":""}]}}"#)
        let filters: [([(String, String)], [String])] = [
            ([], ["3105556789", "310", "2079460000"]), ([("id", "2")], ["310"]), ([("campaign_id", "0")], ["310"]),
            ([("campaign_id", "-1")], ["2079460000"]), ([("campaign_id", "77")], []),
            ([("phone_number", "3105556789")], ["3105556789"]), ([("phone_number", "310")], ["310"]),
            ([("phone_code", "1")], ["3105556789", "310"]), ([("phone_code", "44")], ["2079460000"]),
            ([("reason", "-BLANK-")], ["3105556789", "2079460000"]), ([("reason", "-NOTBLANK-")], ["310"]),
            ([("reason", "dnc")], ["310"]), ([("purpose", "-NOTBLANK-")], ["2079460000"]),
            ([("purpose", "VERIFY")], ["2079460000"]), ([("insert_date", "2026-01-20")], ["3105556789"]),
            ([("insert_date", "2026-01-21 12:00:00")], ["310", "2079460000"]),
            ([("insert_date", "2026-01-21 12:00:01")], []), ([("limit", "1"), ("offset", "1")], ["310"]),
        ]
        for (fields, numbers) in filters {
            let answer = try await bed.send("dnc/search", fields)
            #expect(answer.entries.compactMap { $0["phone_number"]?.string } == numbers, "\(fields)")
        }
        await bed.close()
    }

    /// What is sent, and the code of the answer.
    static let searchFaults: [(fields: [(String, String)], code: Int64)] = [
        ([("id", "x")], 6056), ([("campaign_id", "x")], 6006), ([("phone_number", "x")], 6008),
        ([("phone_code", "999")], 6026), ([("reason", "FUN")], 6058), ([("purpose", "FUN")], 6057),
        ([("offset", "100001")], 7231), ([("limit", "none")], 7258), ([("insert_date", "today")], 422),
    ]

    @Test(arguments: searchFaults)
    func `a search that cannot be read is refused by its code`(fields: [(String, String)], code: Int64) async throws {
        let bed = try await RouteBed.make(.sqlite)
        #expect(try await bed.send("dnc/search", fields).code == code)
        await bed.close()
    }
}
