public import SluiceCore

/// What rows say about an object that somebody wants to change or remove.
extension ConfigurationEdit {
    /// The number under which a custom status is stored; nothing where the account has none with this code.
    public func number(ofStatus code: String) throws -> Int64? {
        try connection.first(
            """
            SELECT id FROM configuration
            WHERE account_id = \(snapshot.account.id.number) AND kind = 'status' AND unique_name = \(code.uppercased())
            """)?.integer(0)
    }

    /// A number that no status of the account has. The account's row is locked by the edit, so nobody takes it first.
    public func nextStatusNumber() throws -> Int64 {
        let highest = try connection.first(
            """
            SELECT max(id) FROM configuration
            WHERE account_id = \(snapshot.account.id.number) AND kind = 'status'
            """)?.optionalInteger(0)
        return (highest ?? 0) &+ 1
    }

    /// Whether any lead, deleted and archived ones included, is in the list.
    public func hasLeads(in list: ListID) throws -> Bool {
        try connection.first(
            """
            SELECT id FROM lead WHERE account_id = \(snapshot.account.id.number) AND list_id = \(list.number) LIMIT 1
            """) != nil
    }

    /// Whether any lead of the account has the status.
    public func hasLeads(with status: String) throws -> Bool {
        for list in snapshot.lists.keys.sorted() {
            let found = try connection.first(
                """
                SELECT id FROM lead
                WHERE account_id = \(snapshot.account.id.number) AND list_id = \(list.number) AND status = \(status)
                LIMIT 1
                """)
            if found != nil { return true }
        }
        return false
    }
}
