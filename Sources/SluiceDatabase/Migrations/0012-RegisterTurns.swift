extension Migration {
    /// How often each register has changed, so that every node notices at the price of a few small rows.
    static let registerTurns = Migration(12, "register_turns") { dialect in
        """
        CREATE TABLE register_turn (
            name TEXT PRIMARY KEY,
            turn BIGINT NOT NULL
        ) \(dialect.withoutRowID)
        """
        if dialect == .postgres {
            // Packed already; trying to pack them again would cost more than sending them.
            "ALTER TABLE register_chunk ALTER COLUMN data SET STORAGE EXTERNAL"
        }
    }
}
