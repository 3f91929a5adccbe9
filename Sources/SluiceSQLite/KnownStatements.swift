/// The compiled statements of one connection, by their text.
///
/// Hot paths hand over the same string again and again. Where its bytes are in memory tells that it is the same one,
/// which saves reading four hundred of them for a hash; any other string is looked up by what it says.
struct KnownStatements {
    private struct Place {
        var start: UnsafePointer<UInt8>
        var count: Int
        /// Holds the bytes, so that nothing else can come to stand at that place.
        var text: String
        var statement: PreparedStatement
    }

    /// So many are kept; then it begins anew.
    private static let most = 1000
    private static let places = 64
    /// Shorter texts live inside the string itself and have no place.
    private static let shortest = 16

    private var byText: [String: PreparedStatement] = [:]
    private var byPlace: [Place?] = Array(repeating: nil, count: KnownStatements.places)

    /// The statement compiled from `text`, if it is known.
    mutating func find(_ text: String) -> PreparedStatement? {
        let bytes = KnownStatements.bytes(of: text)
        if let bytes, let place = byPlace[KnownStatements.slot(bytes.start)], place.start == bytes.start,
            place.count == bytes.count
        {
            return place.statement
        }
        guard let statement = byText[text] else { return nil }
        remember(statement, for: text, bytes)
        return statement
    }

    /// Keeps a new one.
    mutating func keep(_ statement: PreparedStatement, for text: String) {
        if byText.count >= KnownStatements.most { self = KnownStatements() }
        byText[text] = statement
        remember(statement, for: text, KnownStatements.bytes(of: text))
    }

    private mutating func remember(
        _ statement: PreparedStatement, for text: String, _ bytes: (start: UnsafePointer<UInt8>, count: Int)?
    ) {
        guard let bytes else { return }
        byPlace[KnownStatements.slot(bytes.start)] = Place(
            start: bytes.start, count: bytes.count, text: text, statement: statement)
    }

    private static func bytes(of text: String) -> (start: UnsafePointer<UInt8>, count: Int)? {
        guard text.utf8.count >= shortest else { return nil }
        let bytes = text.utf8.withContiguousStorageIfAvailable { ($0.baseAddress, $0.count) }
        return bytes.flatMap { bytes in bytes.0.map { (start: $0, count: bytes.1) } }
    }

    private static func slot(_ start: UnsafePointer<UInt8>) -> Int {
        Int(UInt(bitPattern: start) >> 4 & UInt(places - 1))
    }
}
