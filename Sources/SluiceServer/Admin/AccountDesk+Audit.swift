import SluiceCore
import SluiceDatabase

/// The audit log, as the command line asks for it.
extension AccountDesk {
    func audit(_ operation: AdminOperation.Audit, _ given: [String: String]) async throws -> JSONValue {
        switch operation {
        case .list: try await listAudit(FormFields(given))
        case .verify: try await verifyAudit(FormFields(given))
        case .export: try await exportAudit(FormFields(given))
        }
    }

    private func listAudit(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        var filter = AuditLog.Filter()
        var (limit, before) = (50, Int?.none)
        fields.number("limit", into: &limit, 1...1000)
        fields.optionalNumber("before", into: &before, 1...Int.max)
        filter.before = before.map(Int64.init)
        filter.actor = fields.value("by").flatMap { $0.isEmpty ? nil : $0 }
        filter.object = fields.value("object").flatMap { $0.isEmpty ? nil : $0 }
        filter.since = AccountDesk.moment("since", &fields, configuration.account.timeZone)
        filter.until = AccountDesk.moment("until", &fields, configuration.account.timeZone)
        if fields.has("kind") {
            var kind = AuditKind.configurationChanged
            fields.choice("kind", into: &kind)
            filter.kind = kind
        }
        try fields.check("a search")
        let (account, wanted, most) = (account, filter, Int64(limit))
        let lines = try await parts.database.read { try AuditLog($0, of: account).search(wanted, limit: most) }
        return .members(("entries", .array(lines.map { .object(AccountDesk.row(of: $0)) })))
    }

    private static func moment(_ name: String, _ fields: inout FormFields, _ zone: String) -> Timestamp? {
        guard let text = fields.value(name), !text.isEmpty else { return nil }
        guard let moment = MomentText.read(text, zone: zone) else {
            fields.fault(name, "takes a day or a moment: 2026-01-20 or 2026-01-20 12:00:00")
            return nil
        }
        return moment
    }

    static func row(of line: AuditLine) -> [(name: String, value: JSONValue)] {
        // A payload that cannot be read is shown as it stands; whether it was tampered with is for verify to say.
        let members = (try? JSONValue(parsing: Array(line.payload.utf8)))?.members
        let origin = ["door", "address"]
        let others = members?.filter { !origin.contains($0.name) && $0.name != "comment" && $0.name != "content" } ?? []
        let details = others.map { "\($0.name)=\($0.value.string ?? $0.value.text)" }.joined(separator: "; ")
        return [
            ("sequence", .integer(line.sequence)), ("at", .moment(line.at)), ("by", .string(line.actor)),
            ("from", .string(origin.compactMap { line.detail($0) }.joined(separator: " "))),
            ("kind", .string(line.kind)), ("object", .string(line.object)),
            ("details", .string(line.isErased ? "(erased)" : members == nil ? line.payload : details)),
            ("comment", .string(line.detail("comment") ?? "")),
        ]
    }

    /// Looks through the whole chain. `head` is what somebody has kept of an earlier one: `place:hash`.
    private func verifyAudit(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        var kept: (sequence: Int64, hash: String)?
        if let text = fields.value("head"), !text.isEmpty {
            let halves = text.split(separator: ":").map(String.init)
            if halves.count == 2, let sequence = Int64(halves[0]), sequence > 0, halves[1].utf8.count == 64 {
                kept = (sequence, halves[1].lowercased())
            } else {
                fields.fault("head", "takes what an export ends with: the place, a colon and the 64 digits of the hash")
            }
        }
        try fields.check("a verification")
        let found = try await AuditVerification.run(parts.database, of: account, kept: kept)
        return .members(
            ("sound", .bool(found.broken == nil)), ("entries", .integer(found.entries)),
            ("erased", .integer(found.erased)), ("head", .string("\(found.sequence):\(found.head)")),
            ("broken_at", found.broken.map { .integer($0.sequence) } ?? .null),
            ("fault", .text(found.broken?.fault.rawValue)),
            ("because", .text(found.broken.map { AccountDesk.sentence(of: $0) })))
    }

    private static func sentence(of broken: AuditVerification.Break) -> String {
        let entry = "entry \(broken.sequence)"
        return switch broken.fault {
        case .missing: "\(entry) is missing"
        case .changed: "\(entry) is not what was written"
        case .payloadChanged: "the payload of \(entry) is not what was written"
        case .unlinked: "\(entry) does not follow the one before"
        case .added: "\(entry) stands behind the end of the log"
        case .headDiffers: "\(entry) is not the end of the log, or not the one that was kept"
        case .historyDiffers: "the change of configuration of \(entry) is not what the history holds"
        }
    }

    /// A page of the log as it is stored, with the head that the export ends with. The first page leaves an entry about
    /// the export, which is the export's last.
    private func exportAudit(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        var (after, until, limit) = (0, Int?.none, 2000)
        fields.number("after", into: &after, 0...Int.max)
        fields.optionalNumber("until", into: &until, 1...Int.max)
        fields.number("limit", into: &limit, 1...5000)
        try fields.check("an export")
        let (account, cause, now) = (account, cause, parts.clock.now())
        if after == 0 {
            try await parts.database.write { connection in
                try AuditLog.record(
                    AuditEntry(.exported, "audit_log", of: account, by: cause, at: now), in: connection)
            }
        }
        let (place, most, last) = (Int64(after), Int64(limit), until.map(Int64.init) ?? .max)
        let (head, lines) = try await parts.database.read { connection in
            let log = AuditLog(connection, of: account)
            return (try log.head(), try log.lines(after: place, limit: most))
        }
        return .members(
            ("head", .string("\(head.sequence):\(head.hash)")), ("sequence", .integer(head.sequence)),
            ("lines", .array(lines.filter { $0.sequence <= last }.map(AccountDesk.export))))
    }

    private static func export(_ line: AuditLine) -> JSONValue {
        .members(
            ("account", .id(line.account)), ("sequence", .integer(line.sequence)),
            ("at", .integer(line.at.milliseconds)), ("kind", .string(line.kind)), ("actor", .string(line.actor)),
            ("object", .string(line.object)), ("payload", .string(line.payload)), ("salt", .string(line.salt)),
            ("digest", .string(line.digest)), ("previous", .string(line.previous)), ("hash", .string(line.hash)))
    }
}
