import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `status` {
    static let flags = ["final", "reached", "success", "dnc", "callback", "contact", "voicemail"]
    static let warm = [("status", "c001"), ("name", "Warm")] + flags.map { ($0, "N") }

    @Test(arguments: Engine.available)
    func `a status is made, changed and found`(engine: Engine) async throws {
        let bed = try await RouteBed.make(engine)
        let made = try await bed.send("status/insert", Self.warm + [("hex_color", "FF8800")])
        #expect(made.text == #"{"success":true,"code":200,"data":{"new":"1","status":"C001"}}"#)
        let again = try await bed.send("statuses/insert", Self.warm)
        #expect(again.text == #"{"success":true,"code":200,"data":{"new":"0","status":"C001"}}"#)
        let changed = try await bed.send("status/update", [("status", "C001"), ("final", "Y"), ("name", "")])
        #expect(changed.text == #"{"success":true,"data":{"status":"C001"}}"#)
        let found = try await bed.send("status/search", [("query", "warm")])
        #expect(
            found.text
                == #"{"success":true,"code":200,"data":[{"status":"C001","name":"Warm","final":"Y","reached":"N","#
                + #""success":"N","dnc":"N","callback":"N","contact":"N","voicemail":"N","#
                + #""workflow_dispositon_event_option":1,"custom_status":"Y","hex_color":"ff8800"}]}"#)
        let all = try await bed.send("status/search", [("query", "")])
        #expect((all.json["data"]?.elements?.count ?? 0) > 60)
        await bed.close()
    }

    /// What is sent instead of the good value, and the code of the answer.
    static let faults: [(path: String, fields: [(String, String)], code: Int64)] =
        [
            ("insert", [("status", "")], 6061), ("insert", [("status", "TOOLONG")], 6061),
            ("insert", [("status", "A-B")], 6061), ("insert", [("status", "Å1")], 6061),
            ("insert", [("name", "")], 6060),
            ("insert", [("hex_color", "#FF880")], 6078), ("update", [("status", "NOPE")], 6069),
            ("update", [("status", "NEW")], 6069), ("update", [("status", "")], 6069),
            ("update", [("hex_color", "red")], 6078),
        ]
        + zip(flags, Int64(6062)...).map { ("insert", [($0, "maybe")], $1) }
        + zip(flags, Int64(6062)...).map { ("insert", [($0, "")], $1) }
        + zip(flags, Int64(6071)...).map { ("update", [($0, "")], $1) }

    @Test(arguments: faults)
    func `what cannot be read is refused by its code`(
        path: String, fields: [(String, String)], code: Int64
    ) async throws {
        let bed = try await RouteBed.make(.sqlite)
        _ = try await bed.send("status/insert", Self.warm)
        let names = fields.map(\.0)
        let base = path == "insert" ? Self.warm : [("status", "C001")]
        let answer = try await bed.send("status/\(path)", base.filter { !names.contains($0.0) } + fields)
        #expect(answer.code == code, "\(answer.text)")
        await bed.close()
    }
}

@Suite struct `users/search` {
    @Test func `users are found by e-mail or name`() async throws {
        let bed = try await RouteBed.make(.sqlite)
        let all = try await bed.send("users/search")
        #expect(
            all.text
                == #"{"success":true,"data":{"offset":0,"limit":"20","total":"1","results":{"5":{"id":5,"#
                + #""email":"ann@example.com","first_name":"Ann","last_name":"Agent","acl_access_profile":0,"#
                + #""user_level":1,"queue_override":"USE_CAMPAIGN","allow_queue_selection":"0","allow_callbacks":"1","#
                + #""callback_types_allowed":"0","allow_transfers":"1","default_blended_selection":"0","#
                + #""allow_blended_campaign":"0","notification":"0","alter_custdata_override":"Y","status":"Y","#
                + #""local_gmt":"-8.00","created_at":"2026-01-20T12:00:00-08:00","connection_type":"BROWSER","#
                + #""extension":[],"last_login":null}}}}"#)
        for name in ["ANN@example.com", "ann", "nobody,agent"] {
            #expect(try await bed.send("users/search", [("user", name)]).json["data"]?["total"]?.string == "1")
        }
        let none = try await bed.send("users/search", [("user", "nobody")])
        #expect(none.json["data"]?["total"]?.string == "0")
        #expect(
            try await bed.send("users/search", [("offset", "1")]).json["data"]?["results"]?.members?.isEmpty == true)
        #expect(try await bed.send("users/search", [("offset", "-1")]).code == 7231)
        await bed.close()
    }
}
