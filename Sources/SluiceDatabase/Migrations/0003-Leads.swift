extension Migration {
    /// Leads: a narrow row for the pipeline and the hopper, everything else packed beside it
    /// (`docs/decisions/0003-narrow-lead-row-packed-fields.md`).
    static let leads = Migration(3, "leads") { dialect in
        """
        CREATE TABLE lead (
            account_id     BIGINT NOT NULL,
            id             BIGINT NOT NULL,
            list_id        BIGINT NOT NULL,
            phone          BIGINT NOT NULL CHECK (phone > 0),
            status         TEXT NOT NULL,
            created_at     BIGINT NOT NULL,
            modified_at    BIGINT NOT NULL,
            called_count   BIGINT NOT NULL DEFAULT 0,
            last_called_at BIGINT,
            criteria_id    BIGINT,
            archived_at    BIGINT,
            deleted_at     BIGINT,
            fields         \(dialect.packed) NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID) \(dialect.partitioned(by: "account_id, id"))
        """
        dialect.partitions(of: "lead")
        "CREATE INDEX lead_list ON lead (account_id, list_id, status, id)"
        // Live leads by phone: the duplicate check. One row for each live lead, and none for any other.
        """
        CREATE TABLE lead_phone (
            account_id BIGINT NOT NULL,
            phone      BIGINT NOT NULL,
            lead_id    BIGINT NOT NULL,
            list_id    BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, phone, lead_id)
        ) \(dialect.withoutRowID) \(dialect.partitioned(by: "account_id, phone"))
        """
        dialect.partitions(of: "lead_phone")
        """
        CREATE TABLE archived_phone (
            account_id BIGINT NOT NULL,
            phone      BIGINT NOT NULL,
            lead_id    BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, phone, lead_id)
        ) \(dialect.withoutRowID)
        """
    }
}
