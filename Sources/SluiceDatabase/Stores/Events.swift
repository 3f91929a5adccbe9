public import SluiceCore

/// Events as rows, written in the transaction that caused them.
public enum Events {
    private static let text =
        "INSERT INTO event (id, account_id, kind, lead_id, at, facts) VALUES ($1, $2, $3, $4, $5, $6)"
    private static let columns: [RowArrays.Column] = [.integer, .integer, .text, .integer, .integer, .text]
    private static let rows = RowArrays(
        """
        INSERT INTO event (id, account_id, kind, lead_id, at, facts)
        SELECT * FROM unnest(\(RowArrays.parameters(columns)))
        """, columns)

    /// Writes one event. `facts` is a JSON object with what was true at that moment.
    public static func insertion(
        _ kind: EventKind, lead: LeadID?, of account: AccountID, id: Int64, at now: Timestamp, facts: String
    ) -> Statement {
        Statement(
            text,
            [
                .integer(id), .integer(account.number), .text(kind.rawValue), (lead?.number).databaseValue,
                .integer(now.milliseconds), .text(facts),
            ], together: rows)
    }

    /// An event as a reader gets it.
    public struct Event: Sendable, Hashable {
        /// Its number; rising in commit order on SQLite only.
        public var id: Int64
        /// Whose it is.
        public var account: AccountID
        /// What happened; nothing when a newer program wrote it.
        public var kind: EventKind?
        /// The lead it is about.
        public var lead: LeadID?
        /// When.
        public var at: Timestamp
        /// What was true, as JSON.
        public var facts: String
    }

    /// How far a reader has come, in commit order.
    public struct Position: Sendable, Hashable {
        var era: Int64
        var tx: Int64
        var id: Int64

        /// Before the first event.
        public init() {
            self.init(era: 0, tx: 0, id: 0)
        }

        init(era: Int64, tx: Int64, id: Int64) {
            self.era = era
            self.tx = tx
            self.id = id
        }

        /// The place as one word, for readers outside: `0.0.17`.
        public var text: String { "\(era).\(tx).\(id)" }

        /// The place that a reader was told; nothing for other texts.
        public init?(text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
            guard parts.count == 3, let era = parts[0], let tx = parts[1], let id = parts[2], era >= 0, tx >= 0, id >= 0
            else { return nil }
            self.init(era: era, tx: tx, id: id)
        }
    }

    /// The place behind every event that ``after(_:limit:on:)`` would give now.
    public static func last(on connection: any Connection) throws -> Position {
        let row: Row?
        switch connection.dialect {
        case .sqlite: row = try connection.first("SELECT 0, 0, id FROM event ORDER BY id DESC LIMIT 1")
        case .postgres:
            row = try connection.first(
                """
                SELECT era, CAST(CAST(tx AS TEXT) AS BIGINT), id FROM event
                WHERE tx < pg_snapshot_xmin(pg_current_snapshot()) OR era <= (SELECT max(id) FROM restoration)
                ORDER BY event.era DESC, event.tx DESC, event.id DESC LIMIT 1
                """)
        }
        guard let row else { return Position() }
        return Position(era: try row.integer(0), tx: try row.integer(1), id: try row.integer(2))
    }

    /// The place of the reader `name`, from the beginning at first.
    public static func position(of name: String, on connection: any Connection) throws -> Position {
        guard let row = try connection.first("SELECT era, tx, event_id FROM cursor WHERE name = \(name)") else {
            return Position()
        }
        return Position(era: try row.integer(0), tx: try row.integer(1), id: try row.integer(2))
    }

    /// Remembers the place of the reader `name`, in the transaction of what it did.
    public static func remember(_ position: Position, of name: String, on connection: any Connection) throws {
        try connection.run(
            """
            INSERT INTO cursor (name, era, tx, event_id) VALUES (\(name), \(position.era), \(position.tx), \(position.id))
            ON CONFLICT (name) DO UPDATE
            SET era = excluded.era, tx = excluded.tx, event_id = excluded.event_id
            """)
    }

    /// The events after a place, in commit order. On PostgreSQL only those whose transaction can have no unfinished
    /// elder, so that none is ever passed over; what was restored is of an elder era and done.
    public static func after(
        _ position: Position, limit: Int64, on connection: any Connection
    ) throws -> [(event: Event, position: Position)] {
        let rows: [Row]
        switch connection.dialect {
        case .sqlite:
            rows = try connection.run(
                """
                SELECT id, account_id, kind, lead_id, at, facts, 0, 0 FROM event WHERE id > \(position.id)
                ORDER BY id LIMIT \(limit)
                """)
        case .postgres:
            // Ordered by the table's columns: a bare `tx` would be the number made of it, which no index holds.
            rows = try connection.run(
                """
                SELECT id, account_id, kind, lead_id, at, facts, era, CAST(CAST(tx AS TEXT) AS BIGINT) FROM event
                WHERE (era, tx, id) > (\(position.era), CAST(CAST(\(position.tx) AS TEXT) AS xid8), \(position.id))
                  AND (tx < pg_snapshot_xmin(pg_current_snapshot()) OR era <= (SELECT max(id) FROM restoration))
                ORDER BY event.era, event.tx, event.id LIMIT \(limit)
                """)
        }
        return try rows.map { row in
            let event = Event(
                id: try row.integer(0), account: AccountID(try row.integer(1)),
                kind: EventKind(rawValue: try row.text(2)), lead: try row.optionalInteger(3).map(LeadID.init),
                at: Timestamp(try row.integer(4)), facts: try row.text(5))
            return (event, Position(era: try row.integer(6), tx: try row.integer(7), id: event.id))
        }
    }
}
