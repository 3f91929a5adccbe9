extension Migration {
    /// Versions of the bulk registers, and on a cluster their bytes.
    static let registers = Migration(7, "registers") { dialect in
        """
        CREATE TABLE register_version (
            name      TEXT NOT NULL,
            version   BIGINT NOT NULL,
            sha256    TEXT NOT NULL,
            bytes     BIGINT NOT NULL,
            numbers   BIGINT NOT NULL,
            issued_on BIGINT,
            loaded_at BIGINT NOT NULL,
            source    TEXT NOT NULL,
            state     TEXT NOT NULL CHECK (state IN ('loading', 'current', 'retired')),
            PRIMARY KEY (name, version)
        ) \(dialect.withoutRowID)
        """
        "CREATE UNIQUE INDEX register_current ON register_version (name) WHERE state = 'current'"
        """
        CREATE TABLE register_chunk (
            name    TEXT NOT NULL,
            version BIGINT NOT NULL,
            part    BIGINT NOT NULL,
            data    TEXT NOT NULL,
            PRIMARY KEY (name, version, part)
        )
        """
        // Changes since the current version, merged when a number is looked up.
        """
        CREATE TABLE register_change (
            name   TEXT NOT NULL,
            number BIGINT NOT NULL,
            listed BIGINT NOT NULL CHECK (listed IN (0, 1)),
            at     BIGINT NOT NULL,
            PRIMARY KEY (name, number)
        ) \(dialect.withoutRowID)
        """
    }
}
