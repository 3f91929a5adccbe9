import Foundation
import SluiceConnect
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Synchronization
import Testing

/// A receiver that does what a script says, and remembers what it was sent.
final class ScriptedReceiver: Sendable {
    struct Call: Sendable {
        var id: String
        var request: OutboundRequest
        var body: JSONValue
    }

    private let calls = Mutex<[Call]>([])
    private let script: Mutex<@Sendable (Call, Int) async -> Result<OutboundAnswer, DeliveryFault>>

    init(
        _ script: @escaping @Sendable (Call, Int) async -> Result<OutboundAnswer, DeliveryFault> = { _, _ in
            .success(OutboundAnswer(200))
        }
    ) {
        self.script = Mutex(script)
    }

    func says(_ script: @escaping @Sendable (Call, Int) async -> Result<OutboundAnswer, DeliveryFault>) {
        self.script.withLock { $0 = script }
    }

    var all: [Call] { calls.withLock { $0 } }
    var ids: [String] { all.map(\.id) }

    var outbound: Outbound {
        Outbound { request, _ in
            let call = Call(
                id: request.header("webhook-id") ?? "", request: request,
                body: (try? JSONValue(parsing: request.body)) ?? .null)
            let number = self.calls.withLock { calls in
                calls.append(call)
                return calls.count
            }
            let script = self.script.withLock { $0 }
            return await script(call, number)
        }
    }
}

extension TestBed {
    /// Makes an endpoint, and a subscription to these events.
    func listen(
        _ name: String = "crm", to events: [EventKind] = [.leadCreated], _ fields: [String: String] = [:]
    ) async throws {
        let form = ["name": name, "url": "https://\(name).example/in?token=hush"].merging(fields) { $1 }
        _ = try await AdminDesk(parts).perform(
            AdminRequest(account: "Test", actor: "test", operation: .create(.endpoint, form)))
        _ = try await AdminDesk(parts).perform(
            AdminRequest(
                account: "Test", actor: "test",
                operation: .create(
                    .subscription,
                    ["name": "to \(name)", "endpoint": name, "events": events.map(\.rawValue).joined(separator: ",")])))
    }

    /// Switches an endpoint on or off.
    func turn(_ endpoint: String, isOn: Bool) async throws {
        _ = try await AdminDesk(parts).perform(
            AdminRequest(
                account: "Test", actor: "test",
                operation: .change(.endpoint, name: endpoint, ["active": isOn ? "yes" : "no"])))
    }

    /// Posts leads, all at once, and returns their ids.
    func postLeads(_ count: Int, from first: Int = 0) async throws -> [Int64] {
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for index in first..<(first + count) {
                group.addTask {
                    let answer = try await post(
                        "leads/insert",
                        [
                            ("list_id", "1001"), ("phone_number", String(3_105_550_000 + 10_000 + index)),
                            ("first_name", "Ann"), ("email", "ann\(index)@example.com"),
                        ])
                    return try #require(answer.json["data"]?["lead_id"]?.integer)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Runs Connect with this receiver for as long as `body` runs.
    func connected<Value: Sendable>(
        to receiver: ScriptedReceiver, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let dispatcher = ConnectDispatcher(ConnectMeans(parts, through: receiver.outbound))
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                await dispatcher.run()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let ended = try await group.next() { if let ended { return ended } }
            throw CancellationError()
        }
    }

    /// Deliveries by state.
    func states() async throws -> [String: Int64] {
        var found: [String: Int64] = [:]
        for state in Delivery.State.allCases {
            let number = try await count("delivery", where: "state = '\(state.rawValue)'")
            if number > 0 { found[state.rawValue] = number }
        }
        return found
    }

    /// Waits until a condition holds; a minute at most.
    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        for _ in 0..<3000 {
            if try await condition() { return }
            try await SystemRuntime.pause(milliseconds: 20)
        }
        Issue.record("never: \(what); \(try await states())")
        throw CancellationError()
    }
}
