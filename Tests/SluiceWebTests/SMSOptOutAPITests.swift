import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `sms-opt-out` {
    static let number = [("phone_number", "3105556789"), ("phone_code", "1"), ("campaign_id", "0")]

    @Test(arguments: Engine.available)
    func `a number that takes no texts is noted apart from Do Not Call`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let made = try await bed.send("sms-opt-out/insert", Self.number + [("reason", "DNC")])
        #expect(made.text == #"{"success":true}"#)
        #expect(try await bed.send("sms-opt-out/insert", Self.number).code == 6008)
        #expect(try await bed.dnc().isEmpty)
        #expect(try await bed.count("sms_opt_out") == 1)
        let changed = try await bed.send(
            "sms-opt-out/update", [("id", "1"), ("purpose", "VERIFY"), ("reason", "-BLANK-")])
        #expect(changed.text == #"{"success":true,"data":{"id":"1"}}"#)
        let found = try await bed.send("sms-opt-out/search", [("phone_number", "3105556789")])
        #expect(
            found.text
                == #"{"success":true,"data":{"offset":0,"limit":100,"total":1,"entries":[{"id":"1","#
                + #""phone_number":"3105556789","campaign_id":"0","insert_date":"2026-01-20 12:00:00","#
                + #""phone_code":"1","campaign_uid":"0","campaign_name":"","campaign_type":"","purpose":"VERIFY","#
                + #""reason":"","Purpose":"VERIFY","Reason":""}]}}"#)
        // Both lists share one journal, and its lines say which of them they are of.
        _ = try await bed.send("dnc/insert", Self.number)
        let account = bed.account
        let lines = try await bed.database.read { try Suppressions($0, of: account).lines(after: 0, limit: 10) }
        #expect(lines.map { $0.payload.contains(#""channel":"sms""#) } == [true, true, false])
        var before = ""
        for line in lines {
            #expect(Suppressions.holds(line, after: before))
            before = line.chain
        }
        await bed.close()
    }

    static let faults: [(path: String, fields: [(String, String)], code: Int64)] = [
        ("insert", [("phone_number", "12")], 6007), ("insert", [("phone_code", "999")], 6026),
        ("insert", [("campaign_id", "77")], 6006), ("insert", [("purpose", "FUN")], 6057),
        ("insert", [("reason", "FUN")], 6058), ("update", [("id", "")], 6056), ("update", [("id", "77")], 6056),
        ("update", [("phone_number", "none")], 4002), ("update", [("phone_number", "12")], 6008),
        ("update", [("campaign_id", "77")], 6004), ("search", [("offset", "1000001")], 7231),
        ("search", [("campaign_id", "x")], 6006),
    ]

    @Test(arguments: faults)
    func `what cannot be read is refused by its code`(
        path: String, fields: [(String, String)], code: Int64
    ) async throws {
        let bed = try await RouteBed.make(.sqlite)
        _ = try await bed.send("sms-opt-out/insert", Self.number)
        let names = fields.map(\.0)
        let base = path == "insert" ? [("phone_number", "2125556789")] : path == "update" ? [("id", "1")] : []
        let answer = try await bed.send("sms-opt-out/\(path)", base.filter { !names.contains($0.0) } + fields)
        #expect(answer.code == code, "\(answer.text)")
        await bed.close()
    }

    @Test func `what the person asked for is not undone by a token`() async throws {
        let bed = try await RouteBed.make(.sqlite)
        _ = try await bed.send("sms-opt-out/insert", Self.number + [("reason", "ConsentRevoked")])
        let moved = try await bed.send("sms-opt-out/update", [("id", "1"), ("campaign_id", "11")])
        #expect(moved.code == 6908)
        await bed.close()
    }
}
