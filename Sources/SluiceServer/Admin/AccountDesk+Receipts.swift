import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// The receipts of a lead or of a phone, newest first, or one by its number: as JSON, and as text for people.
    func explainLead(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var filter = Receipts.Filter()
        var receipt: Int?
        var limit = 10
        fields.optionalNumber("receipt", into: &receipt, 1...Int.max)
        fields.number("limit", into: &limit, 1...200)
        if let text = fields.value("lead"), !text.isEmpty {
            filter.leadID = LeadID(wire: text)
            if filter.leadID == nil { fields.fault("lead", "takes a lead's number") }
        }
        if let text = fields.value("phone"), !text.isEmpty {
            switch PhoneReader.read(
                text, phoneCode: nil, filtersPhoneCode: true, defaultCode: configuration.settings.defaultPhoneCode)
            {
            case .success(let reading): filter.phone = reading.number
            case .failure(let fault): fields.fault("phone", fault.evidence)
            }
        }
        if let text = fields.value("outcome"), !text.isEmpty {
            filter.outcome = Receipt.Outcome(rawValue: text.lowercased())
            if filter.outcome == nil { fields.fault("outcome", "takes accepted, updated or refused") }
        }
        try fields.check("a search")
        let (account, wanted, most, id) = (account, filter, Int64(limit), receipt.map { ReceiptID(Int64($0)) })
        let found = try await parts.database.read { connection in
            let store = Receipts(connection, of: account)
            if let id { return try store.receipt(id).map { [$0] } ?? [] }
            return try store.search(wanted, limit: most)
        }
        guard !found.isEmpty else {
            throw ProblemReport(
                given.keys.sorted().first ?? "receipt",
                "no receipt is there for it; they are kept for \(configuration.settings.receiptDays) days")
        }
        return try await explanation(of: found.map { ($0.receipt, $0.post) })
    }

    /// Receipts as JSON with a text for people beside them.
    func explanation(of receipts: [(receipt: Receipt, post: String)]) async throws -> JSONValue {
        let account = account
        let tokens = try await parts.database.read { connection in
            try Accounts(connection).tokens(of: account).map { ($0.token.id, $0.token.name) }
        }
        let names = Dictionary(tokens) { $1 }
        let newest = parts.cache.current(account) ?? configuration
        let texts = receipts.map { ReceiptText(configuration: newest, tokens: names).write($0.receipt, post: $0.post) }
        return .members(
            ("text", .string(texts.joined(separator: "\n\n"))),
            ("receipts", .array(try receipts.map { try AccountDesk.answer($0.receipt, post: $0.post) })))
    }

    private static func answer(_ receipt: Receipt, post: String) throws -> JSONValue {
        let trail = try JSONValue(parsing: Array(ReceiptTrail.text(receipt.entries, notes: receipt.notes).utf8))
        return .members(
            ("receipt_id", .id(receipt.id)), ("at", .moment(receipt.at)), ("door", .string(receipt.door.rawValue)),
            ("outcome", .string(receipt.outcome.rawValue)), ("reason", .text(receipt.refusal?.reason.rawValue)),
            ("code", .number(receipt.refusal?.reason.code)), ("evidence", .text(receipt.refusal?.evidence)),
            ("lead_id", .id(receipt.leadID)), ("criteria_id", .id(receipt.criteriaID)),
            ("token_id", .id(receipt.tokenID)), ("configuration_version", .integer(receipt.version)),
            ("stages", trail["stages"] ?? .null), ("notes", trail["notes"] ?? .null),
            ("shadow", receipt.shadow.map(ReceiptView.value) ?? .null), ("crm", receipt.crm?.json ?? .null),
            ("answered", .text(receipt.answersSuccess.map { $0 ? "success" : "failure" })),
            ("post", try JSONValue(parsing: Array(post.utf8))))
    }
}

/// A receipt as people read it: what was asked, what every stage said, and why.
struct ReceiptText {
    let configuration: AccountConfiguration
    let tokens: [TokenID: String]

    func write(_ receipt: Receipt, post: String) -> String {
        var lines = [head(receipt), verdict(receipt), ""]
        let rows = receipt.entries.map { entry in
            [
                "", entry.stage, entry.mark.rawValue,
                [entry.reason?.rawValue, entry.evidence].compactMap(\.self).joined(separator: ": "),
                entry.mark == .notReached ? "" : "\(entry.microseconds) µs",
            ]
        }
        lines += TextTable.lines([["", "stage", "verdict", "because", "time"]] + rows)
        if !receipt.notes.isEmpty {
            lines += ["", "  notes"] + receipt.notes.map { "    \(ReceiptText.readable($0))" }
        }
        if let crm = receipt.crm { lines += ["", "  the CRM"] + ReceiptText.exchange(crm) }
        if let told = receipt.answersSuccess {
            lines += ["", "  the sender was told: \(told ? "success" : "failure")"]
        }
        if let shadow = receipt.shadow { lines += ["", "  \(shadowed(shadow))"] }
        // The post is shown beside the verdicts; one that cannot be read leaves them to be shown alone.
        let posted = (try? JSONValue(parsing: Array(post.utf8)))?.members ?? []
        if !posted.isEmpty {
            lines += ["", "  the post said"]
            lines += TextTable.lines(posted.map { ["   ", $0.name, $0.value.string ?? $0.value.text] })
        }
        return lines.joined(separator: "\n")
    }

    /// What was asked of the CRM and what it said, indented.
    private static func exchange(_ crm: CRMRecord) -> [String] {
        let status = crm.status.map { " with \($0)" } ?? ""
        let head =
            "\(crm.endpoint) answered\(status) in \(crm.milliseconds) ms\(crm.isCached ? ", shortly before" : "")"
        let texts = [crm.request, crm.answer].map { text in
            String(text.reversed().drop { $0.isNewline }.reversed())
        }.filter { !$0.isEmpty }.map { ["", $0] }.joined()
        return ([head] + texts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) })
            .map { $0.isEmpty ? "" : "    \($0)" }
    }

    /// A note with its moment written out: intake notes milliseconds.
    private static func readable(_ note: String) -> String {
        let name = "hopper_expires_at: "
        guard note.hasPrefix(name), let moment = Int64(note.dropFirst(name.count)) else { return note }
        return name + MomentText.write(Timestamp(moment))
    }

    private func shadowed(_ shadow: ShadowVerdict) -> String {
        let name = configuration.criteria[shadow.criteriaID]?.name ?? "(removed \(shadow.criteriaID))"
        let because = shadow.refusal.map { " \($0.reason.rawValue): \($0.evidence)" } ?? ""
        return "shadow \(name): \(shadow.outcome.rawValue)\(because)"
    }

    private func head(_ receipt: Receipt) -> String {
        let number = receipt.id.map { "receipt \($0)" } ?? "not stored"
        let token = receipt.tokenID.map { id in
            id.number == 0 ? "the command line" : "token \(tokens[id] ?? id.description)"
        }
        let criteria = receipt.criteriaID.map { id in
            "criteria \(configuration.criteria[id]?.name ?? configuration.validations[id]?.name ?? "(removed \(id))")"
        }
        let parts = [number, MomentText.write(receipt.at), receipt.door.rawValue, token, criteria]
        return parts.compactMap(\.self).joined(separator: " · ") + " · configuration \(receipt.version)"
    }

    private func verdict(_ receipt: Receipt) -> String {
        switch (receipt.outcome, receipt.refusal) {
        case (_, let refusal?) where refusal.reason == .held:
            "HELD (code \(refusal.reason.code)) until the CRM can be asked: \(refusal.evidence)"
        case (_, let refusal?):
            "REFUSED \(refusal.reason.rawValue) (code \(refusal.reason.code): \(refusal.reason.text)): \(refusal.evidence)"
        case (.accepted, nil): "ACCEPTED" + (receipt.leadID.map { " as lead \($0)" } ?? "")
        case (.updated, nil): "UPDATED" + (receipt.leadID.map { " lead \($0)" } ?? "")
        case (.refused, nil): "REFUSED"
        }
    }
}
