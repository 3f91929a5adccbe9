import BenchData
import SluiceCore
import SluiceDatabase

/// The rows of leads, a batch to a transaction: look up, lead, phone row, event, receipt.
struct LeadRows: Sendable {
    private let store: Store
    private let template: PostedLead
    private let batch: Int64

    init(_ store: Store, _ template: PostedLead, batch: Int64) {
        self.store = store
        self.template = template
        self.batch = max(1, batch)
    }

    /// Writes batches until the moment has come, and says how many leads.
    func write(lane: Int64, of lanes: Int64, from start: Int64, until end: ContinuousClock.Instant) async throws
        -> Int64
    {
        var written: Int64 = 0
        let phones = PhoneSpace(.rows)
        while ContinuousClock.now < end {
            let first = start + written * lanes + lane * batch
            let keys = (first..<first + batch).map { PhoneKey(store.account, phones.scattered($0)) }
            try await store.database.session { connection in
                try connection.ids.ensure(batch * 2, of: .row, on: connection)
                try connection.ids.ensure(batch, of: IDSequence(.lead, of: store.account.number), on: connection)
                try connection.transaction { connection in
                    try connection.lock(keys.map(\.lock))
                    let found = try LeadFacts(connection).rows(keys.map { ($0, [.matches, .dnc]) })
                    guard found.values.allSatisfy({ $0.matches.isEmpty && $0.dnc.isEmpty }) else {
                        throw DatabaseError(.shape, "a phone came twice")
                    }
                    let now = Store.now
                    var statements: [Statement] = []
                    statements.reserveCapacity(keys.count * 4)
                    for key in keys { statements += try rows(of: key, at: now, on: connection) }
                    try connection.store(statements)
                }
            }
            written += batch
        }
        return written
    }

    private func rows(of key: PhoneKey, at now: Timestamp, on connection: any Connection) throws -> [Statement] {
        let row = try connection.ids.take(2, from: .row)
        var lead = template.lead
        lead.id = LeadID(try connection.ids.take(from: IDSequence(.lead, of: key.account.number)))
        lead.phone = key.phone
        lead.createdAt = now
        lead.modifiedAt = now
        var receipt = template.receipt
        receipt.id = ReceiptID(row)
        receipt.at = now
        receipt.leadID = lead.id
        receipt.phone = key.phone
        var statements = Leads.insert(lead, fields: template.fields, of: key.account, dialect: connection.dialect)
        statements.append(
            Events.insertion(
                .leadCreated, lead: lead.id, of: key.account, id: row + 1, at: now,
                facts: "{\"receipt_id\":\(row),\"list_id\":\(lead.listID.number)}"))
        statements.append(Receipts.insertion(receipt, id: row, trail: template.trail, post: template.post))
        return statements
    }
}
