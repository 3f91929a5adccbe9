import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The audit log by the native API: what people and programs did that has to be answered for.
struct NativeAudit: Sendable {
    let parts: Parts

    private static let entry = Shape.object([
        .init("sequence", .count, "Its place in the chain.", isRequired: true),
        .init("at", .moment, "When.", isRequired: true),
        .init("by", .text(), "Who: `user:5`, `token:7`, `cli:alice`.", isRequired: true),
        .init("from", .text(), "Through which door, and from which address.", isRequired: true),
        .init("kind", .text(), "What was done.", isRequired: true),
        .init("object", .text(), "With what: `user/5`.", isRequired: true),
        .init(
            "details", .text(), "What else is to be known; `(erased)` where a person was forgotten.", isRequired: true),
        .init("comment", .text(), "Why, in their words.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "audit", section: .audit, "listAudit", "Lists the audit log, the newest first.",
                query: NativeRoute.paging + [
                    .init("kind", .choice(AuditKind.allCases.map(\.rawValue)), "Only of this kind."),
                    .init("by", .text(1...60), "Only by this actor."),
                    .init("object", .text(1...60), "Only about this object."),
                    .init("from", .moment, "At this moment or later."), .init("until", .moment, "Before this moment."),
                ], answer: .page(NativeAudit.entry), reach: .account, action: list)
        ]
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        var filter = AuditLog.Filter()
        filter.kind = request.query["kind"].flatMap { word in
            AuditKind.allCases.first { $0.rawValue == word.lowercased() }
        }
        filter.actor = request.query["by"]
        filter.object = request.query["object"]
        filter.since = request.query["from"].flatMap(RFC3339.read)
        filter.until = request.query["until"].flatMap(RFC3339.read)
        if let cursor = request.query["cursor"] {
            filter.before = Int64(cursor)
            guard filter.before != nil else {
                throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
            }
        }
        let (account, wanted, limit) = (request.caller.accountID, filter, request.limit)
        let lines = try await parts.database.read { try AuditLog($0, of: account).search(wanted, limit: limit + 1) }
        let page = lines.prefix(Int(limit))
        let next = lines.count > page.count ? page.last.map { String($0.sequence) } : nil
        return .page(
            page.map { line in
                .object(AccountDesk.row(of: line).filter { $0.name != "at" } + [("at", .instant(line.at))])
            }, next: next)
    }
}
