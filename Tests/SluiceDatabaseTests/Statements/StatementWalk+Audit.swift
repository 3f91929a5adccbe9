import SluiceCore
import SluiceDatabase

extension StatementWalk {
    func walkAudit() async throws {
        let (account, now) = (Self.account, Self.now)
        try await database.write { connection in
            try AuditLog.recordEverywhere(in: connection) { account in
                AuditEntry(.exported, "walk/1", of: account, by: ChangeCause(actor: "walk"), at: now)
            }
            var filter = AuditLog.Filter()
            (filter.actor, filter.kind, filter.object) = ("walk", .exported, "walk/1")
            (filter.since, filter.until, filter.before) = (now, now.adding(seconds: 1), 9999)
            let log = AuditLog(connection, of: account)
            guard let line = try log.search(filter, limit: 5).first else { throw DatabaseError(.shape, "no entry") }
            try log.erasePayload(of: line.sequence)
        }
        guard try await AuditVerification.run(database, of: account).broken == nil else {
            throw DatabaseError(.shape, "the chain does not hold")
        }
    }
}
