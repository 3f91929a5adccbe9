/// Puts rows that were read elsewhere into a table, as they were.
public struct TableLoader: Sendable {
    private struct Source: Sendable {
        var place: Int
        var kind: TableShape.Kind
    }

    private let sources: [Source]
    private let single: String
    private let many: String
    private let table: String

    /// A loader into `target`, of rows whose values stand in the order of `columns`. What only the other engine has is
    /// passed over; anything else that the target lacks is a `schema` error.
    public init(into target: TableShape, columns: [TableShape.Column], dialect: Dialect) throws {
        var sources: [Source] = []
        var names: [String] = []
        for (place, column) in columns.enumerated() {
            guard let match = target.columns.first(where: { $0.name == column.name }) else {
                guard dialect == .sqlite, TableLoader.isPostgresAlone(column) else {
                    throw DatabaseError(.schema, "\(target.name) has no column \(column.name)")
                }
                continue
            }
            sources.append(Source(place: place, kind: match.kind))
            names.append(TableShape.quoted(column.name))
        }
        self.sources = sources
        table = TableShape.quoted(target.name)
        let head = "INSERT INTO \(table) (\(names.joined(separator: ", ")))"
        single = "\(head) VALUES (\(sources.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))"
        let casts = sources.enumerated().map { index, source in TableLoader.cast("c\(index)", source.kind) }
        let aliases = sources.indices.map { "c\($0)" }.joined(separator: ", ")
        let arrays = sources.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        many = "\(head) SELECT \(casts.joined(separator: ", ")) FROM unnest(\(arrays)) AS given (\(aliases))"
    }

    private static func isPostgresAlone(_ column: TableShape.Column) -> Bool {
        column.kind == .transaction || column.name == "era"
    }

    private static func cast(_ name: String, _ kind: TableShape.Kind) -> String {
        switch kind {
        case .integer, .text: name
        case .packed: "CAST(\(name) AS JSONB)"
        case .real: "CAST(\(name) AS DOUBLE PRECISION)"
        case .transaction: "CAST(CAST(\(name) AS TEXT) AS xid8)"
        }
    }

    /// Empties the table. Inside of a transaction only.
    public func clear(on connection: any Connection) throws {
        switch connection.dialect {
        case .sqlite: try connection.run("DELETE FROM \(clause: table)")
        case .postgres: try connection.run("TRUNCATE \(clause: table)")
        }
    }

    /// Stores rows.
    public func load(_ rows: [[DatabaseValue]], on connection: any Connection) throws {
        guard !rows.isEmpty else { return }
        switch connection.dialect {
        case .sqlite:
            for row in rows {
                try connection.run(Statement(single, try sources.map { try TableLoader.value(row, at: $0.place) }))
            }
        case .postgres:
            try connection.run(Statement(many, try sources.map { try TableLoader.array(of: rows, $0) }))
        }
    }

    private static func value(_ row: [DatabaseValue], at place: Int) throws -> DatabaseValue {
        guard row.indices.contains(place) else { throw DatabaseError(.shape, "a row is too short") }
        return row[place]
    }

    private static func array(of rows: [[DatabaseValue]], _ source: Source) throws -> DatabaseValue {
        let values = try rows.map { try value($0, at: source.place) }
        switch source.kind {
        case .integer, .transaction:
            return .integers(
                try values.map { value in
                    switch value {
                    case .null: nil
                    case .integer(let number): number
                    default: throw DatabaseError(.shape, "no number where one belongs")
                    }
                })
        case .text, .packed, .real:
            return .texts(
                try values.map { value in
                    switch value {
                    case .null: nil
                    case .text(let text): text
                    case .real(let number): String(number)
                    case .integer(let number): String(number)
                    case .integers, .texts: throw DatabaseError(.shape, "an array in a row")
                    }
                })
        }
    }
}
