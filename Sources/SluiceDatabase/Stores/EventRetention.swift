public import SluiceCore

extension Events {
    /// The readers that every event waits for. One that has not begun yet holds them all back.
    static let readers: Set = [SearchIndex.reader]

    /// Removes events that are older than `moment` and that every reader has passed, oldest first, and says how many. It
    /// looks at the `limit` oldest only: they rise with time, and reading on for one more would read them all.
    public static func purge(
        _ connection: any Connection, before moment: Timestamp, limit: Int64 = 1000
    ) throws -> Int {
        guard let end = try passed(on: connection) else { return 0 }
        switch connection.dialect {
        case .sqlite:
            return try connection.run(
                """
                DELETE FROM event WHERE id IN (
                    SELECT id FROM (SELECT id, at FROM event ORDER BY id LIMIT \(limit)) AS oldest
                    WHERE at < \(moment.milliseconds) AND id <= \(end.id))
                RETURNING id
                """
            ).count
        case .postgres:
            return try connection.run(
                """
                DELETE FROM event WHERE id IN (
                    SELECT id FROM (
                        SELECT id, at, era, tx FROM event ORDER BY era, tx, id LIMIT \(limit)
                    ) AS oldest
                    WHERE at < \(moment.milliseconds)
                      AND (era, tx, id) <= (\(end.era), CAST(CAST(\(end.tx) AS TEXT) AS xid8), \(end.id)))
                RETURNING id
                """
            ).count
        }
    }

    /// How far every reader has come; nothing while one of them has not begun.
    private static func passed(on connection: any Connection) throws -> Position? {
        var places: [String: Position] = [:]
        for row in try connection.run("SELECT name, era, tx, event_id FROM cursor") {
            places[try row.text(0)] = Position(
                era: try row.integer(1), tx: try row.integer(2), id: try row.integer(3))
        }
        guard readers.isSubset(of: places.keys) else { return nil }
        return places.values.min { ($0.era, $0.tx, $0.id) < ($1.era, $1.tx, $1.id) }
    }
}
