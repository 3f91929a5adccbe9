import SluiceCore

/// Rows as lines of JSON arrays, exact to the last digit, whatever engine they came from.
public enum RowText {
    /// Appends a row and the end of its line.
    public static func append(_ row: Row, to bytes: inout [UInt8]) {
        var json = JSONText(capacity: 512)
        json.beginArray()
        for value in row.values {
            switch value {
            case .null: json.null()
            case .integer(let number): json.integer(number)
            case .real(let number): json.raw("\(number)")
            case .text(let text): json.string(text)
            case .integers, .texts: json.null()  // no row of an answer has one
            }
        }
        json.endArray()
        bytes += json.bytes
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Reads a line.
    public static func read(_ line: [UInt8]) throws -> [DatabaseValue] {
        guard let values = try JSONValue(parsing: line).elements else { throw DatabaseError(.corrupt, "no row") }
        return try values.map { value in
            switch value {
            case .null: return .null
            case .string(let text): return .text(text)
            case .number(let literal):
                if let number = Int64(literal) { return .integer(number) }
                if let number = Double(literal) { return .real(number) }
                throw DatabaseError(.corrupt, "no number")
            case .bool, .array, .object: throw DatabaseError(.corrupt, "no value of a row")
            }
        }
    }
}
