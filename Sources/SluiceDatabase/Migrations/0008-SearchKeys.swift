extension Migration {
    /// Keys that only people search by, fed from the events in sorted batches
    /// (`docs/decisions/0015-search-keys-in-stretches.md`).
    static let searchKeys = Migration(8, "search_keys") { dialect in
        // `key` is a hash of field and value; what a search finds by it is compared with the lead's row.
        """
        CREATE TABLE search_key (
            account_id BIGINT NOT NULL,
            stretch    BIGINT NOT NULL,
            key        BIGINT NOT NULL,
            lead_id    BIGINT NOT NULL,
            PRIMARY KEY (account_id, stretch, key, lead_id)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE search_stretch (
            account_id BIGINT NOT NULL,
            stretch    BIGINT NOT NULL,
            PRIMARY KEY (account_id, stretch)
        ) \(dialect.withoutRowID)
        """
    }
}
