extension Migration {
    /// Changes of configuration that wait for their moment, and what became of them.
    static let scheduledChanges = Migration(21, "scheduled_changes") { dialect in
        """
        CREATE TABLE scheduled_change (
            account_id BIGINT NOT NULL,
            id         BIGINT NOT NULL,
            due_at     BIGINT NOT NULL,
            state      TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
            action     TEXT NOT NULL CHECK (action IN ('create', 'change', 'remove', 'restore')),
            kind       TEXT NOT NULL,
            object_id  BIGINT NOT NULL,
            fields     TEXT NOT NULL,
            actor      TEXT NOT NULL,
            door       TEXT NOT NULL,
            address    TEXT,
            comment    TEXT,
            created_at BIGINT NOT NULL,
            settled_at BIGINT,
            settled_by TEXT,
            version    BIGINT,
            faults     TEXT,
            PRIMARY KEY (account_id, id),
            CHECK ((state = 'waiting') = (settled_at IS NULL)),
            CHECK ((state = 'failed') = (faults IS NOT NULL))
        ) \(dialect.withoutRowID)
        """
        // Drained for all accounts by one worker, so it has its own order.
        """
        CREATE INDEX scheduled_change_due ON scheduled_change (due_at, account_id, id) WHERE state = 'waiting'
        """
    }
}
