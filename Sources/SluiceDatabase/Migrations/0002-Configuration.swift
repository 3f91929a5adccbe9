extension Migration {
    /// What an account has configured, one row an object, and every change that led to it.
    ///
    /// A change is written together with `account.config_version + 1` and only from the version it was judged on, so
    /// two changes of one account never cross.
    static let configuration = Migration(2, "configuration") { dialect in
        """
        CREATE TABLE configuration (
            account_id  BIGINT NOT NULL,
            kind        TEXT NOT NULL,
            id          BIGINT NOT NULL,
            unique_name TEXT NOT NULL,
            unique_key  TEXT,
            body        TEXT NOT NULL,
            version     BIGINT NOT NULL,
            PRIMARY KEY (account_id, kind, id)
        ) \(dialect.withoutRowID)
        """
        "CREATE UNIQUE INDEX configuration_name ON configuration (account_id, kind, unique_name)"
        "CREATE UNIQUE INDEX configuration_key ON configuration (account_id, unique_key) WHERE unique_key IS NOT NULL"
        """
        CREATE TABLE configuration_change (
            account_id BIGINT NOT NULL,
            version    BIGINT NOT NULL,
            at         BIGINT NOT NULL,
            actor      TEXT NOT NULL,
            kind       TEXT NOT NULL,
            object_id  BIGINT NOT NULL,
            before     TEXT,
            after      TEXT,
            PRIMARY KEY (account_id, version),
            CHECK (before IS NOT NULL OR after IS NOT NULL)
        ) \(dialect.withoutRowID)
        """
    }
}
