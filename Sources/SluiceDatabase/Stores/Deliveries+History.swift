public import SluiceCore

/// What people ask about deliveries: the log, dead letters, replays.
extension Deliveries {
    /// Which deliveries are meant; nothing set = all of the account.
    public struct Filter: Sendable, Hashable {
        /// To this endpoint.
        public var endpoint: EndpointID?
        /// In this state.
        public var state: Delivery.State?
        /// About this lead.
        public var lead: LeadID?
        /// Of this kind of event.
        public var kind: String?
        /// Made at this moment or later.
        public var from: Timestamp?
        /// Made before this moment.
        public var to: Timestamp?

        /// All.
        public init() {}

        func conditions(_ account: AccountID) -> [Statement] {
            var parts: [Statement] = ["account_id = \(account.number)"]
            if let endpoint { parts.append("endpoint_id = \(endpoint.number)") }
            // The partial index of dead letters needs its word in the text.
            if state == .dead {
                parts.append("state = 'dead'")
            } else if let state {
                parts.append("state = \(state.rawValue)")
            }
            if let lead { parts.append("lead_id = \(lead.number)") }
            if let kind { parts.append("kind = \(kind)") }
            if let from { parts.append("created_at >= \(from.milliseconds)") }
            if let to { parts.append("created_at < \(to.milliseconds)") }
            return parts
        }
    }

    /// The newest that a filter means, those before `id` where it is given.
    public static func newest(
        _ filter: Filter, of account: AccountID, before id: Int64?, limit: Int64, _ connection: any Connection
    ) throws -> [Delivery] {
        var parts = filter.conditions(account)
        if let id { parts.append("id < \(id)") }
        return try connection.run(
            "SELECT \(clause: columns) FROM delivery WHERE \(Statement.all(parts)) ORDER BY id DESC LIMIT \(limit)"
        ).map(read)
    }

    /// One with what it sends and its attempts, the first one first.
    public static func one(
        _ id: Int64, of account: AccountID, _ connection: any Connection
    ) throws -> (delivery: Delivery, request: String, attempts: [DeliveryAttempt])? {
        guard
            let row = try connection.first(
                "SELECT \(clause: columns) FROM delivery WHERE account_id = \(account.number) AND id = \(id)")
        else { return nil }
        let request = try connection.first(
            "SELECT request FROM delivery_request WHERE account_id = \(account.number) AND id = \(id)")?.text(0)
        let attempts = try connection.run(
            """
            SELECT number, at, milliseconds, status, fault, detail, request, answer, value FROM delivery_attempt
            WHERE account_id = \(account.number) AND delivery_id = \(id) ORDER BY number
            """
        ).map { row in
            DeliveryAttempt(
                number: try row.integer(0), at: Timestamp(try row.integer(1)), milliseconds: try row.integer(2),
                status: try row.optionalInteger(3), fault: try row.optionalText(4).flatMap(DeliveryFault.Code.init),
                detail: try row.text(5), request: try row.text(6), answer: try row.text(7),
                value: try row.optionalText(8))
        }
        return (try read(row), request ?? "{}", attempts)
    }

    /// How many wait, are held and are dead at an endpoint, each up to `most`.
    public static func backlog(
        of endpoint: EndpointID, in account: AccountID, most: Int64 = 10_000, _ connection: any Connection
    ) throws -> (waiting: Int64, held: Int64, dead: Int64) {
        func count(_ condition: String) throws -> Int64 {
            try connection.first(
                """
                SELECT count(*) FROM (SELECT id FROM delivery
                                      WHERE account_id = \(account.number) AND endpoint_id = \(endpoint.number)
                                        AND \(clause: condition) LIMIT \(most)) AS counted
                """)?.integer(0) ?? 0
        }
        return (
            try count("state = 'waiting'"),
            try count("state IN ('held', 'waiting') AND lead_id IS NOT NULL AND state = 'held'"),
            try count("state = 'dead'")
        )
    }

    // MARK: Replays and ends by hand

    /// Sends ended deliveries that a filter means anew, a thousand at a time, from the oldest on; returns how many and the
    /// number behind which the next call goes on, nothing when there are no more. Each keeps its id.
    public static func replay(
        _ filter: Filter, of account: AccountID, after last: Int64, upTo end: Int64? = nil, at now: Timestamp,
        _ connection: any Connection
    ) throws -> (count: Int, last: Int64?) {
        var parts = filter.conditions(account)
        parts.append("id > \(last)")
        if let end { parts.append("id <= \(end)") }
        parts.append("state IN ('delivered', 'dead')")
        let ids = try connection.run(
            "SELECT id FROM delivery WHERE \(Statement.all(parts)) ORDER BY id LIMIT 1000"
        ).map { try $0.integer(0) }
        guard let end = ids.last else { return (0, nil) }
        let moved = try connection.run(
            """
            UPDATE delivery SET state = 'waiting', due_at = \(now.milliseconds), tries = 0, reason = '', ended_at = NULL
            WHERE account_id = \(account.number) AND id IN (\(list: ids)) AND state IN ('delivered', 'dead')
            RETURNING id
            """)
        return (moved.count, end)
    }

    /// Gives up one that waits; says whether it did.
    public static func abandon(
        _ id: Int64, of account: AccountID, because reason: String, at now: Timestamp, _ connection: any Connection
    ) throws -> Bool {
        let row = try connection.first(
            """
            UPDATE delivery SET state = 'dead', reason = \(reason), ended_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND id = \(id) AND state IN ('held', 'waiting')
            RETURNING endpoint_id, lead_id
            """)
        guard let row else { return false }
        if let lead = try row.optionalInteger(1) {
            try connection.run(
                release(LeadID(lead), at: EndpointID(try row.integer(0)), of: account, at: now))
        }
        return true
    }

    /// Writes down how a test has ended.
    public static func tested(_ delivery: Delivery) -> Statement {
        """
        UPDATE delivery SET state = \(delivery.state.rawValue), tries = \(delivery.tries),
                            attempts = \(delivery.attempts), reason = \(delivery.reason),
                            ended_at = \((delivery.endedAt?.milliseconds).databaseValue)
        WHERE account_id = \(delivery.accountID.number) AND id = \(delivery.id)
        """
    }

    /// Gives up everything that waits for an endpoint.
    public static func abandon(
        _ endpoint: EndpointID, of account: AccountID, because reason: String, at now: Timestamp,
        _ connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE delivery SET state = 'dead', reason = \(reason), ended_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND endpoint_id = \(endpoint.number) AND state IN ('held', 'waiting')
            """)
    }

    /// Removes what ended before `moment`, with its attempts; says how many.
    public static func purge(_ connection: any Connection, before moment: Timestamp, limit: Int64 = 500) throws -> Int {
        let ended = try connection.run(
            """
            SELECT account_id, id FROM delivery WHERE ended_at IS NOT NULL AND ended_at < \(moment.milliseconds)
            ORDER BY ended_at, account_id, id LIMIT \(limit)
            """
        ).map { (AccountID(try $0.integer(0)), try $0.integer(1)) }
        for (account, found) in Dictionary(grouping: ended, by: \.0) {
            try remove(found.map(\.1), of: account, connection)
        }
        return ended.count
    }

    /// Removes deliveries with everything that is kept of them.
    public static func remove(_ ids: [Int64], of account: AccountID, _ connection: any Connection) throws {
        for start in stride(from: 0, to: ids.count, by: 500) {
            let some = Array(ids[start..<min(ids.count, start + 500)])
            try connection.runAll([
                "DELETE FROM delivery_attempt WHERE account_id = \(account.number) AND delivery_id IN (\(list: some))",
                "DELETE FROM delivery_request WHERE account_id = \(account.number) AND id IN (\(list: some))",
                "DELETE FROM delivery WHERE account_id = \(account.number) AND id IN (\(list: some))",
            ])
        }
    }
}
