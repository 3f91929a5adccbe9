import Foundation
import SluiceConnect
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Synchronization
import Testing

@Suite struct `Deliveries of Connect` {
    @Test(arguments: Engine.available)
    func `tell every endpoint of every event once, signed, as it was`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm")
        try await bed.listen("zap", ["method": "POST", "signing_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
        let receiver = ScriptedReceiver()
        try await bed.connected(to: receiver) {
            let leads = try await bed.postLeads(64)
            try await bed.until("all are told") { try await bed.states() == ["delivered": 128] }

            let told = receiver.all.compactMap { $0.body["data"]?["lead"]?["id"]?.integer }
            #expect(told.sorted() == (leads + leads).sorted())
            #expect(Set(receiver.ids).count == 128)
            let call = try #require(receiver.all.first { $0.request.url.hasPrefix("https://zap") })
            #expect(call.body["type"]?.string == "lead.created")
            #expect(call.body["data"]?["lead"]?["fields"]?["first_name"]?.string == "Ann")
            let key = try #require(Signature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
            let id = try Signature.verify(
                headers: call.request.headers, body: call.request.body, keys: [key], at: bed.time.now)
            #expect(id == call.id)
        }
    }

    @Test(arguments: Engine.available)
    func `tell of the lead as it was, whatever became of it`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen(to: [.leadCreated, .leadUpdated])
        let lead = try #require(try await bed.postLeads(1).first)
        _ = try await bed.post("leads/update", [("lead_id", String(lead)), ("first_name", "Bea")])
        let receiver = ScriptedReceiver()
        try await bed.connected(to: receiver) {
            try await bed.until("both are told") { try await bed.states() == ["delivered": 2] }
        }
        let names = receiver.all.sorted { $0.body["type"]?.string ?? "" < $1.body["type"]?.string ?? "" }
            .map { $0.body["data"]?["lead"]?["fields"]?["first_name"]?.string }
        #expect(names == ["Ann", "Bea"])
    }

    @Test(arguments: Engine.available)
    func `are tried again by the table under one id, and then given up`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm", ["retry_seconds": "5,60"])
        let receiver = ScriptedReceiver { _, _ in .success(OutboundAnswer(503)) }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(1)
            for attempt in 1...3 {
                try await bed.until("attempt \(attempt)") {
                    try await bed.count("delivery_attempt") == Int64(attempt)
                }
                bed.time.advance(seconds: 80)
            }
            try await bed.until("it is dead") { try await bed.states() == ["dead": 1] }
        }
        #expect(receiver.all.count == 3)
        #expect(Set(receiver.ids).count == 1)
        #expect(try await bed.count("event", where: "kind = 'delivery.dead'") == 1)

        receiver.says { _, _ in .success(OutboundAnswer(200)) }
        _ = try await AdminDesk(bed.parts).perform(
            AdminRequest(account: "Test", actor: "test", operation: .connect(.replay, ["delivery": "1"])))
        try await bed.connected(to: receiver) {
            try await bed.until("the replay is taken") { try await bed.states() == ["delivered": 1] }
        }
        #expect(Set(receiver.ids).count == 1)
        #expect(try await bed.count("delivery_attempt") == 4)
    }

    static let verdicts: [(fault: DeliveryFault.Code?, status: Int, attempts: Int64, state: String)] = [
        (fault: nil, status: 400, attempts: 1, state: "dead"), (fault: nil, status: 401, attempts: 1, state: "dead"),
        (fault: nil, status: 301, attempts: 1, state: "dead"),
        (fault: nil, status: 204, attempts: 1, state: "delivered"),
        (fault: nil, status: 429, attempts: 2, state: "dead"), (fault: nil, status: 408, attempts: 2, state: "dead"),
        (fault: .timedOut, status: 0, attempts: 2, state: "dead"),
        (fault: .connectionRefused, status: 0, attempts: 2, state: "dead"),
        (fault: .addressForbidden, status: 0, attempts: 1, state: "dead"),
    ]

    @Test(arguments: verdicts)
    func `are tried again only where that can help`(
        fault: DeliveryFault.Code?, status: Int, attempts: Int64, state: String
    ) async throws {
        let bed = try await TestBed.make(.sqlite)
        try await bed.listen("crm", ["retry_seconds": "1"])
        let receiver = ScriptedReceiver { _, _ in
            fault.map { .failure(DeliveryFault($0)) } ?? .success(OutboundAnswer(status))
        }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(1)
            try await bed.until("it has ended") {
                bed.time.advance(seconds: 2)
                return try await bed.states() == [state: 1]
            }
        }
        #expect(try await bed.count("delivery_attempt") == attempts)
    }

    @Test(arguments: Engine.available)
    func `of one lead go one after the other where that is asked`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm", to: [.leadCreated, .leadUpdated], ["ordered": "yes", "retry_seconds": "5"])
        let receiver = ScriptedReceiver { call, _ in
            .success(OutboundAnswer(call.body["type"]?.string == "lead.created" ? 503 : 200))
        }
        try await bed.connected(to: receiver) {
            let lead = try #require(try await bed.postLeads(1).first)
            for name in ["Bea", "Cy"] {
                _ = try await bed.post("leads/update", [("lead_id", String(lead)), ("first_name", name)])
            }
            try await bed.until("two are held") {
                try await bed.states() == ["held": 2, "waiting": 1] && receiver.all.count == 1
            }
            bed.time.advance(seconds: 10)
            // The first is given up, and lets the others go.
            try await bed.until("all have ended") { try await bed.states() == ["dead": 1, "delivered": 2] }
        }
        let names = receiver.all.map { $0.body["data"]?["lead"]?["fields"]?["first_name"]?.string }
        #expect(names == ["Ann", "Ann", "Bea", "Cy"])
    }

    @Test(arguments: Engine.available)
    func `survive a dispatcher that is cut off again and again`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm", ["concurrency": "7"])
        let receiver = ScriptedReceiver { _, _ in
            try? await SystemRuntime.pause(milliseconds: 2)
            return .success(OutboundAnswer(200))
        }
        // The place among the events is taken when somebody hears of them.
        let leads = try await bed.postLeads(150)
        for round in 1...6 {
            let enough = receiver.all.count + 20
            try await bed.connected(to: receiver) {
                try await bed.until("round \(round)") {
                    let isOver = try await bed.states() == ["delivered": 150]
                    return isOver || receiver.all.count >= enough
                }
            }
        }
        try await bed.connected(to: receiver) {
            try await bed.until("all are told") { try await bed.states() == ["delivered": 150] }
        }
        let told = Set(receiver.all.compactMap { $0.body["data"]?["lead"]?["id"]?.integer })
        #expect(told == Set(leads))
        let byLead = Dictionary(grouping: receiver.all) { $0.body["data"]?["lead"]?["id"]?.integer }
        #expect(byLead.values.allSatisfy { Set($0.map(\.id)).count == 1 })
    }

    @Test func `are made by one of two nodes at a time`() async throws {
        let bed = try await TestBed.make(.postgres)
        let other = try await bed.neighbor()
        try await bed.listen("crm")
        let receiver = ScriptedReceiver()
        try await bed.connected(to: receiver) {
            try await other.connected(to: receiver) {
                let leads = try await bed.postLeads(100)
                try await bed.until("all are told") { try await bed.states() == ["delivered": 100] }
                #expect(receiver.all.count == leads.count)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `end where the receiver wants no more`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm")
        let receiver = ScriptedReceiver { _, _ in .success(OutboundAnswer(410)) }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(1)
            try await bed.until("it is switched off") {
                bed.configuration?.endpoints.values.first?.isActive == false
            }
            #expect(bed.configuration?.endpoints.values.first?.trouble?.contains("410") == true)
            _ = try await bed.postLeads(3, from: 10)
            #expect(try await bed.count("event", where: "kind = 'endpoint.disabled'") == 1)
        }
        #expect(receiver.all.count == 1)
    }

    @Test(arguments: Engine.available)
    func `are written down whatever the receiver says`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm", ["answer_key": "id"])
        let receiver = ScriptedReceiver { _, number in
            let answers = [#"{"id":"ab"}"#, #"{"id":"a\u0000b"}"#, "\u{0}\u{0}", #"{"id":[]}"#, "{"]
            let body = number <= answers.count ? Array(answers[number - 1].utf8) : [0xFF, 0x00, 0xFE]
            return .success(OutboundAnswer(200, headers: [.init("X", "\u{0}")], body: body))
        }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(8)
            try await bed.until("all are written down") { try await bed.states() == ["delivered": 8] }
        }
        #expect(receiver.all.count == 8)
        #expect(try await bed.count("delivery_attempt", where: "fault IS NULL") == 1)

        _ = try await bed.postLeads(2, from: 20)
        receiver.says { _, _ in .success(OutboundAnswer(503)) }
        try await bed.connected(to: receiver) {
            try await bed.until("two wait") { try await bed.count("delivery_attempt") == 10 }
        }
        for operation in [AdminOperation.remove(.subscription, name: "to crm"), .remove(.endpoint, name: "crm")] {
            _ = try await AdminDesk(bed.parts).perform(
                AdminRequest(account: "Test", actor: "test", operation: operation))
        }
        #expect(try await bed.count("delivery", where: "reason = 'endpoint_removed'") == 2)
    }

    @Test(arguments: Engine.available)
    func `to an endpoint that is switched off wait, whatever was under way`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm", ["concurrency": "2"])
        let isSlow = Mutex(true)
        let receiver = ScriptedReceiver { _, _ in
            while isSlow.withLock({ $0 }), !Task.isCancelled { try? await SystemRuntime.pause(milliseconds: 5) }
            return .success(OutboundAnswer(200))
        }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(20)
            try await bed.until("two are under way") { receiver.all.count == 2 }
            try await bed.turn("crm", isOn: false)
            // What is looked at once a turn has been looked at by now.
            try await SystemRuntime.pause(milliseconds: 200)
            isSlow.withLock { $0 = false }
            try await bed.until("the two are taken") { try await bed.states() == ["delivered": 2, "waiting": 18] }
            try await SystemRuntime.pause(milliseconds: 300)
            #expect(receiver.all.count == 2)
            try await bed.turn("crm", isOn: true)
            try await bed.until("all are taken") { try await bed.states() == ["delivered": 20] }
        }
    }

    @Test(arguments: Engine.available)
    func `tell of nothing from before anybody listened, and of all since`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let receiver = ScriptedReceiver()
        _ = try await bed.postLeads(3)
        try await bed.connected(to: receiver) {
            bed.time.advance(seconds: 1)
            try await bed.listen("crm")
            _ = try await bed.postLeads(4, from: 10)
            try await bed.until("four are told") { try await bed.states() == ["delivered": 4] }
        }
        // Listening while nobody dispatches loses nothing either.
        _ = try await bed.postLeads(5, from: 20)
        try await bed.connected(to: receiver) {
            try await bed.until("five more are told") { try await bed.states() == ["delivered": 9] }
        }
    }

    @Test(arguments: Engine.available)
    func `go with the person whom they tell of`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.listen("crm")
        let receiver = ScriptedReceiver { _, _ in
            .success(OutboundAnswer(200, body: Array("known as ann1@example.com".utf8)))
        }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(2)
            try await bed.until("both are told") { try await bed.states() == ["delivered": 2] }
        }
        let erased = try await AdminDesk(bed.parts).perform(
            AdminRequest(
                account: "Test", actor: "test",
                operation: .erasePerson(["emails": "ann1@example.com", "confirm": "yes"])))
        // The other's answer names them, so it goes as well.
        #expect(erased["deliveries"]?.integer == 2)
        for table in ["delivery", "delivery_request", "delivery_attempt"] {
            #expect(try await bed.count(table) == 0)
        }
    }

    @Test func `of an endpoint that fails wait until it is asked again`() async throws {
        let bed = try await TestBed.make(.sqlite)
        try await bed.listen("crm", ["concurrency": "1", "retry_seconds": "1000,1000"])
        let receiver = ScriptedReceiver { _, _ in .failure(DeliveryFault(.connectionRefused)) }
        try await bed.connected(to: receiver) {
            _ = try await bed.postLeads(40)
            try await bed.until("the breaker is open") { receiver.all.count >= 10 }
            try await SystemRuntime.pause(milliseconds: 200)
            #expect(receiver.all.count == 10)
            bed.time.advance(seconds: 31)
            try await bed.until("one is tried") { receiver.all.count == 11 }
            receiver.says { _, _ in .success(OutboundAnswer(200)) }
            // The trial may be written down after the clock was set, and begins a pause of its own then.
            try await bed.until("all are told") {
                bed.time.advance(seconds: 100)
                return try await bed.states() == ["delivered": 40]
            }
        }
    }
}
