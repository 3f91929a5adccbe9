extension Migration {
    /// Do Not Call entries with the journal that proves them, and consent.
    ///
    /// Scopes: `account`, `seller`, `campaign` (their id in `scope_id`), `purpose` (its word in `scope_word`).
    static let compliance = Migration(6, "compliance") { dialect in
        """
        CREATE TABLE dnc_entry (
            account_id BIGINT NOT NULL,
            id         BIGINT NOT NULL,
            number     BIGINT NOT NULL CHECK (number > 0),
            scope      TEXT NOT NULL CHECK (scope IN ('account', 'seller', 'campaign', 'purpose')),
            scope_id   BIGINT NOT NULL DEFAULT 0,
            scope_word TEXT NOT NULL DEFAULT '',
            origin     TEXT NOT NULL CHECK (origin IN ('consumer', 'operator', 'import')),
            reason     TEXT NOT NULL DEFAULT '',
            purpose    TEXT NOT NULL DEFAULT '',
            created_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, id),
            CHECK ((scope IN ('seller', 'campaign')) = (scope_id > 0)),
            CHECK ((scope = 'purpose') = (scope_word <> ''))
        ) \(dialect.withoutRowID)
        """
        """
        CREATE UNIQUE INDEX dnc_entry_once ON dnc_entry (account_id, number, scope, scope_id, scope_word)
        """
        // Every addition and lift, chained by salted digests; rows are only ever added.
        """
        CREATE TABLE suppression (
            account_id BIGINT NOT NULL,
            id         BIGINT NOT NULL,
            at         BIGINT NOT NULL,
            action     TEXT NOT NULL CHECK (action IN ('add', 'change', 'lift')),
            actor      TEXT NOT NULL,
            entry_id   BIGINT NOT NULL,
            payload    TEXT NOT NULL,
            salt       TEXT NOT NULL,
            digest     TEXT NOT NULL,
            chain      TEXT NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE consent (
            account_id  BIGINT NOT NULL,
            id          BIGINT NOT NULL,
            phone       BIGINT NOT NULL CHECK (phone > 0),
            lead_id     BIGINT,
            action      TEXT NOT NULL CHECK (action IN ('given', 'revoked')),
            sellers     TEXT NOT NULL,
            subject     TEXT NOT NULL,
            at          BIGINT NOT NULL,
            recorded_at BIGINT NOT NULL,
            evidence    TEXT NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX consent_phone ON consent (account_id, phone, id)"
    }
}
