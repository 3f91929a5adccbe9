/// How new rows of one table travel many at a time to PostgreSQL: one statement, an array for each column.
///
/// There a statement costs more than the row that it stores. SQLite has no such cost, and takes the rows one by one.
final class RowArrays: Sendable {
    /// What a column's values are.
    enum Column: Sendable {
        case integer
        case text
    }

    private let sql: String
    private let columns: [Column]

    /// `sql` takes an array for each of `columns`, in the order of the values of a statement for one row.
    init(_ sql: String, _ columns: [Column]) {
        self.sql = sql
        self.columns = columns
    }

    /// `$1, $2 …`, as many as there are columns.
    static func parameters(_ columns: [Column]) -> String {
        columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    }

    /// One statement for all rows; nothing when a value is of another type than its column.
    private func statement(of rows: [[DatabaseValue]]) -> Statement? {
        var arrays: [DatabaseValue] = []
        arrays.reserveCapacity(columns.count)
        for (index, column) in columns.enumerated() {
            guard let array = RowArrays.array(of: rows, at: index, column) else { return nil }
            arrays.append(array)
        }
        return Statement(sql, arrays)
    }

    private static func array(of rows: [[DatabaseValue]], at index: Int, _ column: Column) -> DatabaseValue? {
        var (integers, texts): ([Int64?], [String?]) = ([], [])
        switch column {
        case .integer: integers.reserveCapacity(rows.count)
        case .text: texts.reserveCapacity(rows.count)
        }
        for row in rows where index < row.count {
            switch (column, row[index]) {
            case (.integer, .integer(let number)): integers.append(number)
            case (.integer, .null): integers.append(nil)
            case (.text, .text(let text)): texts.append(text)
            case (.text, .null): texts.append(nil)
            default: return nil
            }
        }
        return column == .integer ? .integers(integers) : .texts(texts)
    }

    /// The statements with new rows gathered by table, and before all others: what changes a row finds it stored.
    /// A row that is alone of its table stays as it is.
    static func gathered(_ statements: [Statement]) -> [Statement] {
        var tables: [(arrays: RowArrays, rows: [Statement])] = []
        var others: [Statement] = []
        for statement in statements {
            guard let arrays = statement.together else {
                others.append(statement)
                continue
            }
            if let index = tables.firstIndex(where: { $0.arrays === arrays }) {
                tables[index].rows.append(statement)
            } else {
                tables.append((arrays, [statement]))
            }
        }
        return tables.flatMap { arrays, rows in
            guard rows.count > 1, let one = arrays.statement(of: rows.map(\.arguments)) else { return rows }
            return [one]
        } + others
    }
}
