extension Migration {
    /// The audit log: who did what, chained.
    ///
    /// `account` holds the newest entry's sequence and hash, so that entries missing at the end are seen.
    static let audit = Migration(15, "audit") { dialect in
        "ALTER TABLE account ADD COLUMN audit_sequence BIGINT NOT NULL DEFAULT 0"
        "ALTER TABLE account ADD COLUMN audit_head TEXT NOT NULL DEFAULT ''"
        // Rows are only ever added; erasing a person empties payload and salt, and the chain covers their digest.
        """
        CREATE TABLE audit_entry (
            account_id BIGINT NOT NULL,
            sequence   BIGINT NOT NULL CHECK (sequence > 0),
            at         BIGINT NOT NULL,
            kind       TEXT NOT NULL,
            actor      TEXT NOT NULL,
            object     TEXT NOT NULL,
            payload    TEXT NOT NULL,
            salt       TEXT NOT NULL,
            digest     TEXT NOT NULL,
            previous   TEXT NOT NULL,
            hash       TEXT NOT NULL,
            PRIMARY KEY (account_id, sequence)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX audit_entry_actor ON audit_entry (account_id, actor, sequence)"
        "CREATE INDEX audit_entry_object ON audit_entry (account_id, object, sequence)"
    }
}
