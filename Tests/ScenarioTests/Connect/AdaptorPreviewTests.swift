import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The preview of an adaptor` {
    private func adaptor(_ bed: TestBed, _ rows: String...) async throws -> String {
        let body = JSONValue.object([
            (name: "name", value: .string("A")), (name: "rows", value: .array(rows.map { .string($0) })),
        ])
        let made = try await bed.api(.post, "adaptors", body.text)
        return "adaptors/\(try #require(made.json["id"]?.integer, "\(made.text)"))/preview"
    }

    private func post(_ bed: TestBed, _ fields: (String, String)...) async throws -> Int64 {
        let answer = try await bed.post("leads/insert", [("list_id", "1001")] + fields)
        return try #require(answer.json["data"]?["lead_id"]?.integer, "\(answer.text)")
    }

    @Test(arguments: Engine.available)
    func `fills it with the newest live lead, or the one that is named`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let path = try await adaptor(
            bed, "lead.phone_number -> phone", "lead.first_name -> properties.firstname; default=friend",
            "lead.date_of_birth -> properties.age; date=age; empty=skip", "lead.list_name -> list")
        let none = try await bed.api(.get, path)
        #expect(none.status == 409)
        #expect(none.json["detail"]?.string?.contains("no lead") == true)
        let first = try await post(bed, ("phone_number", "3105556001"), ("first_name", "Ann & Bo"))
        let second = try await post(bed, ("phone_number", "3105556002"), ("date_of_birth", "1980-05-01"))
        let newest = try await bed.api(.get, path).json
        #expect(newest["lead_id"]?.integer == second)
        #expect(
            newest["json"]?.string?.hasPrefix(#"{"phone":"3105556002","properties":{"firstname":"friend","age":""#)
                == true)
        let named = try await bed.api(.get, "\(path)?lead_id=\(first)").json
        #expect(
            named["form"]?.string
                == "phone=3105556001&properties.firstname=Ann+%26+Bo&list=First+list+of+main")
        #expect(
            named["query"]?.string
                == "phone=3105556001&properties.firstname=Ann%20%26%20Bo&list=First%20list%20of%20main")
        #expect(named["warnings"]?.elements?.isEmpty == true)
        #expect(try await bed.api(.get, "\(path)?lead_id=99999").faults == ["lead_id"])
        #expect(try await bed.api(.put, "leads/\(second)/archive").status == 200)
        #expect(try await bed.api(.get, path).json["lead_id"]?.integer == first)
        #expect(try await bed.api(.delete, "leads/\(second)").status == 204)
        #expect(try await bed.api(.get, "\(path)?lead_id=\(second)").faults == ["lead_id"])
    }

    @Test(arguments: Engine.available)
    func `knows the lead's last call and who took it`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let path = try await adaptor(
            bed, "lead.status -> stage", "call.status -> stage; map=SALE:closed_won", "call.length_in_sec -> seconds",
            "call.call_date -> at; date=Ymd\\THis\\Z", "call.agent_comment -> note", "extra.agent_full_name -> agent",
            "extra.agent_email -> mail", "call.first_name -> first")
        let lead = try await post(bed, ("phone_number", "3105556001"), ("first_name", "Ann"))
        let before = try await bed.api(.get, path).json
        #expect(
            before["json"]?.string
                == #"{"stage":"NEW","seconds":"","at":"","note":"","agent":"","mail":"","first":""}"#)
        let (account, agent) = (bed.account, try await bed.user(.agent))
        try await bed.parts.database.write { connection in
            for (id, status, at) in [(Int64(1), "NI", Int64(5)), (2, "SALE", 60)] {
                var call = LoggedCall(
                    id: id, phone: PhoneNumber(13_105_556_001), at: Timestamp(1_783_199_109_000).adding(seconds: at),
                    status: status)
                (call.leadID, call.userID, call.seconds) = (lead, agent.id.number, 75)
                call.fields = ["agent_comment": "Wants a quote"]
                try CallLog(connection, of: account).add(call)
            }
        }
        let after = try await bed.api(.get, path).json
        #expect(
            after["json"]?.string?.hasPrefix(
                #"{"stage":"closed_won","seconds":"75","at":"20260704T210609Z","note":"Wants a quote","agent":""#)
                == true,
            "\(after.text)")
        #expect(after["json"]?.string?.contains("@") == true)
        #expect(after["json"]?.string?.hasSuffix(#""first":"Ann"}"#) == true)
        #expect(
            after["warnings"]?.elements?.compactMap(\.string) == [
                "stage is mapped from lead.status, call.status; where more than one has a value, call.status is sent."
            ])
    }

    @Test func `is shown at the command line, and asks for the right to read leads`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.create(.adaptor, ["name": "A", "rows": "lead.phone_number -> p; date=Y-m-d"]))
        #expect(try await bed.faults(.previewAdaptor(name: "A", [:])) == ["lead"])
        let lead = try #require(
            try await bed.post(["criteria": "Vendor", "phone_number": "3105556001"])["lead_id"]?.integer)
        let shown = try await bed.perform(.previewAdaptor(name: "a", ["lead": String(lead)]))
        #expect(shown["form"]?.string == "p=3105556001")
        #expect(shown["warnings"]?.elements?.count == 1)
        #expect(try await bed.faults(.previewAdaptor(name: "A", ["lead": "77777"])) == ["lead"])
        #expect(try await bed.faults(.previewAdaptor(name: "B", [:])) == ["adaptor"])
        let main = bed.bed
        let path = try await adaptor(main, "lead.email -> mail")
        let only = try await main.parts.addToken(main.account, "connect", sections: [.connect])
        #expect(try await main.api(.get, "adaptors", token: only).status == 200)
        #expect(try await main.api(.get, path, token: only).status == 403)
    }
}
