import SluiceCore
import SluiceDatabase
import SluiceTesting

extension StatementWalk {
    /// Imports, and what only they fill so far.
    func walkImports() async throws {
        let (account, now) = (Self.account, Self.now)
        try await database.write { connection in
            let imports = Imports(connection, of: account)
            let job = ImportJob(
                id: 1, kind: .leads, name: "a.csv", file: "/a.csv", size: 100, changedAt: 0, node: "node", plan: "{}",
                actor: "walk", at: now, place: 10, lastRow: 1)
            try imports.create(job)
            _ = try Imports.idle(on: "node", at: now, connection)
            guard try imports.claim(1, as: "one", at: now) != nil else { throw DatabaseError(.shape, "claim") }
            var tally = ImportTally()
            (tally.rows, tally.accepted, tally.lastRow, tally.end) = (3, 1, 4, 50)
            tally.faults = [2, 3].map { ImportFault(row: $0, reason: "duplicate", detail: "", cells: ["a"]) }
            try imports.advance(1, from: 10, by: tally, as: "one", at: now)
            tally.faults = [ImportFault(row: 5, reason: "duplicate", detail: "", cells: [])]
            (tally.rows, tally.accepted, tally.lastRow, tally.end) = (1, 0, 5, 60)
            try imports.advance(1, from: 50, by: tally, as: "one", at: now)
            try imports.release(1, as: "one")
            _ = try imports.claim(1, as: "two", at: now)
            try Imports.releaseAll(on: "node", connection)
            _ = try imports.claim(1, as: "two", at: now)
            _ = try imports.turn(1, to: .paused, from: [.running], because: "", at: now)
            _ = try imports.turn(1, to: .running, from: [.paused], because: "", at: now)
            _ = try imports.claim(1, as: "two", at: now)
            try imports.end(1, .done, as: "two", at: now)
            _ = try Imports.files(on: "node", connection)
            _ = try imports.newest(before: 5, limit: 1)
            _ = try imports.faults(of: 1, after: 0, limit: 5)
            _ = try imports.reasons(of: 1)
            try imports.remember(["a": "email"], for: .leads, header: ["a"], at: now)
            _ = try imports.mapping(.leads, header: ["a"])
            _ = try Imports.purgeFaults(connection, of: account, before: now.adding(seconds: 1))
            _ = try Leads(connection, of: account).taken([LeadID(1)])
        }
        try await database.write { connection in
            let log = CallLog(connection, of: account)
            try log.add(LoggedCall(id: 1, phone: PhoneNumber(13_105_556_789), at: now, status: "NA"))
            _ = try log.has(1)
            _ = try log.calls(of: LeadID(1), limit: 1)
            let callbacks = Callbacks(connection, of: account)
            try callbacks.add(
                Callback(
                    id: 1, leadID: LeadID(1), recipient: .system, at: now, status: .pending, createdAt: now,
                    modifiedAt: now))
            _ = try callbacks.has(1)
            _ = try callbacks.callbacks(for: LeadID(1))
        }
    }
}
