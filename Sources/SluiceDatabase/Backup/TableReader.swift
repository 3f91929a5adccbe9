/// Reads a whole table in the order of its key, a page at a time.
public struct TableReader {
    private let shape: TableShape
    private let places: [Int]
    private var last: [DatabaseValue]?

    /// A reader at the beginning of a table.
    public init(_ shape: TableShape) {
        self.shape = shape
        places = shape.key.compactMap { key in shape.columns.firstIndex { $0.name == key } }
    }

    /// The next rows; none behind the last. All pages of one table are read in one snapshot.
    public mutating func next(_ limit: Int64, on connection: any Connection) throws -> [Row] {
        let columns = shape.columns.map { column in
            let name = TableShape.quoted(column.name)
            return column.kind == .packed ? connection.dialect.packedText(name) : name
        }.joined(separator: ", ")
        let key = shape.key.map(TableShape.quoted).joined(separator: ", ")
        var condition: Statement = "1 = 1"
        if let last { condition = "(\(clause: key)) > (\(list: last))" }
        let rows = try connection.run(
            """
            SELECT \(clause: columns) FROM \(clause: TableShape.quoted(shape.name)) WHERE \(condition)
            ORDER BY \(clause: key) LIMIT \(limit)
            """)
        if let row = rows.last { last = try places.map { try row.value($0) } }
        return rows
    }
}
