import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Held posts` {
    static let down: @Sendable (ScriptedReceiver.Call, Int) async -> Result<OutboundAnswer, DeliveryFault> = { _, _ in
        .success(OutboundAnswer(503))
    }

    static func says(
        _ total: Int
    ) -> @Sendable (ScriptedReceiver.Call, Int) async -> Result<OutboundAnswer, DeliveryFault> {
        { _, _ in .success(OutboundAnswer(200, body: Array("{\"total\":\(total)}".utf8))) }
    }

    /// A server on which one post is held, and its receipt.
    static func bed(_ engine: Engine) async throws -> (TestBed, ScriptedReceiver, Int64) {
        let (bed, receiver) = try await `The check with the CRM`.bed(engine, ["crm_policy": "hold"])
        receiver.says(down)
        let answer = try await bed.post("leads/insert", `The check with the CRM`.lead())
        #expect(answer.json["code"]?.integer == 6910)
        return (bed, receiver, try #require(answer.json["receipt_id"]?.integer))
    }

    static func perform(_ bed: TestBed, _ operation: AdminOperation) async throws -> JSONValue {
        try await AdminDesk(bed.parts).perform(AdminRequest(account: "Test", actor: "test", operation: operation))
    }

    static func held(_ bed: TestBed) async throws -> JSONValue {
        try #require(try await perform(bed, .held(.list, ["all": "yes"])).elements?.first)
    }

    @Test(arguments: Engine.available)
    func `wait until the CRM answers, and fall once`(engine: Engine) async throws {
        let (bed, receiver, receipt) = try await Self.bed(engine)
        _ = try await Chores(bed.parts).releaseHeld()
        #expect(receiver.all.count == 1)
        bed.time.advance(seconds: 61)
        _ = try await Chores(bed.parts).releaseHeld()
        #expect(receiver.all.count == 2)
        #expect(try await Self.held(bed)["tries"]?.integer == 1)
        #expect(try await Self.held(bed)["because"]?.string == "status_rejected: 503")

        receiver.says(Self.says(0))
        bed.time.advance(seconds: 121)
        let beside = try await bed.neighbor()
        beside.parts.crm.goOut(through: receiver.outbound)
        async let here = Chores(bed.parts).releaseHeld()
        async let there = Chores(beside.parts).releaseHeld()
        _ = try await (here, there)
        let fallen = try await Self.held(bed)
        #expect(fallen["state"]?.string == "decided")
        #expect(fallen["receipt_id"]?.integer == receipt)
        #expect(try await bed.count("lead") == 1)
        #expect(try await bed.count("receipt") == 2)
        #expect(try await bed.count("event", where: "kind = 'post.held'") == 1)
        #expect(try await bed.count("event", where: "kind = 'post.decided' AND lead_id IS NOT NULL") == 1)
        let account = bed.account
        let id = ReceiptID(try #require(fallen["decided_receipt_id"]?.integer))
        let last = try #require(try await bed.parts.database.read { try Receipts($0, of: account).receipt(id) }).receipt
        #expect(last.outcome == .accepted)
        #expect(last.notes.contains("held_receipt: \(receipt)"))
        bed.time.advance(seconds: 86_400)
        _ = try await Chores(bed.parts).releaseHeld()
        #expect(try await bed.count("lead") == 1)
    }

    @Test(arguments: Engine.available)
    func `are refused when the CRM knows them, and when they have waited for too long`(engine: Engine) async throws {
        let (bed, receiver, _) = try await Self.bed(engine)
        let second = try await bed.post("leads/insert", `The check with the CRM`.lead(3_105_550_199))
        #expect(second.json["code"]?.integer == 6910)
        receiver.says { call, _ in
            call.request.url.contains("0199")
                ? .success(OutboundAnswer(503)) : .success(OutboundAnswer(200, body: Array(#"{"total":7}"#.utf8)))
        }
        bed.time.advance(seconds: 25 * 3600)
        _ = try await Chores(bed.parts).releaseHeld()
        #expect(try await bed.count("lead") == 0)
        #expect(try await bed.count("receipt", where: "reason = 'crm_match'") == 1)
        #expect(try await bed.count("receipt", where: "reason = 'crm_unanswered'") == 1)
        #expect(try await bed.count("held_post", where: "fell_at IS NULL") == 0)
    }

    @Test(arguments: Engine.available)
    func `are decided by people, once`(engine: Engine) async throws {
        let (bed, _, receipt) = try await Self.bed(engine)
        let other = try await bed.post("leads/insert", `The check with the CRM`.lead(3_105_550_199))
        let released = try await Self.perform(bed, .held(.release, ["receipt": String(receipt)]))
        #expect(released["decided_by"]?.string == "test")
        #expect(try await bed.count("lead") == 1)
        let second = try #require(other.json["receipt_id"]?.integer)
        _ = try await Self.perform(bed, .held(.refuse, ["receipt": String(second)]))
        #expect(try await bed.count("lead") == 1)
        #expect(try await bed.count("receipt", where: "reason = 'crm_unanswered'") == 1)
        await #expect(throws: ProblemReport.self) {
            try await Self.perform(bed, .held(.release, ["receipt": String(second)]))
        }
        await #expect(throws: ProblemReport.self) { try await Self.perform(bed, .held(.refuse, ["receipt": "77"])) }
    }

    @Test(arguments: Engine.available)
    func `are judged by every other stage again`(engine: Engine) async throws {
        let (bed, receiver, receipt) = try await Self.bed(engine)
        receiver.says(Self.says(0))
        // The same phone came again meanwhile, when the CRM answered.
        _ = try await bed.post("leads/insert", `The check with the CRM`.lead())
        _ = try await Self.perform(
            bed, .changeSettings(["lead_duplication": "always_reject"]))
        let fallen = try await Self.perform(bed, .held(.release, ["receipt": String(receipt)]))
        #expect(fallen["state"]?.string == "decided")
        #expect(try await bed.count("lead") == 1)
        #expect(try await bed.count("receipt", where: "reason = 'duplicate_in_account'") == 1)
    }

    @Test(arguments: Engine.available)
    func `go with the person who is erased, and with their time`(engine: Engine) async throws {
        let (bed, receiver, receipt) = try await Self.bed(engine)
        let other = try await bed.post("leads/insert", `The check with the CRM`.lead(3_105_550_199))
        // Its receipt may be gone before it is decided.
        try await bed.parts.database.write { connection in
            try connection.run("DELETE FROM receipt WHERE id = \(receipt)")
        }
        _ = try await Self.perform(bed, .erasePerson(["phones": "3105550142", "confirm": "yes"]))
        #expect(try await bed.count("held_post") == 1)
        receiver.says(Self.says(0))
        bed.time.advance(seconds: 61)
        _ = try await Chores(bed.parts).releaseHeld()
        #expect(try await bed.count("lead") == 1)
        #expect(other.json["held"] == .bool(true))
        bed.time.advance(seconds: 31 * 86_400)
        _ = try await Chores(bed.parts).purge()
        #expect(try await bed.count("held_post") == 0)
    }
}
