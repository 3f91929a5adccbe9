extension Migration {
    /// Files on their way into the store: how far each has come, which rows were not taken, and which column meant which
    /// field the last time.
    static let imports = Migration(16, "imports") { dialect in
        // `place` and the counts move in the transaction of the rows that they count, under `claim`: of two workers that
        // both hold themselves for the one, the second finds its claim gone and stores nothing.
        """
        CREATE TABLE import_job (
            account_id  BIGINT NOT NULL,
            id          BIGINT NOT NULL,
            kind        TEXT NOT NULL,
            name        TEXT NOT NULL,
            file        TEXT NOT NULL,
            size        BIGINT NOT NULL,
            changed_at  BIGINT NOT NULL,
            node        TEXT NOT NULL,
            plan        TEXT NOT NULL,
            actor       TEXT NOT NULL,
            state       TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
            because     TEXT NOT NULL DEFAULT '',
            started_at  BIGINT NOT NULL,
            moved_at    BIGINT NOT NULL,
            place       BIGINT NOT NULL,
            last_row    BIGINT NOT NULL,
            row_count   BIGINT NOT NULL DEFAULT 0,
            accepted    BIGINT NOT NULL DEFAULT 0,
            updated     BIGINT NOT NULL DEFAULT 0,
            refused     BIGINT NOT NULL DEFAULT 0,
            claim       TEXT,
            lease_until BIGINT,
            PRIMARY KEY (account_id, id),
            CHECK (place <= size),
            CHECK (row_count = accepted + updated + refused),
            CHECK ((claim IS NULL) = (lease_until IS NULL))
        ) \(dialect.withoutRowID)
        """
        // Drained for all accounts by the workers of one node.
        "CREATE INDEX import_job_running ON import_job (node, account_id, id) WHERE state = 'running'"
        """
        CREATE TABLE import_fault (
            account_id BIGINT NOT NULL,
            job_id     BIGINT NOT NULL,
            row_number BIGINT NOT NULL,
            reason     TEXT NOT NULL,
            detail     TEXT NOT NULL,
            cells      TEXT NOT NULL,
            PRIMARY KEY (account_id, job_id, row_number)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE import_mapping (
            account_id BIGINT NOT NULL,
            kind       TEXT NOT NULL,
            header     TEXT NOT NULL,
            mapping    TEXT NOT NULL,
            at         BIGINT NOT NULL,
            PRIMARY KEY (account_id, kind, header)
        ) \(dialect.withoutRowID)
        """
    }
}
