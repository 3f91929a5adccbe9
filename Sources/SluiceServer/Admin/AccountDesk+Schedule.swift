import SluiceCore
import SluiceDatabase

extension AccountDesk {
    private var schedule: ScheduleDesk { ScheduleDesk(parts: parts, account: account) }

    /// `at`, `action`, `kind` and `object` say what; every other field begins with `field.` and is one of the form.
    func scheduleChange(_ given: [String: String]) async throws -> JSONValue {
        let change = try await schedule.schedule(readChange(given))
        return .object(AccountDesk.members(of: change))
    }

    /// The newest ones, in a state where one is named.
    func listScheduled(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var (limit, state) = (50, ScheduledChange.State.waiting)
        fields.number("limit", into: &limit, 1...500)
        let isNamed = fields.has("state")
        fields.choice("state", into: &state)
        try fields.check("a search")
        let found = try await schedule.list(isNamed ? state : nil, limit: Int64(limit))
        return .array(found.map { .object(AccountDesk.members(of: $0)) })
    }

    /// Takes one back that still waits.
    func unschedule(_ id: Int64) async throws -> JSONValue {
        guard let change = try await schedule.cancel(id, by: cause) else {
            throw ProblemReport("id", "the account has no scheduled change \(id)")
        }
        return .object(AccountDesk.members(of: change))
    }

    /// The configuration as it was when a post was judged.
    func showVersion(ofReceipt id: Int64) async throws -> JSONValue {
        let account = account
        let found = try await parts.database.read { try Receipts($0, of: account).receipt(ReceiptID(id)) }
        guard let receipt = found?.receipt else {
            throw ProblemReport(
                "receipt", "there is no receipt \(id); they are kept for \(configuration.settings.receiptDays) days")
        }
        return try await showVersion(receipt.version)
    }

    func readChange(_ given: [String: String]) throws -> ScheduledChange {
        let prefix = "field."
        let forms = given.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        var fields = FormFields(given.filter { !$0.key.hasPrefix(prefix) })
        fields.require("at", "action")
        var action = ScheduledChange.Action.change
        fields.choice("action", into: &action)
        var moment: Timestamp?
        if let text = fields.value("at"), !text.isEmpty {
            moment = MomentText.read(text, zone: configuration.account.timeZone) ?? RFC3339.read(text)
            if moment == nil { fields.fault("at", "takes a moment: 2026-12-01 08:00:00") }
        }
        var kind: ConfigurationKind?
        if let word = fields.value("kind"), !word.isEmpty {
            kind = ConfigurationKinds.restored.first { $0.rawValue == word.lowercased() }
            if kind == nil {
                fields.fault(
                    "kind", "takes one of \(ConfigurationKinds.restored.map(\.rawValue).joined(separator: ", "))")
            }
        } else if action != .restore {
            fields.fault("kind", "is needed")
        }
        var number: Int64 = 0
        let name = fields.value("object") ?? ""
        if let kind, action != .create {
            if name.isEmpty, kind != .settings { fields.fault("object", "is needed") }
            if !name.isEmpty || kind == .settings {
                if action == .restore, let id = Int64(name) {
                    number = id  // it may be gone now
                } else {
                    do {
                        number = try ScheduleDesk.number(of: kind, name, in: configuration)
                    } catch let report as ProblemReport {
                        for fault in report.faults { fields.fault("object", fault.sentence) }
                    }
                }
            }
        }
        var comment = ""
        fields.text("comment", into: &comment, 0...500)
        try fields.check("a scheduled change")
        guard let moment else { throw ProblemReport("at", "is needed") }
        var cause = cause
        if !comment.isEmpty { cause.origin.comment = comment }
        return ScheduledChange(
            dueAt: moment, action: action, kind: kind, number: number,
            fields: Dictionary(forms) { $1 }, cause: cause, createdAt: parts.clock.now())
    }

    private static func members(of change: ScheduledChange) -> [(name: String, value: JSONValue)] {
        var members = ScheduleDesk.members(of: change)
        members.insert((name: "at", value: .moment(change.dueAt)), at: 1)
        members.append((name: "settled", value: .moment(change.settledAt)))
        return members
    }
}
