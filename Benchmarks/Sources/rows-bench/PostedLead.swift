import BenchData
import SluiceCore
import SluiceDatabase

/// What the server stored for the newest accepted post: the sizes that its rows have.
struct PostedLead: Sendable {
    let lead: Lead
    let fields: String
    let receipt: Receipt
    let trail: String
    let post: String

    static func newest(in store: Store) async throws -> PostedLead {
        let account = store.account
        return try await store.database.read { connection in
            var filter = Receipts.Filter()
            filter.outcome = .accepted
            guard let found = try Receipts(connection, of: account).search(filter, limit: 1).first,
                let id = found.receipt.leadID,
                let row = try connection.first(
                    """
                    SELECT list_id, phone, \(clause: connection.dialect.packedText("fields")) FROM lead
                    WHERE account_id = \(account.number) AND id = \(id.number)
                    """)
            else { throw DatabaseError(.shape, "post a lead first") }
            let lead = Lead(
                id: id, listID: ListID(try row.integer(0)), phone: PhoneNumber(try row.integer(1)),
                status: LeadStatus.new, createdAt: found.receipt.at, modifiedAt: found.receipt.at)
            return PostedLead(
                lead: lead, fields: try row.text(2), receipt: found.receipt,
                trail: ReceiptTrail.text(found.receipt.entries, notes: found.receipt.notes), post: found.post)
        }
    }
}
