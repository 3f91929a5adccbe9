extension Migration {
    /// Criteria on trial: back-tests with what came of them, and how often shadows agreed with what they shadow.
    static let trials = Migration(24, "trials") { dialect in
        // Whoever works on one holds a claim; nothing but this row is written, so one that was killed begins again.
        """
        CREATE TABLE back_test (
            account_id  BIGINT NOT NULL,
            id          BIGINT NOT NULL,
            form        TEXT NOT NULL,
            actor       TEXT NOT NULL,
            state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
            because     TEXT NOT NULL DEFAULT '',
            started_at  BIGINT NOT NULL,
            moved_at    BIGINT NOT NULL,
            posts       BIGINT NOT NULL DEFAULT 0,
            percent     BIGINT NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
            result      TEXT,
            claim       TEXT,
            lease_until BIGINT,
            PRIMARY KEY (account_id, id),
            CHECK ((state = 'done') = (result IS NOT NULL)),
            CHECK ((claim IS NULL) = (lease_until IS NULL))
        ) \(dialect.withoutRowID)
        """
        // Drained for all accounts by the workers of every node.
        "CREATE INDEX back_test_running ON back_test (started_at, account_id, id) WHERE state = 'running'"
        // What a batch adds to the days: written with its posts, and taken away by whoever adds it.
        """
        CREATE TABLE shadow_tally (
            id         \(dialect.rowKey),
            account_id BIGINT NOT NULL,
            sums       TEXT NOT NULL
        )
        """
        """
        CREATE TABLE shadow_day (
            account_id     BIGINT NOT NULL,
            day            TEXT NOT NULL,
            criteria_id    BIGINT NOT NULL,
            shadow_id      BIGINT NOT NULL,
            token_id       BIGINT NOT NULL,
            outcome        TEXT NOT NULL CHECK (outcome IN ('accepted', 'updated', 'refused')),
            reason         TEXT NOT NULL,
            shadow_outcome TEXT NOT NULL CHECK (shadow_outcome IN ('accepted', 'updated', 'refused')),
            shadow_reason  TEXT NOT NULL,
            posts          BIGINT NOT NULL,
            first_receipt  BIGINT NOT NULL,
            last_receipt   BIGINT NOT NULL,
            PRIMARY KEY (account_id, day, criteria_id, shadow_id, token_id, outcome, reason, shadow_outcome,
                         shadow_reason)
        ) \(dialect.withoutRowID)
        """
    }
}
