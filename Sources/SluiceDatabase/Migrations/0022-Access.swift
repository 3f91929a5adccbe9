extension Migration {
    /// Who may do what: access lists and log-in of users, and the sections that left `settings`.
    static let access = Migration(22, "access") { dialect in
        "ALTER TABLE app_user ADD COLUMN access_list_id BIGINT"
        """
        ALTER TABLE app_user ADD COLUMN must_change_password BIGINT NOT NULL DEFAULT 0
            CHECK (must_change_password IN (0, 1))
        """
        "ALTER TABLE app_user ADD COLUMN last_log_in_at BIGINT"
        """
        CREATE TABLE user_session (
            id         \(dialect.rowKey),
            account_id BIGINT NOT NULL,
            user_id    BIGINT NOT NULL,
            hash       TEXT NOT NULL,
            stage      TEXT NOT NULL CHECK (stage IN ('code', 'open')),
            address    TEXT,
            program    TEXT NOT NULL,
            opened_at  BIGINT NOT NULL,
            seen_at    BIGINT NOT NULL,
            ends_at    BIGINT NOT NULL
        )
        """
        "CREATE UNIQUE INDEX user_session_hash ON user_session (hash)"
        "CREATE INDEX user_session_user ON user_session (account_id, user_id, id)"
        "CREATE INDEX user_session_end ON user_session (ends_at)"
        // The secret of a user's one-time codes, sealed with the server's master key. It counts once it is confirmed.
        // A code belongs to a step of 30 seconds; none up to the last one used is taken again.
        """
        CREATE TABLE one_time_secret (
            account_id   BIGINT NOT NULL,
            user_id      BIGINT NOT NULL,
            secret       TEXT NOT NULL,
            made_at      BIGINT NOT NULL,
            confirmed_at BIGINT,
            last_step    BIGINT NOT NULL DEFAULT 0,
            PRIMARY KEY (account_id, user_id)
        ) \(dialect.withoutRowID)
        """
        """
        CREATE TABLE recovery_code (
            account_id BIGINT NOT NULL,
            user_id    BIGINT NOT NULL,
            hash       TEXT NOT NULL,
            used_at    BIGINT,
            PRIMARY KEY (account_id, user_id, hash)
        ) \(dialect.withoutRowID)
        """
        // One row for each name, address or user that is tried; of a name only a hash, since it may be nobody's.
        """
        CREATE TABLE log_in_try (
            name         TEXT PRIMARY KEY,
            failures     BIGINT NOT NULL CHECK (failures >= 0),
            failed_at    BIGINT NOT NULL,
            closed_until BIGINT NOT NULL
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX log_in_try_age ON log_in_try (failed_at)"
        // Whoever had `settings` had these too.
        """
        UPDATE api_token SET body = replace(body, '"settings"', '"settings","criteria","tokens","audit"')
        """
    }
}
