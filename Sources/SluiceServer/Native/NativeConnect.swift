import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Connect by the native API beside its configuration: tests, signing secrets, the log of deliveries, replays.
struct NativeConnect: Sendable {
    let parts: Parts

    private static let outcome = Shape.object([
        .init("delivery_id", .id, "Its place in the log of deliveries.", isRequired: true),
        .init("message_id", .text(), "What the receiver got as `webhook-id`.", isRequired: true),
        .init("lead_id", .optional(.id), "The lead it was made with.", isRequired: true),
        .init("taken", .flag, "Whether the receiver took it.", isRequired: true),
        .init(
            "fault", .optional(.choice(DeliveryFault.Code.allCases.map(\.rawValue))), "Why it did not.",
            isRequired: true),
        .init("detail", .text(), "What else is known of the fault.", isRequired: true),
        .init("milliseconds", .count, "How long it took.", isRequired: true),
        .init("status", .optional(.integer(0...999)), "The status of the answer.", isRequired: true),
        .init("request", .text(), "Address and headers as sent, with stars for secrets.", isRequired: true),
        .init("body", .text(), "The body as sent.", isRequired: true),
        .init("answer", .text(), "Status, headers and the first 64 KiB of the body as they came.", isRequired: true),
        .init("value", .optional(.text()), "What stood under the Response Key.", isRequired: true),
    ])

    private static let filters: [Shape.Member] = [
        .init("endpoint_id", .id, "Only those to this endpoint."),
        .init("state", .choice(Delivery.State.allCases.map(\.rawValue)), "Only those in this state."),
        .init("lead_id", .id, "Only those about this lead."),
        .init("event", .text(1...60), "Only those of this kind of event."),
        .init("from", .moment, "Only those of events from this moment on."),
        .init("to", .moment, "Only those of events before this moment."),
    ]

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .post, "endpoints/{id}/test", section: .connect, "testEndpoint",
                "Sends one real request for a lead, past the queue, and shows the bytes both ways. Needs the right to read "
                    + "leads too.",
                body: [.init("lead_id", .id, "This lead; the newest live one unless told.")],
                answer: .json(NativeConnect.outcome), hearsKey: false, action: { try await test($0, "test") }),
            NativeRoute(
                .post, "endpoints/{id}/ping", section: .connect, "pingEndpoint",
                "Sends one real request about no lead, and shows the bytes both ways.",
                answer: .json(NativeConnect.outcome), hearsKey: false, action: { try await test($0, "ping") }),
            NativeRoute(
                .post, "endpoints/{id}/secret", section: .connect, "rotateEndpointSecret",
                "Makes a new signing secret and shows it this once; the one before it signs beside it until the next.",
                body: [.init("keep_previous", .flag, "Whether the one before still signs; it does unless told.")],
                answer: .json(
                    .object([.init("secret", .text(), "`whsec_` and 32 bytes in base 64.", isRequired: true)])),
                hearsKey: false, action: rotate),
            NativeRoute(
                .get, "endpoints/{id}/backlog", section: .connect, "getEndpointBacklog",
                "Tells how many deliveries wait, are held and are dead, each up to 10,000.",
                answer: .json(
                    .object([
                        .init("waiting", .count, "Sent when their time comes.", isRequired: true),
                        .init("held", .count, "Waiting for a lead's delivery before them.", isRequired: true),
                        .init("dead", .count, "Given up.", isRequired: true),
                    ])), action: backlog),
            NativeRoute(
                .get, "deliveries", section: .connect, "listDeliveries", "Lists deliveries, the newest first.",
                query: NativeRoute.paging + NativeConnect.filters, answer: .page(DeliveryView.shape), action: list),
            NativeRoute(
                .get, "deliveries/{id}", section: .connect, "getDelivery",
                "Shows a delivery with what it sends and every attempt. Needs the right to read leads too.",
                answer: .json(DeliveryView.whole),
                action: show),
            NativeRoute(
                .post, "deliveries/{id}/replay", section: .connect, "replayDelivery",
                "Sends a delivery that has ended once more, under its id.", answer: .json(DeliveryView.shape),
                action: replay),
            NativeRoute(
                .post, "deliveries/replay", section: .connect, "replayDeliveries",
                "Sends every ended delivery that the filter means once more, each under its id.",
                body: NativeConnect.filters.map {
                    .init($0.name, $0.shape, $0.note, isRequired: $0.name == "endpoint_id")
                },
                answer: .json(.object([.init("replayed", .count, "How many wait again.", isRequired: true)])),
                hearsKey: false, action: replayAll),
            NativeRoute(
                .post, "deliveries/{id}/cancel", section: .connect, "cancelDelivery",
                "Gives a delivery up that waits; it can be replayed.", answer: .json(DeliveryView.shape),
                action: cancel),
        ]
    }

    private func room(_ request: NativeRequest) -> AccountDesk {
        AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
    }

    private func endpoint(_ request: NativeRequest) throws -> Endpoint {
        guard let endpoint = request.configuration.endpoints[EndpointID(try request.number())] else {
            throw NativeProblem.notFound
        }
        return endpoint
    }

    private func test(_ request: NativeRequest, _ kind: String) async throws -> NativeAnswer {
        let endpoint = try endpoint(request)
        try request.caller.require(.leads, .read)
        let id = request.body.first { $0.name == "lead_id" }?.value.integer
        do {
            let lead = kind == "test" ? try await room(request).leadToTest(id.map { LeadID($0) }) : nil
            return .value(.object(try await EndpointTest(desk: room(request)).run(endpoint, kind, lead)))
        } catch let report as ProblemReport {
            throw NativeProblem(.conflict, "The \(report.description)")
        }
    }

    private func rotate(_ request: NativeRequest) async throws -> NativeAnswer {
        let endpoint = try endpoint(request)
        let keeps = request.body.first { $0.name == "keep_previous" }?.value.bool ?? true
        let secret = try await room(request).rotateSecret(of: endpoint, keepsPrevious: keeps)
        return .value(.members(("secret", .string(secret))))
    }

    private func backlog(_ request: NativeRequest) async throws -> NativeAnswer {
        let (endpoint, account) = (try endpoint(request), request.caller.accountID)
        let found = try await parts.database.read { try Deliveries.backlog(of: endpoint.id, in: account, $0) }
        return .value(
            .members(
                ("waiting", .integer(found.waiting)), ("held", .integer(found.held)), ("dead", .integer(found.dead))))
    }

    private func filter(_ value: (String) -> String?) throws(NativeProblem) -> Deliveries.Filter {
        let unreadable = ["from", "to"].filter { name in value(name).map { RFC3339.read($0) == nil } ?? false }
        guard unreadable.isEmpty else {
            throw NativeProblem.invalid(unreadable.map { FieldFault($0, "takes \(Shape.moment.words)") })
        }
        var filter = Deliveries.Filter()
        filter.endpoint = value("endpoint_id").flatMap { EndpointID(wire: $0) }
        filter.state = value("state").flatMap { Delivery.State(rawValue: $0) }
        filter.lead = value("lead_id").flatMap { LeadID(wire: $0) }
        filter.kind = value("event")
        filter.from = value("from").flatMap { RFC3339.read($0) }
        filter.to = value("to").flatMap { RFC3339.read($0) }
        return filter
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let before = request.query["cursor"].map { Int64($0) }
        if case .some(nil) = before {
            throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
        }
        let found = try await room(request).deliveries(
            try filter { request.query[$0] }, before: before ?? nil, limit: request.limit + 1)
        let page = found.prefix(Int(request.limit))
        let next = found.count > page.count ? page.last.map { String($0.id) } : nil
        return .page(page.map { .object(DeliveryView.members(of: $0, request.configuration)) }, next: next)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        try request.caller.require(.leads, .read)
        guard let one = try await room(request).delivery(try request.number()) else { throw NativeProblem.notFound }
        return .value(.object(one))
    }

    private func shown(_ id: Int64, _ request: NativeRequest) async throws -> NativeAnswer {
        let account = request.caller.accountID
        guard let found = try await parts.database.read({ try Deliveries.one(id, of: account, $0) }) else {
            throw NativeProblem.notFound
        }
        return .value(.object(DeliveryView.members(of: found.delivery, request.configuration)))
    }

    private func replay(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = try request.number()
        _ = try await shown(id, request)
        do {
            _ = try await room(request).replay(id)
        } catch let report as ProblemReport {
            throw NativeProblem(.conflict, "The \(report.description)")
        }
        return try await shown(id, request)
    }

    private func replayAll(_ request: NativeRequest) async throws -> NativeAnswer {
        let body = NativeWords.fields(of: request.body)
        let count = try await room(request).replay(try filter { body[$0] }) { _ in }
        return .value(.members(("replayed", .integer(count))))
    }

    private func cancel(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = try request.number()
        _ = try await shown(id, request)
        guard try await room(request).cancel(delivery: id) else {
            throw NativeProblem(.conflict, "The delivery does not wait, and cannot be cancelled")
        }
        return try await shown(id, request)
    }
}
