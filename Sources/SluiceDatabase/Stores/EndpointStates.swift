public import SluiceCore

/// What the breakers of endpoints must not forget when the server stops.
public enum EndpointStates {
    /// Every endpoint that was not well.
    public static func all(
        _ connection: any Connection
    ) throws -> [(account: AccountID, endpoint: EndpointID, breaker: CircuitBreaker)] {
        try connection.run(
            "SELECT account_id, endpoint_id, failures, failing_since, open_until FROM endpoint_state WHERE failures > 0"
        ).map { row in
            (
                AccountID(try row.integer(0)), EndpointID(try row.integer(1)),
                CircuitBreaker(
                    failures: try row.integer(2), failingSince: try row.optionalInteger(3).map(Timestamp.init),
                    openUntil: try row.optionalInteger(4).map(Timestamp.init))
            )
        }
    }

    /// Keeps how an endpoint is.
    public static func keep(
        _ breaker: CircuitBreaker, of endpoint: EndpointID, in account: AccountID
    ) -> Statement {
        """
        INSERT INTO endpoint_state (account_id, endpoint_id, failures, failing_since, open_until)
        VALUES (\(account.number), \(endpoint.number), \(breaker.failures), \((breaker.failingSince?.milliseconds)),
                \((breaker.openUntil?.milliseconds)))
        ON CONFLICT (account_id, endpoint_id) DO UPDATE
        SET failures = excluded.failures, failing_since = excluded.failing_since, open_until = excluded.open_until
        """
    }
}
