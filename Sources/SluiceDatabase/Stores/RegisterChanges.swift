public import SluiceCore

/// What changed in a register between its full lists: one row a number, its newest change, merged at look-up by every
/// node.
///
/// A change counts for versions that were issued before it. So a new full list makes those before it meaningless without
/// touching them, and going back to an older list finds them again.
extension RegisterRows {
    /// Changes that one transaction stores.
    public static let changesAtOnce = 1000

    /// Stores changes of numbers as E.164 digits, issued on `day`; of two of one number the later issued stays. A
    /// number in both lists counts as added.
    public func change(
        _ name: RegisterName, added: [Int64], removed: [Int64], issuedOn day: Timestamp
    ) throws {
        try takeTurn(name)
        let isAdded = Set(added)
        let changes = isAdded.map { ($0, true) } + Set(removed).subtracting(isAdded).map { ($0, false) }
        try connection.runAll(
            changes.sorted { $0.0 < $1.0 }.map { number, isListed in
                """
                INSERT INTO register_change (name, number, listed, at)
                VALUES (\(name.description), \(number), \(isListed), \(day.milliseconds))
                ON CONFLICT (name, number) DO UPDATE SET listed = excluded.listed, at = excluded.at
                WHERE register_change.at <= excluded.at
                """
            })
    }

    /// The changes that a list issued on `day` does not know.
    public func changes(of name: RegisterName, after day: Timestamp) throws -> (added: [Int64], removed: [Int64]) {
        var (added, removed): ([Int64], [Int64]) = ([], [])
        let rows = try connection.run(
            """
            SELECT number, listed FROM register_change
            WHERE name = \(name.description) AND at > \(day.milliseconds)
            """)
        for row in rows {
            if try row.boolean(1) { added.append(try row.integer(0)) } else { removed.append(try row.integer(0)) }
        }
        return (added, removed)
    }

    /// Forgets some of the changes that every list issued on `day` or later knows; returns how many.
    public func forgetChanges(of name: RegisterName, until day: Timestamp, limit: Int64 = 5000) throws -> Int {
        try connection.run(
            """
            DELETE FROM register_change WHERE name = \(name.description) AND number IN (
                SELECT number FROM register_change
                WHERE name = \(name.description) AND at <= \(day.milliseconds) LIMIT \(limit))
            RETURNING number
            """
        ).count
    }
}
