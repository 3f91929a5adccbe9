extension Migration {
    /// From where each change of configuration came, and an order by which one object's past is read.
    static let changeOrigins = Migration(14, "change_origins") { _ in
        "ALTER TABLE configuration_change ADD COLUMN door TEXT NOT NULL DEFAULT ''"
        "ALTER TABLE configuration_change ADD COLUMN address TEXT"
        "ALTER TABLE configuration_change ADD COLUMN comment TEXT"
        """
        CREATE INDEX configuration_change_object
        ON configuration_change (account_id, kind, object_id, version)
        """
    }
}
