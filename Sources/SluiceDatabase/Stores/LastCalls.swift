public import SluiceCore

/// When the lists of one account were last called.
public struct LastCalls {
    let connection: any Connection
    let account: AccountID

    /// The calls of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// The last call to a lead that is in the list now; lists without one are absent.
    public func of(_ lists: [ListID]) throws -> [ListID: Timestamp] {
        let answers = try connection.runAll(
            lists.map { list in
                """
                SELECT max(last_called_at) FROM lead
                WHERE account_id = \(account.number) AND list_id = \(list.number) AND last_called_at IS NOT NULL
                """
            })
        var calls: [ListID: Timestamp] = [:]
        for (list, rows) in zip(lists, answers) {
            calls[list] = try rows.first?.optionalInteger(0).map(Timestamp.init)
        }
        return calls
    }
}
