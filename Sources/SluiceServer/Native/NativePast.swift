import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The history of the configuration by the native API.
struct NativePast: Sendable {
    let parts: Parts
    let desk: WriteDesk

    private static let field = Shape.object([
        .init("field", .text(), "The field.", isRequired: true),
        .init("before", .any, "What it held; null for nothing.", isRequired: true),
        .init("after", .any, "What it holds; null for nothing.", isRequired: true),
    ])

    private static let change = Shape.object([
        .init("version", .count, "The version that it made.", isRequired: true),
        .init("at", .moment, "When.", isRequired: true),
        .init("actor", .text(), "Who: `token:7`, `cli:alice`.", isRequired: true),
        .init(
            "door", .text(), "Through which door: `api`, `v1`, `cli`; empty for the server itself.", isRequired: true),
        .init("address", .optional(.text()), "From which address.", isRequired: true),
        .init("comment", .optional(.text()), "Why, in their words.", isRequired: true),
        .init("kind", .optional(.text()), "What kind of object.", isRequired: true),
        .init("id", .count, "Which of them.", isRequired: true),
        .init("name", .optional(.text()), "What it was called.", isRequired: true),
        .init("what", .choice(["made", "changed", "removed"]), "What was done to it.", isRequired: true),
        .init("difference", .list(field), "What differs.", isRequired: true),
    ])

    private static let object = Shape.object([
        .init("kind", .text(), "What kind of object.", isRequired: true),
        .init("id", .count, "Which of them.", isRequired: true),
        .init("name", .optional(.text()), "What it is called.", isRequired: true),
        .init("difference", .list(field), "What differs.", isRequired: true),
    ])

    private static let version = Shape.Member("version", .count, "The version to go back to.", isRequired: true)
    private static let kinds = ConfigurationKinds.order.map(\.rawValue)

    var routes: [NativeRoute] {
        let restored = Shape.object([.init("version", .count, "The version that this made.", isRequired: true)])
        return [
            NativeRoute(
                .get, "configuration/changes", section: .settings, "listChanges",
                "Lists every change of the configuration, the newest first.",
                query: [
                    .init("limit", .integer(1...100), "How many to answer with at most; 50 unless told."),
                    NativeRoute.paging[1], .init("kind", .choice(NativePast.kinds), "Only of this kind."),
                    .init("id", .count, "Only of this object; with its kind."),
                    .init("after", .count, "Only after this version."),
                ], answer: .page(NativePast.change), action: list),
            NativeRoute(
                .get, "configuration/versions/{id}", section: .settings, "getVersion",
                "Shows everything that was configured at a version, as each receipt names one.",
                answer: .json(
                    .object(
                        [.init("version", .count, "The version.", isRequired: true)]
                            + NativePast.kinds.map { .init($0, .list(.map(.any)), "Every \($0).", isRequired: true) })),
                action: show),
            NativeRoute(
                .get, "configuration/difference", section: .settings, "compareVersions",
                "Shows what differs between two versions, object by object.",
                query: [
                    .init("from", .count, "The one version.", isRequired: true),
                    .init("to", .count, "The other; the newest unless told."),
                ], answer: .page(NativePast.object), action: compare),
            NativeRoute(
                .put, "configuration/restoration", section: .settings, "restoreVersion",
                "Puts the whole configuration back as it was at a version, as a new change: all of it, or nothing. Keys of "
                    + "criteria that are still there stay as they are.",
                body: [NativePast.version], answer: .json(restored), action: restoreAll),
            NativeRoute(
                .put, "configuration/{kind}/{id}/restoration", section: .settings, "restoreObject",
                "Puts one object back as it was at a version, as a new change, by the rules of an edit by hand.",
                body: [NativePast.version], answer: .json(restored), action: restore),
        ]
    }

    private func past(_ request: NativeRequest) -> HistoryDesk {
        HistoryDesk(database: parts.database, account: request.caller.accountID)
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        var filter = ConfigurationHistory.Filter()
        var faults: [FieldFault] = []
        filter.kind = request.query["kind"].flatMap(ConfigurationKind.init)
        filter.objectID = request.integer("id")
        filter.after = request.integer("after")
        if filter.objectID != nil, filter.kind == nil { faults.append(FieldFault("kind", "is needed beside id")) }
        if let cursor = request.query["cursor"] {
            filter.before = Int64(cursor)
            if filter.before == nil { faults.append(FieldFault("cursor", "takes next of the page before")) }
        }
        guard faults.isEmpty else { throw NativeProblem.invalid(faults) }
        let found = try await past(request).changes(filter, limit: request.limit + 1)
        let page = Array(found.prefix(Int(request.limit)))
        let next = found.count > page.count ? page.last?["version"]?.integer.map(String.init) : nil
        return .page(page, next: next)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        guard let value = try await past(request).configuration(at: try request.number()) else {
            throw NativeProblem.notFound
        }
        return .value(value)
    }

    private func compare(_ request: NativeRequest) async throws -> NativeAnswer {
        let newest = request.configuration.version
        let (from, to) = (request.integer("from") ?? 0, request.integer("to") ?? newest)
        guard let values = try await past(request).difference(from: from, to: to) else {
            let faults = [("from", from), ("to", to)].filter { $0.1 > newest }.map {
                FieldFault($0.0, "the newest version is \(newest)")
            }
            throw NativeProblem.invalid(faults)
        }
        return .page(values, next: nil)
    }

    private func restoreAll(_ request: NativeRequest) async throws -> NativeAnswer {
        let version = request.body.last { $0.name == "version" }?.value.integer ?? 0
        return try await edit(request) { edit in try HistoryDesk.restoreAll(to: version, &edit) }
    }

    private func restore(_ request: NativeRequest) async throws -> NativeAnswer {
        guard let kind = request.variables["kind"].flatMap(ConfigurationKind.init) else { throw NativeProblem.notFound }
        // Rights that were taken away come back by who stands above them all, or at the server's own command line.
        guard kind != .accessList || request.caller.user?.role == .superAdmin else {
            throw NativeProblem(APIFailure.forbidden)
        }
        let id = try request.number()
        let version = request.body.last { $0.name == "version" }?.value.integer ?? 0
        return try await edit(request) { edit in try HistoryDesk.restore(kind, id, to: version, &edit) }
    }

    private func edit(
        _ request: NativeRequest, _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> Void
    ) async throws -> NativeAnswer {
        let answer = try await NativeProblem.naming("version", "something has a name or key of that version now") {
            try await desk.edit(request.write) { edit in
                try NativeProblem.reporting { try body(&edit) }
                let version = try edit.newest().version
                return StoredAnswer(status: 200, body: JSONValue.members(("version", .integer(version))).text)
            }
        }
        return .json(answer)
    }
}
