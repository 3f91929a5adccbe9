public import SluiceCore

extension Leads {
    /// Deletes a lead: it stays as a row and can be restored, but it is found by nothing that looks for leads, and it
    /// leaves the hopper. The caller holds the lock of its phone.
    public static func deletion(of lead: Lead, at now: Timestamp, of account: AccountID) -> [Statement] {
        let phones = ["lead_phone", "archived_phone"].map { table -> Statement in
            """
            DELETE FROM \(clause: table)
            WHERE account_id = \(account.number) AND phone = \(lead.phone.digits) AND lead_id = \(lead.id.number)
            """
        }
        let mark: Statement = """
            UPDATE lead SET deleted_at = \(now.milliseconds), modified_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND id = \(lead.id.number)
            """
        return [mark] + phones + [Hopper.removal(of: lead.id, account: account)]
    }

    /// The next leads of a list in the order of status and id, deleted ones included: a walk that never sees a lead
    /// twice unless its status changes meanwhile.
    func walk(
        _ list: ListID, after place: (status: String, id: Int64), limit: Int64
    ) throws -> [(status: String, id: Int64, phone: PhoneNumber, isDeleted: Bool)] {
        try connection.run(
            """
            SELECT status, id, phone, deleted_at FROM lead
            WHERE account_id = \(account.number) AND list_id = \(list.number)
              AND (status, id) > (\(place.status), \(place.id))
            ORDER BY status, id LIMIT \(limit)
            """
        ).map {
            (try $0.text(0), try $0.integer(1), PhoneNumber(try $0.integer(2)), try $0.optionalInteger(3) != nil)
        }
    }

    /// These leads as they stand, in one round trip.
    func leads(_ ids: [LeadID]) throws -> [Lead] {
        try connection.runAll(
            ids.map { id in
                """
                SELECT \(clause: Leads.columns), \(clause: connection.dialect.packedText("fields")) FROM lead
                WHERE account_id = \(account.number) AND id = \(id.number)
                """
            }
        ).flatMap { try $0.map(Leads.lead) }
    }
}
