/// One table as the engine describes it: a backup asks the store itself, so that no table and no column is ever
/// forgotten.
public struct TableShape: Sendable, Hashable, Codable {
    /// How a column's values travel.
    public enum Kind: String, Sendable, Hashable, Codable {
        case integer
        case text
        /// Text on SQLite, `JSONB` on PostgreSQL.
        case packed
        case real
        /// The number of a transaction: PostgreSQL only.
        case transaction
    }

    /// One column.
    public struct Column: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// What it holds.
        public var kind: Kind
    }

    /// Its name.
    public var name: String
    /// Its columns, in their order.
    public var columns: [Column]
    /// The names of the columns of its primary key, in their order.
    public var key: [String]

    /// What belongs to the schema and not to what it holds.
    private static let ground: Set = ["schema_migration"]

    /// Every table of the store in the order of the alphabet, the engine's own and the schema's record excepted.
    public static func all(on connection: any Connection) throws -> [TableShape] {
        let rows: [Row]
        switch connection.dialect {
        case .sqlite:
            rows = try connection.run(
                """
                SELECT m.name, c.name, lower(c.type), c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid
                """)
        case .postgres:
            rows = try connection.run(
                """
                SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), format_type(a.atttypid, NULL),
                       COALESCE(array_position(CAST(i.indkey AS int2[]), a.attnum), -1) + 1
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p')
                  AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY CAST(c.relname AS TEXT) COLLATE "C", a.attnum
                """)
        }
        var shapes: [TableShape] = []
        var keys: [Int64: String] = [:]
        func endTable() {
            guard !shapes.isEmpty else { return }
            shapes[shapes.count - 1].key = keys.sorted { $0.key < $1.key }.map(\.value)
            keys = [:]
        }
        for row in rows {
            let (table, column, place) = (try row.text(0), try row.text(1), try row.integer(3))
            guard !ground.contains(table) else { continue }
            if shapes.last?.name != table {
                endTable()
                shapes.append(TableShape(name: table, columns: [], key: []))
            }
            guard let kind = kind(of: try row.text(2)) else {
                throw DatabaseError(.shape, "\(table).\(column) is of a type that no backup knows")
            }
            shapes[shapes.count - 1].columns.append(Column(name: column, kind: kind))
            if place > 0 { keys[place] = column }
        }
        endTable()
        if let keyless = shapes.first(where: { $0.key.isEmpty }) {
            throw DatabaseError(.shape, "\(keyless.name) has no primary key")
        }
        return shapes
    }

    private static func kind(of type: String) -> Kind? {
        switch type {
        case "integer", "bigint": .integer
        case "text": .text
        case "jsonb": .packed
        case "double precision": .real
        case "xid8": .transaction
        default: nil
        }
    }

    static func quoted(_ name: String) -> String { "\"\(name)\"" }
}
