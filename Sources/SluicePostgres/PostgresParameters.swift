import CLibpq
import Foundation
import SluiceDatabase

/// The types that parameters are declared with, and the form in which values travel to the server.
///
/// A number travels as `BIGINT` or `DOUBLE PRECISION`, in binary: left to itself, the server takes the 4-byte type of
/// a literal beside it, and `$1 - 86400000` overflows. Text and NULL travel without a type: the server infers it from
/// where they stand, so that `CAST($1 AS JSONB)` takes a text and any column takes a NULL. Hence one text may be
/// prepared more than once; see ``PreparedStatements``. An array declares its type and travels in binary, so that its
/// texts need no quotes.
struct PostgresParameters {
    static let untyped: Oid = 0
    static let bigint: Oid = 20
    static let double: Oid = 701
    static let bigints: Oid = 1016
    static let texts: Oid = 1009
    private static let text: Oid = 25
    /// More do not fit into the protocol's 16-bit count.
    static let limit = 65_535

    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Refuses what the server would cut short or not take: a NUL byte ends a text in its protocol.
    static func check(_ statement: Statement) throws(DatabaseError) {
        guard statement.arguments.count <= limit else {
            throw DatabaseError(.statement, "too many parameters in \(PostgresFault.brief(statement.sql))")
        }
        var hasNUL = holdsNUL(statement.sql)
        for argument in statement.arguments {
            switch argument {
            case .text(let text): if holdsNUL(text) { hasNUL = true }
            case .texts(let texts): for case let text? in texts where holdsNUL(text) { hasNUL = true }
            case .null, .integer, .real, .integers: break
            }
        }
        if hasNUL { throw DatabaseError(.statement, "a NUL byte in \(PostgresFault.brief(statement.sql))") }
    }

    /// The type that a value is declared with.
    static func type(of value: DatabaseValue) -> Oid {
        switch value {
        case .null, .text: untyped
        case .integer: bigint
        case .real: double
        case .integers: bigints
        case .texts: texts
        }
    }

    /// Replaces what was there by `values`.
    mutating func fill(_ values: [DatabaseValue]) {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for value in values {
            let start = bytes.count
            switch value {
            case .null: break
            case .integer(let number): append(UInt64(bitPattern: number))
            case .real(let number): append(number.bitPattern)
            case .integers(let numbers):
                appendHead(numbers.count, of: PostgresParameters.bigint, hasNull: numbers.contains(nil))
                for number in numbers {
                    append(number == nil ? UInt32.max : 8)
                    if let number { append(UInt64(bitPattern: number)) }
                }
            case .texts(let texts):
                appendHead(texts.count, of: PostgresParameters.text, hasNull: texts.contains(nil))
                for text in texts {
                    append(text.map { UInt32(clamping: $0.utf8.count) } ?? UInt32.max)
                    if let text { bytes.append(contentsOf: text.utf8) }
                }
            case .text(let text):
                bytes.append(contentsOf: text.utf8)
                bytes.append(0)
            }
            let isBinary = if case .text = value { false } else { true }
            offsets.append(value == .null ? nil : start)
            lengths.append(isBinary ? Int32(clamping: bytes.count - start) : 0)  // a text ends at its NUL
            formats.append(isBinary ? 1 : 0)
        }
    }

    /// Gives `body` the arrays as libpq takes them: values, lengths, formats. They end with the call.
    func withPointers<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: offsets.count) { values in
                for (index, offset) in offsets.enumerated() {
                    let value = offset.flatMap { offset in start.map { UnsafePointer($0 + offset) } }
                    values.initializeElement(at: index, to: value)
                }
                return lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(UnsafePointer(values.baseAddress), lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }

    /// What stands before the elements of an array: dimensions, whether one is NULL, their type, their number, the first
    /// one's place. An element is its length and its bytes; NULL has the length -1.
    private mutating func appendHead(_ count: Int, of type: Oid, hasNull: Bool) {
        let head: [UInt32] = count == 0 ? [0, 0, type] : [1, hasNull ? 1 : 0, type, UInt32(clamping: count), 1]
        for word in head { append(word) }
    }

    private mutating func append(_ bits: some FixedWidthInteger & UnsignedInteger) {
        withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func holdsNUL(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? text.utf8.contains(0)
    }
}
