import HTTPTypes
import SluiceConnect
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `Events as they are described` {
    @Test(arguments: EventKind.allCases)
    func `have an example that keeps the description, which is closed`(kind: EventKind) throws {
        let (shape, example) = (EventShapes.body(of: kind), EventShapes.example(of: kind))
        #expect(shape.faults(of: example).isEmpty, "\(shape.faults(of: example))")
        #expect(EventShapes.version == EventEnvelope.version)
        let data = (example["data"]?.members ?? []) + [("unheard_of", .integer(1))]
        #expect(EventShapes.data(of: kind).faults(of: .object(data)).map(\.field) == ["unheard_of"])
    }

    @Test func `stand in the description for programs and on the page`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let description = try await bed.send(.get, "/openapi.json").json
        let page = try await bed.send(.get, "/docs").text
        for kind in EventKind.allCases {
            let hook = description["webhooks"]?[kind.rawValue]?["post"]
            let content = hook?["requestBody"]?["content"]?["application/json"]
            #expect(hook?["summary"]?.string == kind.meaning)
            #expect(
                hook?["parameters"]?.elements?.compactMap { $0["name"]?.string } == [
                    "webhook-id", "webhook-timestamp", "webhook-signature",
                ])
            #expect(content?["example"]?["type"]?.string == kind.rawValue)
            #expect(content?["schema"]?["properties"]?["data"]?["additionalProperties"]?.bool == false)
            #expect(page.contains("id=\"event-\(kind.rawValue)\""))
        }
        #expect(description["webhooks"]?.members?.count == EventKind.allCases.count)
        for kind in EventKind.allCases {
            let samples = try await bed.api(.get, "hooks/samples/\(kind.rawValue)").json.elements ?? []
            #expect(samples.count == 1)
            for sample in samples {
                let body = JSONValue.object((sample.members ?? []).filter { $0.name != "id" })
                #expect(EventShapes.body(of: kind).faults(of: body).isEmpty, "\(kind): \(body.text)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `are sent as they are described, each kind of them`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { terms in
            (terms.price, terms.returnDays) = (Money(cents: 1250), 7)
            terms.returnReasons = ["wrong_number"]
        }
        try await bed.listen("crm", to: EventKind.allCases)
        try await bed.listen("bad")
        try await bed.listen("gone")
        let receiver = ScriptedReceiver { call, _ in
            let isWell = call.request.url.hasPrefix("https://crm")
            let refusal = call.request.url.hasPrefix("https://bad") ? 400 : 410
            return .success(OutboundAnswer(isWell ? 200 : refusal))
        }
        try await bed.connected(to: receiver) {
            try await Self.live(bed)
            try await bed.until("every kind is told") {
                Set(Self.told(receiver).map(\.type)) == Set(EventKind.allCases.map(\.rawValue))
            }
            try await bed.until("nothing waits") {
                let states = try await bed.states()
                return states["waiting"] == nil
            }
        }
        for (type, body) in Self.told(receiver) {
            let kind = try #require(EventKind(rawValue: type))
            let faults = EventShapes.body(of: kind).faults(of: body)
            #expect(faults.isEmpty, "\(faults) in \(body.text)")
        }
        // Each fact that is described was seen, but for those of lists that were deleted.
        for kind in EventKind.allCases {
            let seen = Set(
                Self.told(receiver).filter { $0.type == kind.rawValue }
                    .flatMap { $0.body["data"]?.members?.map(\.name) ?? [] })
            var described = Set(EventShapes.exampleFacts(of: kind).map(\.name))
            if kind == .leadDeleted { described.remove("reason") }
            #expect(described.isSubset(of: seen), "\(kind): \(described.subtracting(seen))")
        }
    }

    private static func told(_ receiver: ScriptedReceiver) -> [(type: String, body: JSONValue)] {
        receiver.all.filter { $0.request.url.hasPrefix("https://crm") }
            .map { ($0.body["type"]?.string ?? "", $0.body) }
    }

    /// Makes every kind of event happen.
    private static func live(_ bed: TestBed) async throws {
        let lead = try #require(try await bed.sell("3105550100").json["data"]?["lead_id"]?.integer)
        let named = [("lead_id", String(lead))]
        for fields in [[("first_name", "Bea"), ("status", "SALE")], [("status", "NEW")], [("list_id", "1002")]] {
            let answer = try await bed.post("leads/update", named + fields)
            #expect(answer.json["success"]?.bool == true, "\(answer.text)")
        }
        #expect(try await bed.api(.post, "leads/\(lead)/return", "{\"reason\":\"wrong_number\"}").status == 200)
        #expect(try await bed.api(.delete, "leads/\(lead)/return").status == 200)
        for change in [AdminOperation.LeadChange.archive, .restore, .delete, .undelete] {
            _ = try await bed.desk(.changeLead(lead, change))
        }
        let again = try await bed.post(
            "leads/insert",
            [
                ("list_id", "1001"), ("phone_number", "3105550100"), ("check_dup", "1"), ("update_if_found", "1"),
                ("first_name", "Cy"),
            ])
        #expect(again.status == 200)
        #expect(try await bed.post("leads/delete", named).json["success"]?.bool == true)
        _ = try await bed.post(
            "leads/insert",
            [
                ("list_id", "1001"), ("phone_number", "3105551177"), ("hopper", "1"), ("hopper_expires_in", "1"),
            ])
        let number = [("phone_number", "3105550188"), ("phone_code", "1"), ("campaign_id", "0")]
        for path in ["dnc/insert", "dnc/delete", "sms-opt-out/insert"] {
            #expect(try await bed.post(path, number).json["success"]?.bool == true, "\(path)")
        }
        try await hold(bed)
        bed.time.advance(seconds: 3 * 3600)
        _ = try await Chores(bed.parts).expireHopper()
        // An opt-out is the person's own: nobody lifts it by the API without their evidence.
        let (account, now) = (bed.account, bed.time.now)
        try await bed.parts.database.write { connection in
            let list = DNCList(connection, of: account, for: .texts)
            let entry = try #require(try list.search(DNCList.Filter(), offset: 0, limit: 1).entries.first)
            try list.lift(entry, evidence: "a letter", by: "test", salt: "salt", at: now)
        }
    }

    /// Has a post held, and released.
    private static func hold(_ bed: TestBed) async throws {
        _ = try await bed.desk(
            .changeSettings(["crm_check": "crm", "crm_rows": "known = yes -> skip", "crm_policy": "hold"]))
        bed.parts.crm.goOut(through: Outbound { _, _ in .success(OutboundAnswer(503)) })
        let held = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", "3105550199")])
        let receipt = try #require(held.json["receipt_id"]?.integer)
        _ = try await bed.desk(.held(.release, ["receipt": String(receipt)]))
    }
}
