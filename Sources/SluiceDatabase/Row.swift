/// One row of an answer, its values in the order of the statement's columns.
public struct Row: Sendable {
    /// The values, left to right.
    public let values: [DatabaseValue]

    /// A row as a driver read it.
    public init(_ values: [DatabaseValue]) {
        self.values = values
    }

    /// The value at `column`, or an error that names the column.
    public func value(_ column: Int) throws(DatabaseError) -> DatabaseValue {
        guard values.indices.contains(column) else { throw .unexpectedShape("no column \(column)") }
        return values[column]
    }

    /// A number that is never missing.
    public func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        guard case .integer(let number) = try value(column) else {
            throw .unexpectedShape("column \(column) is no number")
        }
        return number
    }

    /// A number, or nothing where the column is `NULL`.
    public func optionalInteger(_ column: Int) throws(DatabaseError) -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let number): number
        case .real, .text, .integers, .texts: throw .unexpectedShape("column \(column) is no number")
        }
    }

    /// A text that is never missing.
    public func text(_ column: Int) throws(DatabaseError) -> String {
        guard case .text(let text) = try value(column) else { throw .unexpectedShape("column \(column) is no text") }
        return text
    }

    /// A text, or nothing where the column is `NULL`.
    public func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let text): text
        case .integer, .real, .integers, .texts: throw .unexpectedShape("column \(column) is no text")
        }
    }

    /// 0 or 1 as a statement.
    public func boolean(_ column: Int) throws(DatabaseError) -> Bool {
        try integer(column) != 0
    }
}
