/// The few words in which the two engines differ. Everything else is one text.
public enum Dialect: String, Sendable, CaseIterable {
    case sqlite
    case postgres

    /// The type of the one packed column: text on SQLite, `JSONB` on PostgreSQL; both are read by `->>`.
    public var packed: String { self == .sqlite ? "TEXT" : "JSONB" }

    /// The one-column key of an internal row. On SQLite only this spelling is the row's own number and costs no index.
    public var rowKey: String { self == .sqlite ? "INTEGER PRIMARY KEY" : "BIGINT PRIMARY KEY" }

    /// Stores a table inside its primary key, which costs nothing on SQLite and does not exist on PostgreSQL.
    public var withoutRowID: String { self == .sqlite ? "WITHOUT ROWID" : "" }

    /// Lets two workers claim rows without waiting for one another; SQLite has one writer.
    public var skipLocked: String { self == .sqlite ? "" : "FOR UPDATE SKIP LOCKED" }

    /// Holds a row until the transaction ends; SQLite has one writer.
    public var forUpdate: String { self == .sqlite ? "" : "FOR UPDATE" }

    /// 32 random hexadecimal digits, fit for salts.
    public var randomSalt: String {
        self == .sqlite ? "lower(hex(randomblob(16)))" : "replace(CAST(gen_random_uuid() AS TEXT), '-', '')"
    }

    /// Casts a bound text to the packed type.
    public func packed(_ parameter: String) -> String {
        self == .sqlite ? parameter : "CAST(\(parameter) AS JSONB)"
    }

    /// The packed column as text.
    public func packedText(_ column: String) -> String {
        self == .sqlite ? column : "CAST(\(column) AS TEXT)"
    }

    /// The columns that put events into commit order on PostgreSQL; on SQLite the one writer numbers them itself.
    public var commitOrderColumns: String {
        self == .sqlite ? "" : "era BIGINT NOT NULL DEFAULT 1, tx xid8 NOT NULL DEFAULT pg_current_xact_id(),"
    }

    /// What an index needs to read events in commit order.
    public var commitOrder: String { self == .sqlite ? "id" : "era, tx, id" }

    /// How many parts a big table has on PostgreSQL.
    static let parts = 8

    /// Declares a table as split by a hash of `columns`; SQLite keeps it whole.
    public func partitioned(by columns: String) -> String {
        self == .sqlite ? "" : "PARTITION BY HASH (\(columns))"
    }

    /// The parts of a table that ``partitioned(by:)`` declared.
    public func partitions(of table: String) -> [String] {
        guard self == .postgres else { return [] }
        return (0..<Dialect.parts).map { part in
            "CREATE TABLE \(table)_p\(part) PARTITION OF \(table) "
                + "FOR VALUES WITH (MODULUS \(Dialect.parts), REMAINDER \(part))"
        }
    }
}
