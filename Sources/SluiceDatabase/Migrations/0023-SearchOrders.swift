extension Migration {
    /// Whether a lead is live stands in the index by list and status, so that those of a status are counted and put in order
    /// without a look at the leads.
    static let searchOrders = Migration(23, "search_orders") { _ in
        "DROP INDEX lead_list"
        "CREATE INDEX lead_list ON lead (account_id, list_id, status, deleted_at, archived_at, id)"
    }
}
