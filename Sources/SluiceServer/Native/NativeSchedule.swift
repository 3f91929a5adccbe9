import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Changes of configuration that wait for their moment, by the native API.
struct NativeSchedule: Sendable {
    let parts: Parts

    private static let kinds = ConfigurationKinds.restored.map(\.rawValue)
    private static let actions = ScheduledChange.Action.allCases.map(\.rawValue)
    private static let states = ScheduledChange.State.allCases.map(\.rawValue)

    private static let change = Shape.object([
        .init("id", .id, "Its number.", isRequired: true),
        .init("at", .moment, "When it takes effect.", isRequired: true),
        .init("state", .choice(states), "Where it stands; one that failed is not tried again.", isRequired: true),
        .init("action", .choice(actions), "What is to be done.", isRequired: true),
        .init("kind", .optional(.text()), "With what kind of object; null for everything.", isRequired: true),
        .init("object_id", .count, "With which of them; 0 for none.", isRequired: true),
        .init("fields", .map(.text()), "The fields of its form.", isRequired: true),
        .init("actor", .text(), "Who wants it.", isRequired: true),
        .init("comment", .optional(.text()), "Why, in their words.", isRequired: true),
        .init("settled_by", .optional(.text()), "Who cancelled it.", isRequired: true),
        .init("version", .optional(.count), "The version that it made.", isRequired: true),
        .init("faults", .optional(.text()), "Why it failed.", isRequired: true),
        .init("settled_at", .optional(.moment), "When it was done, failed, or was cancelled.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "configuration/scheduled", section: .settings, "listScheduled",
                "Lists changes that wait for their moment and what became of them, the newest first.",
                query: NativeRoute.paging + [.init("state", .choice(NativeSchedule.states), "Only in this state.")],
                answer: .page(NativeSchedule.change), action: list),
            NativeRoute(
                .post, "configuration/scheduled", section: .settings, "scheduleChange",
                "Has a change take effect at a moment. It has to pass now, and is judged again at its moment.",
                body: [
                    .init("at", .moment, "When.", isRequired: true),
                    .init("action", .choice(NativeSchedule.actions), "What is to be done.", isRequired: true),
                    .init("kind", .choice(NativeSchedule.kinds), "With what kind of object; none restores everything."),
                    .init("object", .text(1...80), "Its name or number; not for create and settings."),
                    .init("fields", .map(.text()), "The fields of its form; of a restore `version`."),
                    .init("comment", .text(1...500), "Why."),
                ], answer: .json(NativeSchedule.change, status: 201), action: schedule),
            NativeRoute(
                .delete, "configuration/scheduled/{id}", section: .settings, "unscheduleChange",
                "Takes back a change that still waits.", answer: .nothing, action: cancel),
        ]
    }

    private func desk(_ request: NativeRequest) -> ScheduleDesk {
        ScheduleDesk(parts: parts, account: request.caller.accountID)
    }

    private static func value(_ change: ScheduledChange) -> JSONValue {
        .object(
            ScheduleDesk.members(of: change) + [
                ("at", .instant(change.dueAt)), ("settled_at", .instant(change.settledAt)),
            ])
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        var before = Int64.max
        if let cursor = request.query["cursor"] {
            guard let id = Int64(cursor) else {
                throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
            }
            before = id
        }
        let state = request.query["state"].flatMap(ScheduledChange.State.init)
        let found = try await desk(request).list(state, before: before, limit: request.limit + 1)
        let page = Array(found.prefix(Int(request.limit)))
        let next = found.count > page.count ? page.last.map { String($0.id) } : nil
        return .page(page.map(NativeSchedule.value), next: next)
    }

    private func schedule(_ request: NativeRequest) async throws -> NativeAnswer {
        let account = AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
        var given: [String: String] = [:]
        for (name, value) in request.body {
            if name == "fields" {
                for field in value.members ?? [] { given["field.\(field.name)"] = field.value.string ?? "" }
            } else {
                given[name] = value.string ?? value.text
            }
        }
        do {
            let change = try await desk(request).schedule(account.readChange(given))
            return .json(StoredAnswer(status: 201, body: NativeSchedule.value(change).text))
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }

    private func cancel(_ request: NativeRequest) async throws -> NativeAnswer {
        let cause = ChangeCause(actor: request.actor, origin: request.write.origin)
        do {
            guard try await desk(request).cancel(try request.number(), by: cause) != nil else {
                throw NativeProblem.notFound
            }
            return .nothing
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
