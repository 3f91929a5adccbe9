import Foundation
public import SluiceCore

/// The deliveries of Connect: made with their event's place, worked on by the node that holds the lease.
public enum Deliveries {
    static let columns = """
        account_id, id, endpoint_id, event_id, kind, lead_id, state, due_at, tries, attempts, reason, created_at, ended_at
        """

    static func read(_ row: Row) throws -> Delivery {
        guard let state = Delivery.State(rawValue: try row.text(6)) else {
            throw DatabaseError(.shape, "state of a delivery")
        }
        var delivery = Delivery(
            id: try row.integer(1), of: AccountID(try row.integer(0)), to: EndpointID(try row.integer(2)),
            event: try row.optionalInteger(3), kind: try row.text(4), lead: try row.optionalInteger(5).map(LeadID.init),
            state: state, at: Timestamp(try row.integer(11)))
        delivery.dueAt = Timestamp(try row.integer(7))
        (delivery.tries, delivery.attempts) = (try row.integer(8), try row.integer(9))
        delivery.reason = try row.text(10)
        delivery.endedAt = try row.optionalInteger(12).map(Timestamp.init)
        return delivery
    }

    private static let rowColumns: [RowArrays.Column] = [
        .integer, .integer, .integer, .integer, .text, .integer, .text, .integer, .integer,
    ]
    private static let insertion = """
        INSERT INTO delivery (account_id, id, endpoint_id, event_id, kind, lead_id, state, due_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """
    private static let rows = RowArrays(
        """
        INSERT INTO delivery (account_id, id, endpoint_id, event_id, kind, lead_id, state, due_at, created_at)
        SELECT * FROM unnest(\(RowArrays.parameters(rowColumns)))
        """, rowColumns)
    private static let requestColumns: [RowArrays.Column] = [.integer, .integer, .text]
    private static let requests = RowArrays(
        """
        INSERT INTO delivery_request (account_id, id, request)
        SELECT * FROM unnest(\(RowArrays.parameters(requestColumns)))
        """, requestColumns)

    /// Stores a new delivery with what it sends.
    public static func insertion(_ delivery: Delivery, _ request: String) -> [Statement] {
        [
            Statement(
                insertion,
                [
                    .integer(delivery.accountID.number), .integer(delivery.id), .integer(delivery.endpointID.number),
                    delivery.eventID.databaseValue, .text(delivery.kind), (delivery.leadID?.number).databaseValue,
                    .text(delivery.state.rawValue), .integer(delivery.dueAt.milliseconds),
                    .integer(delivery.createdAt.milliseconds),
                ], together: rows),
            Statement(
                "INSERT INTO delivery_request (account_id, id, request) VALUES ($1, $2, $3)",
                [.integer(delivery.accountID.number), .integer(delivery.id), .text(request)], together: requests),
        ]
    }

    /// Numbers for so many new deliveries, rising in the order in which they are made; the first of them.
    public static func numbers(_ count: Int64, of account: AccountID, _ connection: any Connection) throws -> Int64 {
        let row = try connection.first(
            """
            INSERT INTO id_block (account_id, kind, next_id)
            VALUES (\(account.number), \(IDSequence.Kind.delivery.rawValue), \(1 + count))
            ON CONFLICT (account_id, kind) DO UPDATE SET next_id = id_block.next_id + \(count)
            RETURNING next_id
            """)
        guard let next = try row?.integer(0) else { throw DatabaseError(.shape, "id_block returned nothing") }
        return next - count
    }

    /// The text that is stored of a request.
    public static func text(of request: DeliveryRequest) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(request), as: UTF8.self)
    }

    /// A request of a stored text.
    public static func request(_ text: String) throws -> DeliveryRequest {
        do {
            return try JSONDecoder().decode(DeliveryRequest.self, from: Data(text.utf8))
        } catch {
            throw DatabaseError(.shape, "a stored request cannot be read")
        }
    }

    // MARK: What is due

    /// The deliveries to an endpoint whose time has come, without those that are in hand.
    public static func due(
        to endpoint: EndpointID, of account: AccountID, at now: Timestamp, limit: Int, without inHand: Set<Int64>,
        _ connection: any Connection
    ) throws -> [(delivery: Delivery, request: String)] {
        let ids = try connection.run(
            """
            SELECT id FROM delivery
            WHERE account_id = \(account.number) AND endpoint_id = \(endpoint.number) AND state = 'waiting'
              AND due_at <= \(now.milliseconds)
            ORDER BY due_at, id LIMIT \(Int64(limit + inHand.count))
            """
        ).map { try $0.integer(0) }.filter { !inHand.contains($0) }.prefix(limit)
        guard !ids.isEmpty else { return [] }
        let rows = try connection.run(
            """
            SELECT \(clause: columns), (SELECT request FROM delivery_request r
                                        WHERE r.account_id = delivery.account_id AND r.id = delivery.id)
            FROM delivery WHERE account_id = \(account.number) AND id IN (\(list: Array(ids)))
            """
        ).map { (delivery: try read($0), request: try $0.text(13)) }
        let order = Dictionary(ids.enumerated().map { ($1, $0) }) { $1 }
        return rows.filter { $0.delivery.state == .waiting }
            .sorted { order[$0.delivery.id, default: 0] < order[$1.delivery.id, default: 0] }
    }

    /// Whether a delivery about the lead is still to be made there.
    public static func isBusy(
        with lead: LeadID, at endpoint: EndpointID, of account: AccountID, _ connection: any Connection
    ) throws -> Bool {
        try connection.first(
            """
            SELECT id FROM delivery
            WHERE account_id = \(account.number) AND endpoint_id = \(endpoint.number) AND lead_id = \(lead.number)
              AND state IN ('held', 'waiting') LIMIT 1
            """) != nil
    }

    // MARK: How attempts end

    private static let attemptColumns: [RowArrays.Column] = [
        .integer, .integer, .integer, .integer, .integer, .integer, .text, .text, .text, .text, .text,
    ]
    private static let attemptInsertion = """
        INSERT INTO delivery_attempt (account_id, delivery_id, number, at, milliseconds, status, fault, detail, request,
                                      answer, value)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
        WHERE EXISTS (SELECT 1 FROM delivery WHERE account_id = $1 AND id = $2)
        """
    private static let attempts = RowArrays(
        """
        INSERT INTO delivery_attempt (account_id, delivery_id, number, at, milliseconds, status, fault, detail, request,
                                      answer, value)
        SELECT given.* FROM unnest(\(RowArrays.parameters(attemptColumns)))
            AS given (account_id, delivery_id, number, at, milliseconds, status, fault, detail, request, answer, value)
        JOIN delivery ON delivery.account_id = given.account_id AND delivery.id = given.delivery_id
        """, attemptColumns)

    /// Writes down an attempt, unless the delivery was erased meanwhile with the person it was about.
    public static func attempt(_ attempt: DeliveryAttempt, at delivery: Delivery) -> Statement {
        Statement(
            attemptInsertion,
            [
                .integer(delivery.accountID.number), .integer(delivery.id), .integer(attempt.number),
                .integer(attempt.at.milliseconds), .integer(attempt.milliseconds), attempt.status.databaseValue,
                (attempt.fault?.rawValue).databaseValue, .text(attempt.detail), .text(attempt.request),
                .text(attempt.answer), attempt.value.databaseValue,
            ], together: attempts)
    }

    /// Writes down where a delivery stands after an attempt. One that somebody gave up meanwhile stays so.
    public static func moved(_ delivery: Delivery) -> Statement {
        """
        UPDATE delivery SET state = \(delivery.state.rawValue), due_at = \(delivery.dueAt.milliseconds),
                            tries = \(delivery.tries), attempts = \(delivery.attempts), reason = \(delivery.reason),
                            ended_at = \((delivery.endedAt?.milliseconds).databaseValue)
        WHERE account_id = \(delivery.accountID.number) AND id = \(delivery.id) AND state = 'waiting'
        """
    }

    /// Lets the lead's next delivery go, once none before it waits.
    public static func release(
        _ lead: LeadID, at endpoint: EndpointID, of account: AccountID, at now: Timestamp
    ) -> Statement {
        """
        UPDATE delivery SET state = 'waiting', due_at = \(now.milliseconds)
        WHERE account_id = \(account.number) AND state = 'held' AND id = (
            SELECT min(id) FROM delivery
            WHERE account_id = \(account.number) AND endpoint_id = \(endpoint.number) AND lead_id = \(lead.number)
              AND state IN ('held', 'waiting'))
        """
    }
}
