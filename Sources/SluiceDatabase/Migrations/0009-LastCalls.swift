extension Migration {
    /// When each list was last called, without looking at its leads. A lead that was never called is in no index of
    /// this step, so it costs nothing to store one.
    static let lastCalls = Migration(9, "last_calls") { _ in
        """
        CREATE INDEX lead_last_call ON lead (account_id, list_id, last_called_at) WHERE last_called_at IS NOT NULL
        """
    }
}
