extension Migration {
    /// What a search by list and status or by dates needs is in its index, whether the lead is live too: it is counted and
    /// put in order without a look at the leads. New leads come at the end of the first two, and are in no part of the
    /// third.
    static let searchOrders = Migration(23, "search_orders") { _ in
        "DROP INDEX lead_list"
        "CREATE INDEX lead_list ON lead (account_id, list_id, status, deleted_at, archived_at, id)"
        "CREATE INDEX lead_created ON lead (account_id, created_at, id, deleted_at, archived_at)"
        "CREATE INDEX lead_modified ON lead (account_id, modified_at, id, deleted_at, archived_at)"
        """
        CREATE INDEX lead_called ON lead (account_id, last_called_at, id, deleted_at, archived_at)
            WHERE last_called_at IS NOT NULL
        """
    }
}
