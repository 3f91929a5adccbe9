extension Migration {
    /// Keys that only people search by, fed from the events in sorted batches.
    static let searchKeys = Migration(8, "search_keys") { dialect in
        """
        CREATE TABLE search_key (
            account_id BIGINT NOT NULL,
            field      TEXT NOT NULL,
            value      TEXT NOT NULL,
            lead_id    BIGINT NOT NULL,
            PRIMARY KEY (account_id, field, value, lead_id)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX search_key_lead ON search_key (account_id, lead_id)"
    }
}
