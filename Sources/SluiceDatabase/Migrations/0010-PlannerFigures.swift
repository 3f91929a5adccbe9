extension Migration {
    /// What SQLite's planner is to believe about the size of things.
    ///
    /// Without figures it takes an account for ten rows, and reads all leads or Do Not Call entries of an account through
    /// the primary key instead of the few that an index finds. Measuring (`ANALYZE`) would be no better: a store begins
    /// empty, and the plan must not change with its size. So the figures are those of a large account, for ever.
    /// PostgreSQL counts by itself.
    static let plannerFigures = Migration(10, "planner_figures") { dialect in
        if dialect == .sqlite {
            "ANALYZE account"  // makes the table of figures, and tells every connection to read the schema again
            "DELETE FROM sqlite_stat1"
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES " + values
            "ANALYZE sqlite_schema"  // reads them here
        }
    }

    /// Table, index (the table's own name is its primary key), rows, then rows for each further column that is known.
    private static let figures: [(table: String, index: String, rows: String)] = [
        ("lead", "lead", "10000000 1000000 1"),
        ("lead", "lead_list", "10000000 1000000 10000 1000 1"),
        ("lead", "lead_last_call", "1000000 100000 1000 1 1"),
        ("lead_phone", "lead_phone", "10000000 1000000 1 1"),
        ("archived_phone", "archived_phone", "10000000 1000000 1 1"),
        ("receipt", "receipt_account", "10000000 1000000 1"),
        ("receipt", "receipt_lead", "10000000 1000000 2"),
        ("dnc_entry", "dnc_entry", "10000000 1000000 1"),
        ("dnc_entry", "dnc_entry_once", "10000000 1000000 2 1 1 1"),
        ("suppression", "suppression", "10000000 1000000 1"),
        ("consent", "consent", "10000000 1000000 1"),
        ("consent", "consent_phone", "10000000 1000000 2 1"),
        ("hopper_entry", "hopper_entry_once", "100000 10000 1000 1"),
        ("hopper_entry", "hopper_entry_next", "100000 10000 1000 100 50 2 1"),
        ("hopper_entry", "hopper_entry_expiry", "50000 10 1"),
        ("hopper_entry", "hopper_entry_lead", "100000 10000 1"),
        ("search_key", "search_key", "30000000 3000000 200000 2 1"),
        ("search_stretch", "search_stretch", "200 20 1"),
        ("idempotency", "idempotency", "1000000 100000 10000 5000 1"),
        ("idempotency", "idempotency_age", "1000000 10"),
        ("configuration", "configuration", "1000 100 20 1"),
        ("configuration", "configuration_name", "1000 100 20 1"),
        ("configuration", "configuration_key", "100 10 1"),
    ]

    private static var values: String {
        figures.map { "('\($0.table)', '\($0.index)', '\($0.rows)')" }.joined(separator: ", ")
    }
}
