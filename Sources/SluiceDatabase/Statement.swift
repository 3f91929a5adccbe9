/// One SQL text with its values, the same for both engines.
///
/// Written as an interpolated string: `\(value)` binds a parameter, `\(clause:)` inserts SQL text of ours. Nothing that
/// came from a request is ever inserted as text, because only ``Dialect`` clauses and literals are `clause:`.
public struct Statement: Sendable, ExpressibleByStringInterpolation {
    /// The text, with `$1`, `$2` … in the order of ``arguments``.
    public let sql: String
    /// One value for each parameter.
    public let arguments: [DatabaseValue]
    /// How rows like this one travel together, where it stores a new row and does nothing else.
    let together: RowArrays?

    /// A text prepared beforehand, bound to `arguments`: the form that hot paths use.
    public init(_ sql: String, _ arguments: [DatabaseValue]) {
        self.init(sql, arguments, together: nil)
    }

    init(_ sql: String, _ arguments: [DatabaseValue], together: RowArrays?) {
        self.sql = sql
        self.arguments = arguments
        self.together = together
    }

    /// A text without parameters.
    public init(stringLiteral sql: String) {
        self.init(sql, [])
    }

    /// What an interpolated string became.
    public init(stringInterpolation: Interpolation) {
        self.init(stringInterpolation.sql, stringInterpolation.arguments)
    }

    /// Collects text and values.
    public struct Interpolation: StringInterpolationProtocol {
        var sql = ""
        var arguments: [DatabaseValue] = []

        /// Starts empty, with room for the literal text.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + interpolationCount * 3)
            arguments.reserveCapacity(interpolationCount)
        }

        /// SQL as written.
        public mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// A bound parameter.
        public mutating func appendInterpolation(_ value: some DatabaseConvertible) {
            arguments.append(value.databaseValue)
            sql += "$\(arguments.count)"
        }

        /// A bound parameter, `NULL` when there is nothing.
        public mutating func appendInterpolation<Value: DatabaseConvertible>(_ value: Value?) {
            appendInterpolation(value.databaseValue)
        }

        /// A list of bound parameters, for `IN (…)`; an empty list becomes `NULL`, which nothing equals.
        public mutating func appendInterpolation(list values: [some DatabaseConvertible]) {
            guard !values.isEmpty else {
                sql += "NULL"
                return
            }
            for (index, value) in values.enumerated() {
                if index > 0 { sql += ", " }
                appendInterpolation(value)
            }
        }

        /// SQL text of ours, never of a request.
        public mutating func appendInterpolation(clause: String) {
            sql += clause
        }

        /// Another statement in place: how a query is composed from the filters that are present.
        public mutating func appendInterpolation(_ part: Statement) {
            sql += part.renumbered(after: arguments.count)
            arguments += part.arguments
        }
    }

    /// The text with its `$n` moved up by `offset`, so that it can stand behind other parameters.
    func renumbered(after offset: Int) -> String {
        guard offset > 0, !arguments.isEmpty else { return sql }
        var text = ""
        var digits: String?
        // A dollar sign without digits behind it (`'$.a'`) is no parameter.
        func flushed(_ digits: String) -> String {
            Int(digits).map { "$\($0 &+ offset)" } ?? "$" + digits
        }
        for character in sql {
            if let collected = digits {
                if character.isASCII, character.isNumber {
                    digits = collected + String(character)
                    continue
                }
                text += flushed(collected)
                digits = nil
            }
            if character == "$" { digits = "" } else { text.append(character) }
        }
        if let collected = digits { text += flushed(collected) }
        return text
    }

    /// Several statements as one condition, joined by `AND`; no statement is true.
    public static func all(_ parts: [Statement]) -> Statement {
        guard var joined = parts.first else { return "1 = 1" }
        for part in parts.dropFirst() { joined = "\(joined) AND \(part)" }
        return joined
    }
}
