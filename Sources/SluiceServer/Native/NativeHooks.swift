import SluiceCore
import SluiceDatabase
import SluiceWeb

/// REST hooks: a program such as Zapier subscribes to an event at an address of its own, and ends that itself
/// (third-party-apis §2.2).
struct NativeHooks: Sendable {
    let parts: Parts
    let desk: WriteDesk

    private static let hook = Shape.object([
        .init("id", .id, "Its number, by which it is ended.", isRequired: true),
        .init("event", .choice(EventKind.allCases.map(\.rawValue)), "What it hears of.", isRequired: true),
    ])

    private static let sample = Shape.map(.any)

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .post, "hooks", section: .connect, "subscribeHook",
                "Subscribes an address to an event. It is asked by POST, with the event as JSON; 410 ends it.",
                body: [
                    .init("target_url", .text(1...2000), "Where the events go.", isRequired: true),
                    .init(
                        "event", .choice(EventKind.allCases.map(\.rawValue)), "Which event.", isRequired: true),
                ], answer: .json(NativeHooks.hook, status: 201), hearsKey: false, action: subscribe),
            NativeRoute(
                .delete, "hooks/{id}", section: .connect, "unsubscribeHook",
                "Ends a subscription that a program made; one that is gone already counts as ended.", answer: .nothing,
                action: unsubscribe),
            NativeRoute(
                .get, "hooks/samples/{event}", section: .connect, "sampleHook",
                "Shows up to three of the newest leads as the event would tell them, for programs that let people map fields. "
                    + "Needs the right to read leads too.",
                answer: .json(.list(NativeHooks.sample)), action: samples),
        ]
    }

    private func subscribe(_ request: NativeRequest) async throws -> NativeAnswer {
        let body = NativeWords.fields(of: request.body)
        let (means, dice) = (FormMeans(parts, request.caller.accountID), parts.dice)
        let event = body["event"] ?? ""
        let id = try await NativeProblem.naming("target_url", "something of the account has this name already") {
            try await parts.cache.edit(
                request.caller.accountID, by: request.actor, from: request.write.origin, at: parts.clock.now()
            ) { edit in
                let name = "Hook \(dice.secret(8))"
                var form = FormFields(["url": body["target_url"] ?? "", "name": name], means)
                var endpoint = try EndpointForm.blank(edit, dice)
                EndpointForm.fill(&endpoint, from: &form, in: edit.snapshot, isNew: true)
                guard form.faults.isEmpty else {
                    throw ProblemReport(form.faults.map { .init(field: "target_url", sentence: $0.sentence) })
                }
                try edit.put(endpoint)
                guard let kind = EventKind(rawValue: event) else { throw ProblemReport("event", "is none") }
                var subscription = Subscription(
                    id: SubscriptionID(try edit.nextID(.subscription)), name: name, to: endpoint.id, events: [kind],
                    at: edit.now)
                subscription.isHook = true
                try edit.put(subscription)
                return subscription.id
            }
        }
        return .value(.members(("id", .id(id)), ("event", .string(event))), status: 201)
    }

    private func unsubscribe(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = SubscriptionID(try request.number())
        let (account, now) = (request.caller.accountID, parts.clock.now())
        try await parts.cache.edit(account, by: request.actor, from: request.write.origin, at: now) { edit in
            // What people have set up, they end themselves.
            guard let hook = edit.snapshot.subscriptions[id], hook.isHook else { return }
            try edit.remove(.subscription, hook.id.number)
            let others = edit.snapshot.subscriptions.values.filter { $0.endpointID == hook.endpointID && $0.id != id }
            guard others.isEmpty else { return }
            try edit.remove(.endpoint, hook.endpointID.number)
            try Deliveries.abandon(hook.endpointID, of: account, because: "unsubscribed", at: now, edit.connection)
        }
        return .nothing
    }

    private func samples(_ request: NativeRequest) async throws -> NativeAnswer {
        try request.caller.require(.leads, .read)
        guard let kind = EventKind(rawValue: request.variables["event"] ?? "") else { throw NativeProblem.notFound }
        return .value(
            .array(try await HookSamples(parts: parts, configuration: request.configuration).newest(kind)))
    }
}
