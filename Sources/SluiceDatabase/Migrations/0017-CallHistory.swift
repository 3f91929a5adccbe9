extension Migration {
    /// What was called and when, and what was promised: filled by imports now and by dialing later.
    ///
    /// A call keeps the columns that caps, reports and the API search by; the rest of a row of the Convoso call log is
    /// packed (product-features §18, convoso-api §10, §11).
    static let callHistory = Migration(17, "call_history") { dialect in
        """
        CREATE TABLE call_log (
            account_id   BIGINT NOT NULL,
            id           BIGINT NOT NULL,
            lead_id      BIGINT,
            list_id      BIGINT,
            campaign_id  BIGINT,
            user_id      BIGINT,
            phone        BIGINT NOT NULL CHECK (phone > 0),
            at           BIGINT NOT NULL,
            seconds      BIGINT NOT NULL DEFAULT 0 CHECK (seconds >= 0),
            status       TEXT NOT NULL,
            term_reason  TEXT NOT NULL DEFAULT '',
            call_type    TEXT NOT NULL CHECK (call_type IN ('OUTBOUND', 'INBOUND', 'MANUAL', '3WAY')),
            called_count BIGINT NOT NULL DEFAULT 0,
            fields       \(dialect.packed) NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX call_log_at ON call_log (account_id, at, id)"
        "CREATE INDEX call_log_phone ON call_log (account_id, phone, at)"
        "CREATE INDEX call_log_lead ON call_log (account_id, lead_id, at) WHERE lead_id IS NOT NULL"
        """
        CREATE TABLE callback (
            account_id  BIGINT NOT NULL,
            id          BIGINT NOT NULL,
            lead_id     BIGINT NOT NULL,
            campaign_id BIGINT,
            user_id     BIGINT,
            recipient   TEXT NOT NULL CHECK (recipient IN ('system', 'personal')),
            at          BIGINT NOT NULL,
            zone        TEXT NOT NULL DEFAULT '',
            status      TEXT NOT NULL CHECK (status IN ('pending', 'dismissed', 'completed', 'missed')),
            comments    TEXT NOT NULL DEFAULT '',
            created_at  BIGINT NOT NULL,
            modified_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, id),
            CHECK (recipient = 'system' OR user_id IS NOT NULL)
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX callback_lead ON callback (account_id, lead_id, at)"
        "CREATE INDEX callback_due ON callback (account_id, at, id) WHERE status = 'pending'"
    }
}
