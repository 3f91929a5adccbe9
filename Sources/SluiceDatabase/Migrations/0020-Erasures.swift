extension Migration {
    /// Which persons were erased, as salted digests of their numbers and addresses, so that a restored archive is
    /// erased of them again.
    static let erasures = Migration(20, "erasures") { dialect in
        """
        CREATE TABLE erasure (
            account_id BIGINT NOT NULL,
            id         BIGINT NOT NULL,
            at         BIGINT NOT NULL,
            actor      TEXT NOT NULL,
            person     TEXT NOT NULL,
            traces     TEXT NOT NULL,
            PRIMARY KEY (account_id, id)
        ) \(dialect.withoutRowID)
        """
    }
}
