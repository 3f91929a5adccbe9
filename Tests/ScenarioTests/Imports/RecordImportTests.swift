import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `An import of what surrounds leads` {
    @Test(arguments: Engine.available)
    func `takes Do Not Call with dates and reasons, and what is there already once`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let text = """
            Phone Number,Insert Date,Reason,Campaign,Consumer
            3102010001,2024-03-01 12:00:00,,0,
            3102010002,2024-03-02,,Main,yes
            3102010003,,ConsentRevoked,,
            3102010001,2025-01-01,,0,
            310201,2024-01-01,,,
            31,,,,
            3102010005,,,Nowhere,
            """
        for kind in ["dnc", "sms_opt_outs"] {
            let job = try await bed.run(kind, try bed.file(text, "\(kind).csv"))
            #expect(job["accepted"]?.integer == 4)
            #expect(job["updated"]?.integer == 1)
            #expect(job["refused"]?.integer == 2)
        }
        let found = try await bed.desk.perform(.listDNC([:]))
        let entries = try #require(found["entries"]?.elements)
        #expect(entries.map { $0["origin"]?.string } == ["import", "consumer", "consumer", "import"])
        #expect(entries.last?["number"]?.string == "1310201")
        #expect(entries.first?["created"]?.string == "2024-03-01 20:00:00 UTC")
        #expect(entries[1]["scope"]?.string == "campaign:Main")
        #expect(try await bed.count("suppression") == 8)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `takes dispositions, then leads with them, calls, call-backs and consent`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let statuses = "Status,Status Name,Final,Success\nSOLD,Sold it,Y,Y\nNEW,New Lead,N,N\nX,Too short,N,N\n"
        let made = try await bed.run("statuses", try bed.file(statuses, "statuses.csv"))
        #expect(made["accepted"]?.integer == 1)
        #expect(made["updated"]?.integer == 1)
        #expect(made["refused"]?.integer == 1)
        let leads = try await bed.run(
            "leads", try bed.file("lead_id,phone,status\n500,3102010001,SOLD\n"), ["keep_ids": "yes"])
        #expect(try await bed.faults(2) == [])
        #expect(leads["accepted"]?.integer == 1)

        let calls = """
            id,lead_id,number_dialed,call_date,call_length,status,term_reason,call_type,agent_comment,campaign
            81,500,3102010001,2025-12-01 10:00:00,45,SOLD,AGENT,OUTBOUND,"good, very",Main
            81,500,3102010001,2025-12-01 11:00:00,45,SOLD,AGENT,OUTBOUND,,Main
            82,500,3102010001,yesterday,45,SOLD,AGENT,SIDEWAYS,,Main
            """
        let logged = try await bed.run("call_log", try bed.file(calls, "calls.csv"), ["keep_ids": "yes"])
        #expect(logged["accepted"]?.integer == 1)
        #expect(try await bed.faults(3) == ["3 id_taken", "4 row_unreadable"])
        let account = bed.desk.id
        let call = try #require(
            try await bed.bed.parts.database.read { connection in
                try CallLog(connection, of: account).calls(of: LeadID(500), limit: 5).first
            })
        #expect(call.seconds == 45)
        #expect(call.fields["agent_comment"] == "good, very")
        #expect(call.at == RFC3339.read("2025-12-01T18:00:00Z"))

        let callbacks = """
            id,lead_id,recipient,callback_time,callback_time_zone,status,comments
            9,500,ANYONE,2026-02-01 09:00:00,-5.00,ACTIVE,ring twice
            10,501,ANYONE,2026-02-01 09:00:00,-5.00,ACTIVE,nobody
            11,500,USERONLY,2026-02-01 09:00:00,-5.00,ACTIVE,no user
            """
        let promised = try await bed.run("callbacks", try bed.file(callbacks, "cb.csv"), ["keep_ids": "yes"])
        #expect(promised["accepted"]?.integer == 1)
        #expect(try await bed.faults(4) == ["3 lead_unknown", "4 row_unreadable"])
        let callback = try #require(
            try await bed.bed.parts.database.read { connection in
                try Callbacks(connection, of: account).callbacks(for: LeadID(500)).first
            })
        #expect(callback.at == RFC3339.read("2026-02-01T14:00:00Z"))
        #expect(callback.status == .pending)

        let consent = """
            phone,action,sellers,subject,at,certificate
            3102010001,given,Desk,solar,2025-11-01,https://cert.example/1
            3102010001,revoked,,,2025-12-01,
            3102010002,given,Desk,,2025-11-01,
            """
        let stated = try await bed.run("consent", try bed.file(consent, "consent.csv"))
        #expect(stated["accepted"]?.integer == 2)
        #expect(try await bed.faults(5) == ["4 row_unreadable"])
        #expect(try await bed.count("dnc_entry") == 1)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `campaigns, lists, users and tokens keep what others know them by`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let desk = bed.desk
        try await desk.perform(.create(.campaign, ["name": "Moved", "id": "5000"]))
        try await desk.perform(.create(.list, ["name": "Moved here 01", "campaign": "Moved", "id": "101"]))
        let next = try await desk.perform(.create(.list, ["name": "Made here 02", "campaign": "Moved"]))
        #expect(next["id"]?.integer == 102)
        let taken = AdminOperation.create(.list, ["name": "Moved here 03", "campaign": "Moved", "id": "101"])
        #expect(try await desk.faults(taken) == ["id"])
        #expect(
            try await desk.faults(.create(.list, ["name": "Moved here 04", "campaign": "Moved", "id": "0"])) == ["id"])
        #expect(try await desk.faults(.create(.seller, ["name": "Other", "id": "7"])) == ["id"])
        let user = ["email": "agent@example.com", "password": "a long enough password", "id": "666"]
        #expect(try await desk.perform(.createUser(user))["id"]?.integer == 666)
        #expect(try await desk.faults(.createUser(user.merging(["email": "b@example.com"]) { $1 })) == ["id"])
        let more = user.merging(["email": "c@example.com"]) { $1 }.filter { $0.key != "id" }
        #expect(try await desk.perform(.createUser(more))["id"]?.integer == 667)
        let token = ["name": "old", "sections": "leads", "secret": "abcdefghijklmnopqrstuvwxyz"]
        #expect(try await desk.perform(.createToken(token))["secret"]?.string == token["secret"])
        #expect(try await desk.faults(.createToken(["name": "weak", "secret": "short"])) == ["secret"])
        let found = try await bed.bed.post(
            "leads/insert", [("list_id", "101"), ("phone_number", "3102010001")], token: token["secret"])
        #expect(found.json["success"]?.bool == true)
        await bed.bed.parts.close()
    }
}
