import SluiceCore
import SluiceDatabase

/// Changes of configuration that take effect at a moment: judged when they are asked for, and again at their moment on
/// the configuration of that moment.
struct ScheduleDesk: Sendable {
    let parts: Parts
    let account: AccountID

    /// Ends a transaction that only asked whether a change would pass.
    private struct WouldPass: Error {}

    /// A change that somebody else has settled first.
    private struct Settled: Error {}

    /// Stores a change that passes now.
    func schedule(_ wanted: ScheduledChange) async throws -> ScheduledChange {
        let now = wanted.createdAt
        guard wanted.dueAt > now else { throw ProblemReport("at", "takes a moment to come") }
        let (account, means) = (account, FormMeans(parts, account))
        do {
            try await parts.cache.edit(account, by: wanted.cause.actor, from: wanted.cause.origin, at: now) {
                (edit: inout ConfigurationEdit) -> Void in
                try ScheduleDesk.carryOut(wanted, &edit, means)
                throw WouldPass()
            }
        } catch is WouldPass {
        } catch let error as DatabaseError where error.code == .constraint {
            throw ProblemReport("name", "something of the account has this name or key already")
        }
        return try await parts.database.write { connection in
            let store = ScheduledChanges(connection, of: account)
            try store.lock()
            let change = try store.add(wanted)
            try AuditLog.record(
                AuditEntry(.changeScheduled, "scheduled/\(change.id)", of: account, by: wanted.cause, at: now),
                in: connection)
            return change
        }
    }

    /// The newest ones below a number, in a state where one is named.
    func list(
        _ state: ScheduledChange.State?, before id: Int64 = .max, limit: Int64
    ) async throws -> [ScheduledChange] {
        let account = account
        return try await parts.database.read { connection in
            try ScheduledChanges(connection, of: account).list(state, before: id, limit: limit)
        }
    }

    /// Takes back a change that still waits. Nothing where there is none of this number.
    func cancel(_ id: Int64, by cause: ChangeCause) async throws -> ScheduledChange? {
        let (account, now) = (account, parts.clock.now())
        return try await parts.database.write { connection in
            let store = ScheduledChanges(connection, of: account)
            try store.lock()
            guard let change = try store.change(id) else { return nil }
            guard try store.settle(id, as: .cancelled, by: cause.actor, at: now) else {
                throw ProblemReport("id", "is \(change.state.rawValue) already")
            }
            try AuditLog.record(
                AuditEntry(
                    .changeSettled, "scheduled/\(id)", of: account, by: cause, at: now,
                    details: ["state": ScheduledChange.State.cancelled.rawValue]), in: connection)
            return try store.change(id)
        }
    }

    /// Carries out one whose moment has come, or writes down why it cannot be. Once, however many nodes try.
    func carryOut(_ id: Int64) async throws {
        let (account, means, now) = (account, FormMeans(parts, account), parts.clock.now())
        let found = try await parts.database.read { try ScheduledChanges($0, of: account).change(id) }
        guard let change = found, change.state == .waiting else { return }
        do {
            try await parts.cache.edit(account, by: change.cause.actor, from: change.cause.origin, at: now) { edit in
                let store = ScheduledChanges(edit.connection, of: account)
                guard try store.change(id)?.state == .waiting else { throw Settled() }
                try ScheduleDesk.carryOut(change, &edit, means)
                _ = try store.settle(id, as: .done, version: edit.newest().version, at: now)
            }
        } catch is Settled {
            return
        } catch let problem as ProblemReport {
            try await fail(change, problem.description, at: now)
        } catch let error as DatabaseError where error.code == .constraint {
            try await fail(change, "something of the account has this name or key already", at: now)
        }
    }

    private func fail(_ change: ScheduledChange, _ faults: String, at now: Timestamp) async throws {
        let account = account
        try await parts.database.write { connection in
            let store = ScheduledChanges(connection, of: account)
            try store.lock()
            guard try store.settle(change.id, as: .failed, faults: faults, at: now) else { return }
            try AuditLog.record(
                AuditEntry(
                    .changeSettled, "scheduled/\(change.id)", of: account, by: change.cause, at: now,
                    details: ["state": ScheduledChange.State.failed.rawValue, "faults": faults]), in: connection)
        }
    }

    /// Does what a change says, through the form of its kind.
    private static func carryOut(
        _ change: ScheduledChange, _ edit: inout ConfigurationEdit, _ means: FormMeans
    ) throws {
        if change.action == .restore {
            guard let version = change.fields["version"].flatMap({ Int64($0) }) else {
                throw ProblemReport("version", "takes the number of a version")
            }
            if let kind = change.kind {
                try HistoryDesk.restore(kind, change.number, to: version, &edit)
            } else {
                try HistoryDesk.restoreAll(to: version, &edit)
            }
            return
        }
        switch change.kind {
        case nil: throw ProblemReport("kind", "is needed")
        case .accessList: throw ProblemReport("kind", "people's rights are not changed ahead of time")
        case .endpoint, .subscription: throw ProblemReport("kind", "what Connect sends is not changed ahead of time")
        case .settings:
            guard change.action == .change else { throw ProblemReport("action", "of settings is change or restore") }
            _ = try SettingsForm.change(change.fields, &edit)
        case .adaptor: try carryOut(AdaptorForm.self, change, &edit, means)
        case .seller: try carryOut(SellerForm.self, change, &edit, means)
        case .campaign: try carryOut(CampaignForm.self, change, &edit, means)
        case .list: try carryOut(LeadListForm.self, change, &edit, means)
        case .field: try carryOut(CustomFieldForm.self, change, &edit, means)
        case .status: try carryOut(StatusForm.self, change, &edit, means)
        case .validation: try carryOut(ValidationForm.self, change, &edit, means)
        case .criteria: try carryOut(CriteriaForm.self, change, &edit, means)
        }
    }

    private static func carryOut<Form: ConfigurationForm>(
        _: Form.Type, _ change: ScheduledChange, _ edit: inout ConfigurationEdit, _ means: FormMeans
    ) throws {
        if change.action == .create {
            _ = try Form.create(change.fields, &edit, means)
            return
        }
        guard let object = Form.all(edit.snapshot).first(where: { $0.number == change.number }) else {
            throw ProblemReport(Form.word, "the account has no \(Form.word) \(change.number) any more")
        }
        if change.action == .remove {
            _ = try Form.remove(object, &edit)
        } else {
            _ = try Form.change(object, change.fields, &edit, means)
        }
    }

    /// The number of the object that a name or a number means. Throws a ``ProblemReport`` where there is none.
    static func number(
        of kind: ConfigurationKind, _ name: String, in configuration: AccountConfiguration
    ) throws -> Int64 {
        func found<Form: ConfigurationForm>(_: Form.Type) throws -> Int64 {
            try Form.find(name, in: configuration).number
        }
        return switch kind {
        case .seller: try found(SellerForm.self)
        case .campaign: try found(CampaignForm.self)
        case .list: try found(LeadListForm.self)
        case .field: try found(CustomFieldForm.self)
        case .status: try found(StatusForm.self)
        case .validation: try found(ValidationForm.self)
        case .criteria: try found(CriteriaForm.self)
        case .accessList: try found(AccessListForm.self)
        case .endpoint: try found(EndpointForm.self)
        case .subscription: try found(SubscriptionForm.self)
        case .settings: 1
        case .adaptor: try found(AdaptorForm.self)
        }
    }

    /// What people see of one.
    static func members(of change: ScheduledChange) -> [(name: String, value: JSONValue)] {
        [
            ("id", .integer(change.id)), ("state", .string(change.state.rawValue)),
            ("action", .string(change.action.rawValue)), ("kind", .text(change.kind?.rawValue)),
            ("object_id", .integer(change.number)),
            (
                "fields",
                .object(change.fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: .string($0.value)) })
            ),
            ("actor", .string(change.cause.actor)), ("comment", .text(change.cause.origin.comment)),
            ("settled_by", .text(change.settledBy)), ("version", change.version.map { .integer($0) } ?? .null),
            ("faults", .text(change.faults)),
        ]
    }
}
