extension Migration {
    /// What is bought from whom: limits by key, figures by the hour, returns, and the links of vendors' pages.
    static let vendors = Migration(18, "vendors") { dialect in
        "ALTER TABLE receipt ADD COLUMN list_id BIGINT"
        "ALTER TABLE receipt ADD COLUMN price BIGINT"
        "ALTER TABLE receipt ADD COLUMN waited BIGINT"
        """
        CREATE TABLE vendor_use (
            account_id   BIGINT NOT NULL,
            criteria_id  BIGINT NOT NULL,
            hour_start   BIGINT NOT NULL,
            hour_count   BIGINT NOT NULL,
            day_start    BIGINT NOT NULL,
            day_count    BIGINT NOT NULL,
            budget_start BIGINT NOT NULL,
            budget_spent BIGINT NOT NULL,
            PRIMARY KEY (account_id, criteria_id)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE vendor_reservation (
            account_id  BIGINT NOT NULL,
            criteria_id BIGINT NOT NULL,
            id          TEXT NOT NULL,
            price       BIGINT,
            expires_at  BIGINT NOT NULL,
            PRIMARY KEY (account_id, criteria_id, id)
        ) \(dialect.withoutRowID)
        """
        // What a batch adds to the figures: written with its posts, and taken away by whoever adds it.
        """
        CREATE TABLE post_tally (
            id         \(dialect.rowKey),
            account_id BIGINT NOT NULL,
            sums       TEXT NOT NULL
        )
        """
        """
        CREATE TABLE vendor_hour (
            account_id  BIGINT NOT NULL,
            day         TEXT NOT NULL,
            hour        BIGINT NOT NULL,
            criteria_id BIGINT NOT NULL,
            token_id    BIGINT NOT NULL,
            list_id     BIGINT NOT NULL,
            outcome     TEXT NOT NULL CHECK (outcome IN ('accepted', 'updated', 'refused', 'returned')),
            reason      TEXT NOT NULL,
            posts       BIGINT NOT NULL,
            cost        BIGINT NOT NULL,
            waited      BIGINT NOT NULL,
            slowest     BIGINT NOT NULL,
            PRIMARY KEY (account_id, day, hour, criteria_id, token_id, list_id, outcome, reason)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE lead_return (
            account_id    BIGINT NOT NULL,
            lead_id       BIGINT NOT NULL,
            criteria_id   BIGINT NOT NULL,
            token_id      BIGINT NOT NULL,
            list_id       BIGINT NOT NULL,
            reason        TEXT NOT NULL,
            price         BIGINT NOT NULL,
            bought_at     BIGINT NOT NULL,
            returned_at   BIGINT NOT NULL,
            returned_by   TEXT NOT NULL,
            status_before TEXT NOT NULL,
            undone_at     BIGINT,
            PRIMARY KEY (account_id, lead_id)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX lead_return_time ON lead_return (account_id, returned_at, lead_id)"
        """
        CREATE TABLE vendor_link (
            account_id  BIGINT NOT NULL,
            id          BIGINT NOT NULL,
            criteria_id BIGINT NOT NULL,
            hash        TEXT NOT NULL,
            created_at  BIGINT NOT NULL,
            created_by  TEXT NOT NULL,
            expires_at  BIGINT NOT NULL,
            revoked_at  BIGINT,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
        "CREATE UNIQUE INDEX vendor_link_hash ON vendor_link (hash)"
    }
}
