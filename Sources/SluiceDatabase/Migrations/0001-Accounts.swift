extension Migration {
    /// Accounts, the blocks that ids come from, users and API tokens.
    static let accounts = Migration(1, "accounts") { dialect in
        """
        CREATE TABLE account (
            id             \(dialect.rowKey),
            name           TEXT NOT NULL,
            time_zone      TEXT NOT NULL,
            config_version BIGINT NOT NULL DEFAULT 0,
            created_at     BIGINT NOT NULL
        )
        """
        "CREATE UNIQUE INDEX account_name ON account (name)"
        """
        CREATE TABLE app_user (
            account_id    BIGINT NOT NULL,
            id            BIGINT NOT NULL,
            email         TEXT NOT NULL,
            first_name    TEXT NOT NULL,
            last_name     TEXT NOT NULL,
            role          TEXT NOT NULL CHECK (role IN ('super_admin', 'admin', 'manager', 'agent')),
            password_hash TEXT,
            is_compliance BIGINT NOT NULL DEFAULT 0 CHECK (is_compliance IN (0, 1)),
            is_active     BIGINT NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
            created_at    BIGINT NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
        "CREATE UNIQUE INDEX app_user_email ON app_user (email)"
        """
        CREATE TABLE api_token (
            id           \(dialect.rowKey),
            account_id   BIGINT NOT NULL,
            name         TEXT NOT NULL,
            hash         TEXT NOT NULL,
            body         TEXT NOT NULL,
            created_at   BIGINT NOT NULL,
            last_used_at BIGINT,
            revoked_at   BIGINT
        )
        """
        "CREATE UNIQUE INDEX api_token_hash ON api_token (hash)"
        "CREATE UNIQUE INDEX api_token_name ON api_token (account_id, name) WHERE revoked_at IS NULL"
    }
}
