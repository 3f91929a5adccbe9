import CLibpq
import SluiceDatabase

/// Reads the rows of an answer, which come as text, into the four shapes of ``DatabaseValue``.
enum PostgresRows {
    private enum Shape {
        case integer
        case boolean
        case real
        /// `sum(bigint)` has no decimal point and is a number like any other; `avg` has one and is real.
        case numeric
        case text
    }

    /// All rows of `result`, or `shape` when a number is larger than 64 bits.
    static func read(_ result: OpaquePointer) throws(DatabaseError) -> [Row] {
        let count = PQntuples(result)
        guard count > 0 else { return [] }
        let shapes = (0..<PQnfields(result)).map { shape(PQftype(result, $0)) }
        var rows: [Row] = []
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            var values: [DatabaseValue] = []
            values.reserveCapacity(shapes.count)
            for (index, shape) in shapes.enumerated() {
                let column = Int32(truncatingIfNeeded: index)
                if PQgetisnull(result, row, column) != 0 {
                    values.append(.null)
                    continue
                }
                let start = UnsafeRawPointer(PQgetvalue(result, row, column))
                let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
                guard let value = value(bytes, shape) else {
                    throw DatabaseError(.shape, "column \(column) does not fit into 64 bits")
                }
                values.append(value)
            }
            rows.append(Row(values))
        }
        return rows
    }

    /// The shape of a type by its number in `pg_type`, which never changes.
    private static func shape(_ type: Oid) -> Shape {
        switch type {
        case 20, 21, 23, 26, 28, 5069: .integer  // int8, int2, int4, oid, xid, xid8
        case 16: .boolean
        case 700, 701: .real
        case 1700: .numeric
        default: .text
        }
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, _ shape: Shape) -> DatabaseValue? {
        switch shape {
        case .text: .text(String(decoding: bytes, as: UTF8.self))
        case .integer: integer(bytes).map(DatabaseValue.integer)
        case .boolean: .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case .real: Double(String(decoding: bytes, as: UTF8.self)).map(DatabaseValue.real)
        case .numeric:
            integer(bytes).map(DatabaseValue.integer)
                ?? Double(String(decoding: bytes, as: UTF8.self)).map(DatabaseValue.real)
        }
    }

    /// A decimal number, or nothing where another character stands or it is out of range.
    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0  // counted downwards: the lowest number has no positive twin
        for byte in digits {
            let digit = Int64(byte &- UInt8(ascii: "0"))
            guard digit <= 9 else { return nil }
            let (tens, isOver) = number.multipliedReportingOverflow(by: 10)
            let (next, isOverAgain) = tens.subtractingReportingOverflow(digit)
            guard !isOver, !isOverAgain else { return nil }
            number = next
        }
        if isNegative { return number }
        return number == .min ? nil : -number
    }
}
