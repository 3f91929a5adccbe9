import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Files of leads, Do Not Call entries and receipts, made while they are downloaded.
struct NativeExports: Sendable {
    let parts: Parts

    private static let columns = Shape.Member(
        "columns", .list(.text()), "The columns wanted, between commas; all unless told.")

    var routes: [NativeRoute] {
        let filters: [Shape.Member] = [
            NativeExports.columns,
            .init(
                "scope", .text(1...80), "Only of this scope: `account`, `seller:NAME`, `campaign:NAME`, `purpose:WORD`."
            ),
            .init("reason", .choice(DNCEntry.reasons.sorted()), "Only with this reason."),
            .init("purpose", .choice(DNCEntry.purposes.sorted()), "Only with this purpose."),
        ]
        return [
            NativeRoute(
                .get, "exports/leads", section: .leads, "exportLeads",
                "The leads that a filter finds as a CSV file, which can be imported again.",
                query: [NativeExports.columns] + LeadFilterQuery.members, answer: .file, reach: .asked
            ) { request in
                try await file(request, "leads") {
                    try Export.leads(
                        LeadFilterQuery.filter(request), columns: NativeExports.columns(request),
                        in: request.configuration)
                }
            },
            NativeRoute(
                .get, "exports/dnc", section: .dnc, "exportDNC", "The internal Do Not Call lists as a CSV file.",
                query: filters, answer: .file, reach: .account
            ) { try await suppressions($0, .calls) },
            NativeRoute(
                .get, "exports/sms-opt-outs", section: .smsOptOut, "exportSMSOptOuts",
                "The numbers that take no text messages as a CSV file.", query: filters, answer: .file, reach: .account
            ) { try await suppressions($0, .texts) },
            NativeRoute(
                .get, "exports/receipts", section: .receipts, "exportReceipts",
                "Receipts as a CSV file, the newest first.",
                query: [NativeExports.columns] + NativeHistory.receiptFilters, answer: .file
            ) { request in
                try await file(request, "receipts") {
                    try Export.receipts(
                        NativeHistory.receiptFilter(request), columns: NativeExports.columns(request),
                        in: request.configuration)
                }
            },
        ]
    }

    private func suppressions(_ request: NativeRequest, _ channel: DNCList.Channel) async throws -> NativeAnswer {
        try await file(request, channel == .calls ? "dnc" : "sms_opt_outs") {
            let desk = AccountDesk(parts, request.configuration, request.actor)
            let filter = try desk.dncFilter(request.query.filter { $0.key != "columns" })
            return try Export.suppressions(
                filter, channel, columns: NativeExports.columns(request), in: request.configuration)
        }
    }

    private static func columns(_ request: NativeRequest) -> [String]? { request.query["columns"].map(WireList.read) }

    /// The file, and a line in the audit log about who took it.
    private func file(
        _ request: NativeRequest, _ name: String, _ make: () throws -> Export
    ) async throws -> NativeAnswer {
        let export = try NativeProblem.reporting(make)
        let entry = AuditEntry(
            .exported, name, of: request.caller.accountID,
            by: ChangeCause(
                actor: request.actor,
                origin: ChangeOrigin(door: "api", address: request.address, comment: request.comment)),
            at: parts.clock.now(), details: request.query)
        try await parts.database.write { try AuditLog.record(entry, in: $0) }
        return .file(export.download(from: parts.database))
    }
}
