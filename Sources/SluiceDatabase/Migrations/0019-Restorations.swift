extension Migration {
    /// Every restore of an archive into this store, the unfinished one too: nobody may work on that.
    ///
    /// On PostgreSQL a restore begins a new era of events, so that they stay in the order of their commits although the
    /// server counts its transactions anew.
    static let restorations = Migration(19, "restorations") { dialect in
        """
        CREATE TABLE restoration (
            id          \(dialect.rowKey),
            made_at     BIGINT NOT NULL,
            started_at  BIGINT NOT NULL,
            finished_at BIGINT
        )
        """
    }
}
