import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Deliveries and their attempts as people see them.
enum DeliveryView {
    private static let rows: [Shape.Member] = [
        .init("id", .id, "Its number in the account.", isRequired: true),
        .init(
            "message_id", .text(), "What the receiver gets as `webhook-id`, the same for every attempt.",
            isRequired: true),
        .init("endpoint", .optional(.text()), "Where it goes; null when that is gone.", isRequired: true),
        .init("endpoint_id", .id, "That endpoint's number.", isRequired: true),
        .init("event", .text(), "What it tells: the event's kind, `test` or `ping`.", isRequired: true),
        .init("lead_id", .optional(.id), "The lead it is about.", isRequired: true),
        .init(
            "state", .choice(Delivery.State.allCases.map(\.rawValue)),
            "`held` waits for the lead's delivery before it; `dead` was given up and can be replayed.", isRequired: true
        ),
        .init("attempts", .count, "How often it was tried.", isRequired: true),
        .init("reason", .text(), "The fault of the last attempt; empty for none.", isRequired: true),
        .init("created_at", .moment, "When the event happened.", isRequired: true),
        .init("due_at", .optional(.moment), "When it is tried next, while it waits.", isRequired: true),
        .init("ended_at", .optional(.moment), "When it was taken or given up.", isRequired: true),
    ]

    static let shape = Shape.object(rows)

    static let attempt = Shape.object([
        .init("number", .count, "Its place among the attempts.", isRequired: true),
        .init("at", .moment, "When it began.", isRequired: true),
        .init("milliseconds", .count, "How long it took.", isRequired: true),
        .init("status", .optional(.integer(0...999)), "The status of the answer.", isRequired: true),
        .init(
            "fault", .optional(.choice(DeliveryFault.Code.allCases.map(\.rawValue))), "Why it failed.",
            isRequired: true),
        .init("detail", .text(), "What else is known of the fault.", isRequired: true),
        .init("request", .text(), "Address and headers as sent, with stars for secrets.", isRequired: true),
        .init("answer", .text(), "Status, headers and the first 64 KiB of the body as they came.", isRequired: true),
        .init("value", .optional(.text()), "What stood under the endpoint's Response Key.", isRequired: true),
    ])

    static let whole = Shape.object(
        rows + [
            .init("body", .text(), "The body that is sent.", isRequired: true),
            .init("query", .text(), "What a GET adds to the query.", isRequired: true),
            .init("attempt_log", .list(attempt), "Every attempt, the first one first.", isRequired: true),
        ])

    static func members(
        of delivery: Delivery, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        [
            ("id", .integer(delivery.id)), ("message_id", .string(delivery.messageID)),
            ("endpoint", .text(configuration.endpoints[delivery.endpointID]?.name)),
            ("endpoint_id", .id(delivery.endpointID)), ("event", .string(delivery.kind)),
            ("lead_id", delivery.leadID.map { .id($0) } ?? .null), ("state", .string(delivery.state.rawValue)),
            ("attempts", .integer(delivery.attempts)), ("reason", .string(delivery.reason)),
            ("created_at", .instant(delivery.createdAt)),
            ("due_at", .instant(delivery.state == .waiting ? delivery.dueAt : nil)),
            ("ended_at", .instant(delivery.endedAt)),
        ]
    }

    static func members(of attempt: DeliveryAttempt) -> [(name: String, value: JSONValue)] {
        [
            ("number", .integer(attempt.number)), ("at", .instant(attempt.at)),
            ("milliseconds", .integer(attempt.milliseconds)),
            ("status", attempt.status.map { .integer($0) } ?? .null), ("fault", .text(attempt.fault?.rawValue)),
            ("detail", .string(attempt.detail)), ("request", .string(attempt.request)),
            ("answer", .string(attempt.answer)), ("value", .text(attempt.value)),
        ]
    }
}
