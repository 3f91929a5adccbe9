import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// Looks for a person and takes everything of them away; called last.
    func walkErasure() async throws {
        let (account, now) = (Self.account, Self.now)
        let person = PersonMatch(
            phones: [PhoneNumber(13_105_556_789)], emails: ["walk@example.com"], salt: "salt")
        var traces = try await PersonTraces.find(person, in: account, database)
        let receipt = try await database.write { connection in
            let id = try connection.ids.take(from: .row)
            let receipt = Receipt(
                accountID: account, at: now, outcome: .accepted, leadID: LeadID(1), phone: PhoneNumber(13_105_556_789),
                door: .insert, version: 1, entries: [], notes: [])
            let trail = ReceiptTrail.text([], notes: [])
            try connection.run(Receipts.insertion(receipt, id: id, trail: trail, post: "{}"))
            return id
        }
        traces.receipts.append(receipt)
        traces.leads += [LeadID(1), LeadID(2), LeadID(3)]
        traces.importFaults.append(PersonTraces.FaultPlace(job: 1, row: 2))
        traces.answers.append(
            IdempotencyKey(account: account, token: TokenID(1), path: "p", key: "k", digest: "d"))
        try await traces.erase(in: account, database)
        try await database.write { connection in
            let store = Erasures(connection, of: account)
            _ = try store.kept([PhoneNumber(13_105_556_789)])
            try store.add(
                Erasures.Record(
                    account: account, id: store.nextNumber(), at: now, actor: "walk", person: person, traces: "{}"))
            _ = try store.all()
        }
    }
}
