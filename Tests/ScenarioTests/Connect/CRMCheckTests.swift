import Foundation
import SluiceConnect
import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceServer
import SluiceTesting
import Synchronization
import Testing

@Suite struct `The check with the CRM` {
    /// A server whose leads are checked with a CRM that says what `answer` says.
    static func bed(
        _ engine: Engine, rows: String = "total > 0 -> skip", _ settings: [String: String] = [:],
        answer: @escaping @Sendable (ScriptedReceiver.Call) -> Result<OutboundAnswer, DeliveryFault> = { _ in
            .success(OutboundAnswer(200, body: Array(#"{"total":0}"#.utf8)))
        }
    ) async throws -> (TestBed, ScriptedReceiver) {
        let bed = try await TestBed.make(engine)
        let desk = AdminDesk(bed.parts)
        func perform(_ operation: AdminOperation) async throws {
            _ = try await desk.perform(AdminRequest(account: "Test", actor: "test", operation: operation))
        }
        try await perform(
            .create(
                .adaptor,
                ["name": "crm", "rows": "lead.phone_number -> phone\nlead.email -> email\nlead.id -> id; empty=skip"]))
        try await perform(
            .create(
                .endpoint,
                [
                    "name": "crm", "url": "https://crm.example/search?key=hush", "method": "GET", "adaptor": "crm",
                    "headers": "Authorization: Bearer hush-hush",
                ]))
        try await perform(
            .changeSettings(["crm_check": "crm", "crm_rows": rows].merging(settings) { $1 }))
        let receiver = ScriptedReceiver { call, _ in answer(call) }
        bed.parts.crm.goOut(through: receiver.outbound)
        return (bed, receiver)
    }

    static func lead(_ number: Int = 3_105_550_142, _ more: [(String, String)] = []) -> [(String, String)] {
        [("list_id", "1001"), ("phone_number", String(number)), ("email", "ann@example.com")] + more
    }

    static func receipt(_ bed: TestBed, _ answer: TestBed.Answer) async throws -> Receipt {
        let id = ReceiptID(try #require(answer.json["receipt_id"]?.integer))
        let account = bed.account
        return try #require(try await bed.parts.database.read { try Receipts($0, of: account).receipt(id) }).receipt
    }

    static let verdicts:
        [(row: String, body: String, isTaken: Bool, isSuccess: Bool, code: Int64?, status: String?, isOnDNC: Bool)] = [
            ("total > 0 -> skip", #"{"total":0}"#, true, true, nil, "NEW", false),
            ("total > 0 -> skip", #"{"total":2}"#, false, false, 6009, nil, false),
            ("total > 0 -> skip, success", #"{"total":2}"#, false, true, nil, nil, false),
            ("total > 0 -> skip, dnc", #"{"total":2}"#, false, false, 6009, nil, true),
            ("total > 0 -> create", #"{"total":2}"#, true, true, nil, "NEW", false),
            ("total > 0 -> create NI, dnc, failure", #"{"total":2}"#, true, false, 6009, "NI", true),
            ("http_status = 200 -> skip", #"{}"#, false, false, 6009, nil, false),
        ]

    @Test(arguments: Engine.available, verdicts)
    func `does what the row says that matches`(
        engine: Engine,
        verdict: (
            row: String, body: String, isTaken: Bool, isSuccess: Bool, code: Int64?, status: String?, isOnDNC: Bool
        )
    ) async throws {
        let (bed, receiver) = try await Self.bed(engine, rows: verdict.row) { _ in
            .success(OutboundAnswer(200, body: Array(verdict.body.utf8)))
        }
        let answer = try await bed.post("leads/insert", Self.lead(3_105_551_142, [("hopper", "1")]))
        #expect(answer.json["success"] == .bool(verdict.isSuccess))
        #expect(answer.json["code"]?.integer == verdict.code)
        #expect(try await bed.count("lead") == (verdict.isTaken ? 1 : 0))
        #expect(try await bed.count("dnc_entry") == (verdict.isOnDNC ? 1 : 0))
        #expect(try await bed.count("suppression") == (verdict.isOnDNC ? 1 : 0))
        let isQueued = verdict.isTaken && !verdict.isOnDNC && verdict.status == "NEW"
        #expect(try await bed.count("hopper_entry") == (isQueued ? 1 : 0))
        let receipt = try await Self.receipt(bed, answer)
        #expect(receipt.outcome == (verdict.isTaken ? .accepted : .refused))
        let crm = try #require(receipt.crm)
        #expect(crm.status == 200)
        #expect(crm.request.contains("GET https://crm.example/search?key=***&phone=3105551142&email=ann%40example.com"))
        #expect(!crm.request.contains("hush"))
        #expect(crm.answer.hasSuffix(verdict.body))
        if let lead = receipt.leadID {
            #expect(try await bed.lead(lead.number)?.status == verdict.status)
        }
        #expect(receiver.all.count == 1)
        #expect(receiver.all.first?.request.header("Authorization") == "Bearer hush-hush")
    }

    @Test(arguments: Engine.available)
    func `is asked of nothing that is refused anyway, tried out, or updated`(engine: Engine) async throws {
        let (bed, receiver) = try await Self.bed(engine, rows: "http_status = 200 -> skip")
        func marks(_ answer: TestBed.Answer) async throws -> String? {
            let receipt = try await Self.receipt(bed, answer)
            return receipt.entries.first { $0.stage == CRMDuplicateCheck.name }?.mark.rawValue
        }
        // What the stages behind it refuse.
        _ = try await AdminDesk(bed.parts).perform(
            AdminRequest(
                account: "Test", actor: "test", operation: .create(.validation, ["name": "CA", "states": "CA"]))
        )
        _ = try await AdminDesk(bed.parts).perform(
            AdminRequest(account: "Test", actor: "test", operation: .changeSettings(["validation": "CA"])))
        let outside = try await bed.post("leads/insert", Self.lead(3_105_550_143, [("state", "NY")]))
        #expect(outside.json["code"]?.integer == 6904)
        #expect(try await marks(outside) == "not_asked")
        _ = try await AdminDesk(bed.parts).perform(
            AdminRequest(account: "Test", actor: "test", operation: .changeSettings(["validation": "none"])))
        // What a row refuses.
        try await bed.addDNC(13_105_550_144)
        let listed = try await bed.post("leads/insert", Self.lead(3_105_550_144, [("check_dnc", "1")]))
        #expect(listed.json["code"]?.integer == 6901)
        #expect(try await marks(listed) == "not_reached")
        let trial = try await bed.post("leads/insert", Self.lead(3_105_550_145, [("dry_run", "1")]))
        #expect(trial.json["success"] == .bool(true))
        #expect(receiver.all.isEmpty)
        // It is asked of the one that would be taken, and not of its update.
        bed.parts.crm.goOut(through: Outbound { _, _ in .success(OutboundAnswer(404)) })
        #expect(try await bed.post("leads/insert", Self.lead()).json["success"] == .bool(true))
        bed.parts.crm.goOut(through: receiver.outbound)
        let update = try await bed.post("leads/insert", Self.lead(3_105_550_142, [("update_if_found", "1")]))
        #expect(update.json["success"] == .bool(true))
        #expect(try await marks(update) == "pass")
        #expect(receiver.all.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `asks once for posts of one phone that come together, and not again for a while`(
        engine: Engine
    ) async throws {
        let (bed, receiver) = try await Self.bed(engine, ["crm_cache_seconds": "60"])
        let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    let answer = try await bed.post("leads/insert", Self.lead(3_105_550_142, [("check_dup", "1")]))
                    return answer.json["success"] == .bool(true)
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
        #expect(receiver.all.count == 1)
        let again = try await bed.post("leads/insert", Self.lead())
        #expect(try await Self.receipt(bed, again).crm?.isCached == true)
        #expect(receiver.all.count == 1)
        bed.time.advance(seconds: 61)
        _ = try await bed.post("leads/insert", Self.lead())
        #expect(receiver.all.count == 2)
    }

    static let silences: [(policy: String, answer: Result<OutboundAnswer, DeliveryFault>, code: Int64?)] = [
        ("open", .success(OutboundAnswer(500)), nil), ("closed", .success(OutboundAnswer(500)), 6905),
        ("closed", .success(OutboundAnswer(200, body: Array("<html>".utf8))), 6905),
        ("open", .failure(DeliveryFault(.timedOut)), nil), ("closed", .failure(DeliveryFault(.connectionLost)), 6905),
        ("hold", .success(OutboundAnswer(429)), 6910), ("closed", .success(OutboundAnswer(404)), nil),
    ]

    @Test(arguments: Engine.available, silences)
    func `follows its policy while the CRM does not answer`(
        engine: Engine, silence: (policy: String, answer: Result<OutboundAnswer, DeliveryFault>, code: Int64?)
    ) async throws {
        let (bed, _) = try await Self.bed(engine, ["crm_policy": silence.policy]) { _ in silence.answer }
        let answer = try await bed.post("leads/insert", Self.lead())
        #expect(answer.json["code"]?.integer == silence.code)
        #expect(answer.json["success"] == .bool(silence.code == nil))
        #expect(answer.json["held"] == (silence.code == 6910 ? .bool(true) : nil))
        #expect(try await bed.count("lead") == (silence.code == nil ? 1 : 0))
        // What could not be read is kept.
        if case .success(let said) = silence.answer, !said.body.isEmpty {
            #expect(try await Self.receipt(bed, answer).crm?.answer.contains("<html>") == true)
        }
    }

    @Test func `a CRM that fails again and again is left alone for a while`() async throws {
        let (bed, receiver) = try await Self.bed(.sqlite) { _ in .failure(DeliveryFault(.timedOut)) }
        for number in 0..<15 { _ = try await bed.post("leads/insert", Self.lead(3_105_551_000 + number)) }
        #expect(receiver.all.count == 10)
        #expect(try await bed.count("lead") == 15)
        bed.time.advance(seconds: 31)
        receiver.says { _, _ in .success(OutboundAnswer(200, body: Array(#"{"total":1}"#.utf8))) }
        let refused = try await bed.post("leads/insert", Self.lead(3_105_552_000))
        #expect(refused.json["code"]?.integer == 6009)
    }
}
