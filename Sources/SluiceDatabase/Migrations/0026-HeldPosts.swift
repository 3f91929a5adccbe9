extension Migration {
    /// Posts that wait until the customer's CRM can be asked about them.
    static let heldPosts = Migration(26, "held posts") { dialect in
        // One for the receipt that said so. It is judged again until it falls, and falls once.
        """
        CREATE TABLE held_post (
            account_id      BIGINT NOT NULL,
            receipt_id      BIGINT NOT NULL,
            at              BIGINT NOT NULL,
            due_at          BIGINT,
            tries           BIGINT NOT NULL DEFAULT 0,
            because         TEXT NOT NULL DEFAULT '',
            door            TEXT NOT NULL,
            actor           TEXT NOT NULL,
            post            TEXT NOT NULL,
            fell_at         BIGINT,
            fell_receipt_id BIGINT,
            decided_by      TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (account_id, receipt_id),
            CHECK ((fell_at IS NULL) = (fell_receipt_id IS NULL)),
            CHECK ((fell_at IS NULL) = (due_at IS NOT NULL))
        ) \(dialect.withoutRowID)
        """
        "CREATE INDEX held_post_due ON held_post (due_at, account_id, receipt_id) WHERE due_at IS NOT NULL"
        // Drained for all accounts by retention.
        "CREATE INDEX held_post_fell ON held_post (fell_at, account_id, receipt_id) WHERE fell_at IS NOT NULL"
    }
}
