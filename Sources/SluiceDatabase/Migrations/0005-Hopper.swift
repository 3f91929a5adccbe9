extension Migration {
    /// Leads waiting to be dialed. A lead waits at most once per campaign.
    static let hopper = Migration(5, "hopper") { dialect in
        """
        CREATE TABLE hopper_entry (
            id          \(dialect.rowKey),
            account_id  BIGINT NOT NULL,
            campaign_id BIGINT NOT NULL,
            lead_id     BIGINT NOT NULL,
            source      TEXT NOT NULL CHECK (source IN ('standard', 'recycle', 'api', 'workflow', 'callback', 'list_mix')),
            priority    BIGINT NOT NULL DEFAULT 99 CHECK (priority BETWEEN 0 AND 99),
            call_order  BIGINT NOT NULL DEFAULT 0,
            state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'claimed', 'done', 'expired')),
            enqueued_at BIGINT NOT NULL,
            expires_at  BIGINT,
            claimed_by  BIGINT,
            lease_until BIGINT,
            CHECK (state <> 'claimed' OR (claimed_by IS NOT NULL AND lease_until IS NOT NULL))
        )
        """
        """
        CREATE UNIQUE INDEX hopper_entry_once ON hopper_entry (account_id, campaign_id, lead_id)
        WHERE state IN ('waiting', 'claimed')
        """
        """
        CREATE INDEX hopper_entry_next
        ON hopper_entry (account_id, campaign_id, priority DESC, call_order, enqueued_at, id) WHERE state = 'waiting'
        """
        // Drained for all accounts by one worker, so it has its own order.
        """
        CREATE INDEX hopper_entry_expiry ON hopper_entry (expires_at, id)
        WHERE state = 'waiting' AND expires_at IS NOT NULL
        """
        "CREATE INDEX hopper_entry_lead ON hopper_entry (account_id, lead_id) WHERE state IN ('waiting', 'claimed')"
    }
}
