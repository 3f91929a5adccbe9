extension Migration {
    /// What happened: events in commit order, receipts with the posts they judged, and the answers kept for
    /// Idempotency-Keys.
    static let history = Migration(4, "history") { dialect in
        """
        CREATE TABLE event (
            id         \(dialect.rowKey),
            \(dialect.commitOrderColumns)
            account_id BIGINT NOT NULL,
            kind       TEXT NOT NULL,
            lead_id    BIGINT,
            at         BIGINT NOT NULL,
            facts      TEXT NOT NULL
        )
        """
        if dialect == .postgres { "CREATE INDEX event_order ON event (\(dialect.commitOrder))" }
        """
        CREATE TABLE receipt (
            id          \(dialect.rowKey),
            account_id  BIGINT NOT NULL,
            at          BIGINT NOT NULL,
            door        TEXT NOT NULL,
            outcome     TEXT NOT NULL CHECK (outcome IN ('accepted', 'updated', 'refused')),
            reason      TEXT,
            lead_id     BIGINT,
            phone       BIGINT,
            criteria_id BIGINT,
            token_id    BIGINT,
            version     BIGINT NOT NULL,
            trail       TEXT NOT NULL,
            post        TEXT NOT NULL,
            CHECK ((outcome = 'refused') = (reason IS NOT NULL)),
            CHECK ((outcome = 'refused') = (lead_id IS NULL))
        )
        """
        // Both rise with time, so they are written at their right edge and cost little.
        "CREATE INDEX receipt_account ON receipt (account_id, id)"
        "CREATE INDEX receipt_lead ON receipt (account_id, lead_id) WHERE lead_id IS NOT NULL"
        """
        CREATE TABLE idempotency (
            account_id BIGINT NOT NULL,
            token_id   BIGINT NOT NULL,
            path       TEXT NOT NULL,
            key        TEXT NOT NULL,
            digest     TEXT NOT NULL,
            status     BIGINT NOT NULL,
            answer     TEXT NOT NULL,
            at         BIGINT NOT NULL,
            PRIMARY KEY (account_id, token_id, path, key)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX idempotency_age ON idempotency (at)"
        """
        CREATE TABLE cursor (
            name     TEXT PRIMARY KEY,
            era      BIGINT NOT NULL DEFAULT 0,
            tx       BIGINT NOT NULL DEFAULT 0,
            event_id BIGINT NOT NULL DEFAULT 0
        ) \(dialect.withoutRowID)
        """
    }
}
