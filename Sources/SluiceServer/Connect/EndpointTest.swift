import SluiceConnect
import SluiceCore
import SluiceDatabase

/// Sends one real request for a lead, or a ping, past the queue, and shows the bytes both ways. It is kept in the log of
/// deliveries as what it is; what fails is not tried again.
struct EndpointTest {
    let desk: AccountDesk

    func run(
        _ endpoint: Endpoint, _ kind: String, _ lead: Lead?
    ) async throws -> [(name: String, value: JSONValue)] {
        let (parts, account, configuration) = (desk.parts, desk.account, desk.configuration)
        let prepared: PreparedEndpoint
        do {
            prepared = try PreparedEndpoint(endpoint) { try ConnectSecrets.open($0, of: account, parts.keys) }
        } catch {
            throw ProblemReport("endpoint", "has secrets that cannot be opened here: \(error)")
        }
        let now = parts.clock.now()
        let call = try await parts.database.read { connection in
            try lead.flatMap { try CallLog(connection, of: account).calls(of: $0.id, limit: 1).first }
        }
        let subject = DeliverySubject(
            kind: kind, at: now, facts: .members(("test", .bool(true))), lead: lead, call: call)
        let request = DeliveryRenderer.request(subject, to: endpoint, in: configuration)
        let stored = try Deliveries.text(of: request)
        // Written down before it is sent: what a crash cuts off is in the log, given up.
        let draft = try await parts.database.write { connection in
            let id = try Deliveries.numbers(1, of: account, connection)
            let draft = Delivery(id: id, of: account, to: endpoint.id, kind: kind, lead: lead?.id, at: now)
            try connection.runAll(Deliveries.insertion(draft, stored))
            _ = try Deliveries.abandon(id, of: account, because: "not_answered", at: now, connection)
            return draft
        }
        let sender = DeliverySender(
            parts.transport.outbound,
            clock: Clock(now: parts.clock.now, nanoseconds: SystemRuntime.clock.nanoseconds))
        let outcome = await sender.send(request, messageID: draft.messageID, number: 1, to: prepared)
        let end = parts.clock.now()
        try await parts.database.write { connection in
            var ended = draft
            (ended.tries, ended.attempts, ended.endedAt) = (1, 1, end)
            ended.state = outcome.fault == nil ? .delivered : .dead
            ended.reason = outcome.fault?.code.rawValue ?? ""
            try connection.runAll([
                Deliveries.attempt(outcome.attempt, at: ended), Deliveries.tested(ended),
            ])
        }
        return [
            ("delivery_id", .integer(draft.id)), ("message_id", .string(draft.messageID)),
            ("lead_id", lead.map { .id($0.id) } ?? .null),
            ("taken", .bool(outcome.fault == nil)), ("fault", .text(outcome.fault?.code.rawValue)),
            ("detail", .string(outcome.fault?.detail ?? "")),
            ("milliseconds", .integer(outcome.attempt.milliseconds)),
            ("status", outcome.attempt.status.map { .integer($0) } ?? .null),
            ("request", .string(outcome.attempt.request)), ("body", .string(request.body)),
            ("answer", .string(outcome.attempt.answer)), ("value", .text(outcome.attempt.value)),
        ]
    }
}
