import BenchData
import SluiceCore
import SluiceDatabase

/// Writes leads by the statements of intake, thousands to a transaction, and their phone rows at the end in one go.
struct LeadSeed {
    private static let batch: Int64 = 4_000
    /// The newest leads have their event and receipt; all having them would only make the file larger.
    private static let withReceipts: Int64 = 100_000
    private let store: Store

    init(_ store: Store) {
        self.store = store
    }

    func fill(_ count: Int64) async throws {
        guard count > 0 else { return }
        let now = Store.now
        for start in stride(from: 0, to: count, by: Int64.Stride(LeadSeed.batch)) {
            let positions = start..<min(start + LeadSeed.batch, count)
            let store = store
            try await store.database.session { connection in
                let sequence = IDSequence(.lead, of: store.account.number)
                let size = Int64(positions.count)
                try connection.ids.ensure(size, of: sequence, on: connection)
                try connection.ids.ensure(size * 2, of: .row, on: connection)
                let first = try connection.ids.take(size, from: sequence)
                try connection.transaction { connection in
                    var statements: [Statement] = []
                    for position in positions {
                        let id = LeadID(first + position - positions.lowerBound)
                        let at = now.adding(seconds: (position - count) * 20)
                        statements += try LeadSeed.lead(
                            position, id, at, store, connection, withReceipt: count - position <= LeadSeed.withReceipts)
                    }
                    _ = try connection.runAll(statements)
                    let keys = try positions.flatMap { position in
                        try SearchIndex.keys(
                            LeadID(first + position - positions.lowerBound), of: store.account,
                            fields: SeededFields.json(position))
                    }
                    _ = try connection.runAll(SearchIndex.insertions(keys))
                }
            }
        }
        try await index()
    }

    /// What comes in one go and in order: phone rows, and the place of the search index in the events.
    private func index() async throws {
        let account = store.account
        try await store.database.write { connection in
            try connection.run(
                """
                INSERT INTO lead_phone (account_id, phone, lead_id, list_id, created_at)
                SELECT account_id, phone, id, list_id, created_at FROM lead
                WHERE account_id = \(account.number) AND deleted_at IS NULL AND archived_at IS NULL
                ORDER BY phone, id
                ON CONFLICT DO NOTHING
                """)
            let place = connection.dialect == .sqlite ? "0, 0" : "era, CAST(CAST(tx AS TEXT) AS BIGINT)"
            let order = connection.dialect == .sqlite ? "id DESC" : "era DESC, tx DESC, id DESC"
            try connection.run(
                """
                INSERT INTO cursor (name, era, tx, event_id)
                SELECT 'search_index', \(clause: place), id FROM event WHERE true ORDER BY \(clause: order) LIMIT 1
                ON CONFLICT (name) DO UPDATE SET era = excluded.era, tx = excluded.tx, event_id = excluded.event_id
                """)
        }
    }

    private static func lead(
        _ position: Int64, _ id: LeadID, _ at: Timestamp, _ store: Store, _ connection: any Connection,
        withReceipt: Bool
    ) throws -> [Statement] {
        let phone = PhoneSpace(.stored).scattered(position)
        let lead = Lead(
            id: id, listID: store.lists[Int(position % Int64(store.lists.count))], phone: phone, status: LeadStatus.new,
            createdAt: at, modifiedAt: at)
        let fields = SeededFields.json(position)
        // Without its phone row, which comes last and in order.
        var statements = Array(
            Leads.insert(lead, fields: fields, of: store.account, dialect: connection.dialect).prefix(1))
        guard withReceipt else { return statements }
        let receipt = try connection.ids.take(2, from: .row)
        statements.append(
            Events.insertion(
                .leadCreated, lead: id, of: store.account, id: receipt + 1, at: at,
                facts: "{\"receipt_id\":\(receipt),\"list_id\":\(lead.listID.number)}"))
        statements.append(
            Receipts.insertion(
                Receipt(
                    id: ReceiptID(receipt), accountID: store.account, at: at, outcome: .accepted, leadID: id,
                    phone: phone, door: .insert, version: 1, entries: SeededFields.entries, notes: []),
                id: receipt, trail: ReceiptTrail.text(SeededFields.entries, notes: []), post: fields))
        return statements
    }
}
