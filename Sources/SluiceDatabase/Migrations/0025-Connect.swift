extension Migration {
    /// What Connect has to deliver, every attempt at it, and who works on it.
    ///
    /// A delivery's row is narrow, since it changes with every attempt; what is sent stands beside it and never changes
    /// (`docs/decisions/0029-deliveries.md`).
    static let connect = Migration(25, "connect") { dialect in
        """
        CREATE TABLE delivery (
            account_id  BIGINT NOT NULL,
            id          BIGINT NOT NULL,
            endpoint_id BIGINT NOT NULL,
            event_id    BIGINT,
            kind        TEXT NOT NULL,
            lead_id     BIGINT,
            state       TEXT NOT NULL CHECK (state IN ('held', 'waiting', 'delivered', 'dead')),
            due_at      BIGINT NOT NULL,
            tries       BIGINT NOT NULL DEFAULT 0,
            attempts    BIGINT NOT NULL DEFAULT 0,
            reason      TEXT NOT NULL DEFAULT '',
            created_at  BIGINT NOT NULL,
            ended_at    BIGINT,
            PRIMARY KEY (account_id, id),
            CHECK ((state IN ('delivered', 'dead')) = (ended_at IS NOT NULL)),
            CHECK (state <> 'held' OR lead_id IS NOT NULL),
            CHECK (state <> 'dead' OR reason <> '')
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX delivery_due ON delivery (account_id, endpoint_id, due_at, id) WHERE state = 'waiting'"
        """
        CREATE INDEX delivery_lead ON delivery (account_id, endpoint_id, lead_id, id)
            WHERE state IN ('held', 'waiting') AND lead_id IS NOT NULL
        """
        "CREATE INDEX delivery_about ON delivery (account_id, lead_id, id) WHERE lead_id IS NOT NULL"
        "CREATE INDEX delivery_endpoint ON delivery (account_id, endpoint_id, id)"
        "CREATE INDEX delivery_dead ON delivery (account_id, endpoint_id, id) WHERE state = 'dead'"
        // Drained for all accounts by retention.
        "CREATE INDEX delivery_ended ON delivery (ended_at, account_id, id) WHERE ended_at IS NOT NULL"
        // One event goes to an endpoint once, however often it is read.
        """
        CREATE UNIQUE INDEX delivery_event ON delivery (account_id, event_id, endpoint_id) WHERE event_id IS NOT NULL
        """
        """
        CREATE TABLE delivery_request (
            account_id BIGINT NOT NULL,
            id         BIGINT NOT NULL,
            request    TEXT NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE delivery_attempt (
            account_id   BIGINT NOT NULL,
            delivery_id  BIGINT NOT NULL,
            number       BIGINT NOT NULL,
            at           BIGINT NOT NULL,
            milliseconds BIGINT NOT NULL,
            status       BIGINT,
            fault        TEXT,
            detail       TEXT NOT NULL DEFAULT '',
            request      TEXT NOT NULL,
            answer       TEXT NOT NULL,
            value        TEXT,
            PRIMARY KEY (account_id, delivery_id, number)
        ) \(dialect.withoutRowID)
        """
        // What the breaker and the notice of a long failure must not forget when the server stops.
        """
        CREATE TABLE endpoint_state (
            account_id    BIGINT NOT NULL,
            endpoint_id   BIGINT NOT NULL,
            failures      BIGINT NOT NULL DEFAULT 0,
            failing_since BIGINT,
            open_until    BIGINT,
            PRIMARY KEY (account_id, endpoint_id)
        ) \(dialect.withoutRowID)
        """
        // Work that one node does at a time. The fence grows with every holder, so that a late one is told apart.
        """
        CREATE TABLE lease (
            name   TEXT PRIMARY KEY,
            holder TEXT NOT NULL,
            fence  BIGINT NOT NULL,
            until  BIGINT NOT NULL
        ) \(dialect.withoutRowID)
        """
    }
}
