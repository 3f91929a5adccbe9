import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Files of leads, Do Not Call entries and receipts, as the command line asks for them: a page at a time.
extension AccountDesk {
    /// The lines behind `after`, with the header in front of the first. The first page leaves a line in the audit log.
    func exporting(_ kind: AdminOperation.Export, _ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var after = 0
        fields.number("after", into: &after, 0...Int.max)
        let columns = fields.words("columns")
        let export: Export
        do {
            export = try make(kind, columns, given.filter { !["after", "columns"].contains($0.key) })
        } catch let problem as NativeProblem {
            throw problem.report
        }
        let (cause, now, account, place) = (cause, parts.clock.now(), account, after > 0 ? Int64(after) : nil)
        if place == nil {
            try await parts.database.write { connection in
                try AuditLog.record(
                    AuditEntry(.exported, kind.rawValue, of: account, by: cause, at: now, details: given),
                    in: connection)
            }
        }
        let page = try await parts.database.read { try export.page($0, place) }
        let text = (place == nil ? export.header : []) + page.text()
        return .members(
            ("text", .string(String(decoding: text, as: UTF8.self))), ("rows", .integer(page.rows)),
            ("next", page.next.map { .integer($0) } ?? .null))
    }

    private func make(
        _ kind: AdminOperation.Export, _ columns: [String]?, _ given: [String: String]
    ) throws -> Export {
        switch kind {
        case .leads: return try Export.leads(leadFilter(given), columns: columns, in: configuration)
        case .dnc: return try Export.suppressions(dncFilter(given), .calls, columns: columns, in: configuration)
        case .smsOptOuts: return try Export.suppressions(dncFilter(given), .texts, columns: columns, in: configuration)
        case .receipts: return try Export.receipts(receiptFilter(given), columns: columns, in: configuration)
        }
    }

    /// The filters of `GET /api/v1/leads`; moments as operators write them.
    private func leadFilter(_ given: [String: String]) throws -> LeadSearch.Filter {
        var fields = FormFields(given)
        var query: [String: String] = [:]
        for member in LeadFilterQuery.members {
            guard let text = fields.value(member.name), !text.isEmpty else { continue }
            if member.name.hasSuffix("_from") || member.name.hasSuffix("_until") {
                guard let moment = MomentText.read(text, zone: configuration.account.timeZone) else {
                    fields.fault(member.name, "takes a day or a moment: 2026-01-20 or 2026-01-20 12:00:00")
                    continue
                }
                query[member.name] = RFC3339.write(moment)
            } else {
                query[member.name] = text
            }
        }
        try fields.check("a search")
        return try LeadFilterQuery.filter(query, in: configuration)
    }

    private func receiptFilter(_ given: [String: String]) throws -> Receipts.Filter {
        var fields = FormFields(given)
        var filter = Receipts.Filter()
        if fields.has("outcome") {
            var outcome = Receipt.Outcome.accepted
            fields.choice("outcome", into: &outcome)
            filter.outcome = outcome
        }
        let choices = configuration.criteriaNames + configuration.validationNames
        filter.criteriaID = fields.reference("criteria", to: "criteria", among: choices)
        try fields.check("a search")
        return filter
    }
}

extension NativeProblem {
    /// The problem as an operator is told of it.
    var report: ProblemReport {
        ProblemReport(faults.map { ProblemReport.Fault(field: $0.field, sentence: $0.detail) })
    }
}
