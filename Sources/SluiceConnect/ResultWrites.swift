import SluiceCore
import SluiceDatabase

/// Writes down how attempts ended, many in one transaction.
enum ResultWrites {
    static func store(
        _ results: [DispatchBoard.Result], _ lease: Leases.Lease, at now: Timestamp, _ connection: any Connection
    ) throws {
        try Leases.renew(lease, for: ConnectDispatcher.leaseSeconds, at: now, connection)
        var statements: [Statement] = []
        for result in results {
            let delivery = result.delivery
            statements.append(Deliveries.attempt(result.attempt, at: delivery))
            statements.append(Deliveries.moved(delivery))
            if delivery.endedAt != nil, result.isOrdered, let lead = delivery.leadID {
                statements.append(
                    Deliveries.release(lead, at: delivery.endpointID, of: delivery.accountID, at: now))
            }
            if let breaker = result.breaker {
                statements.append(EndpointStates.keep(breaker, of: result.place.endpoint, in: result.place.account))
            }
            // What tells of Connect's own troubles causes no more of them.
            let isOwn = [EventKind.deliveryDead, .endpointDisabled].contains { $0.rawValue == delivery.kind }
            if delivery.state == .dead, !isOwn {
                statements.append(
                    Events.insertion(
                        .deliveryDead, lead: delivery.leadID, of: delivery.accountID,
                        id: try connection.ids.take(from: .row), at: now,
                        facts: JSONValue.object([
                            ("delivery_id", .integer(delivery.id)),
                            ("endpoint_id", .integer(delivery.endpointID.number)),
                            ("reason", .string(delivery.reason)),
                        ]).text))
            }
        }
        try connection.store(statements)
    }
}
