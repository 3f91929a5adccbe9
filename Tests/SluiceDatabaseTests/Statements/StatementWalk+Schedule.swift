import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// A change that waits, and what becomes of it.
    func walkSchedule() async throws {
        let (account, now) = (Self.account, Self.now)
        try await database.write { connection in
            let store = ScheduledChanges(connection, of: account)
            try store.lock()
            let change = try store.add(
                ScheduledChange(
                    dueAt: now, action: .change, kind: .settings, number: 1, fields: ["receipt_days": "7"],
                    cause: ChangeCause(actor: "walk"), createdAt: now))
            _ = try store.change(change.id)
            _ = try store.list(nil, limit: 5)
            _ = try store.list(.waiting, before: 9, limit: 5)
            _ = try ScheduledChanges.due(connection, at: now, limit: 5)
            _ = try store.settle(change.id, as: .done, version: 1, at: now)
        }
    }
}
