public import SluiceCore

/// What a JSON value of the native API looks like: enough of JSON Schema (draft 2020-12) to describe every body, to check
/// one that came, and to print both on the page of the API.
public indirect enum Shape: Sendable {
    /// Any text, of a length in characters.
    case text(ClosedRange<Int>? = nil)
    /// A moment in UTC: `2026-01-20T20:00:00Z` (RFC 3339).
    case moment
    /// A whole number.
    case integer(ClosedRange<Int64>? = nil)
    /// `true` or `false`.
    case flag
    /// One of these words.
    case choice([String])
    /// Something of the account, by its name or its number.
    case reference(String)
    /// Any number of one kind.
    case list(Shape)
    /// Members with names of their own.
    case object([Member])
    /// Members with names that nobody knows before, all of one kind.
    case map(Shape)
    /// The value, or `null`.
    case optional(Shape)
    /// Anything.
    case any

    /// One member of an object.
    public struct Member: Sendable {
        /// Its name on the wire.
        public var name: String
        /// What it holds.
        public var shape: Shape
        /// What it means, in a sentence without its name.
        public var note: String
        /// Whether it must be there.
        public var isRequired: Bool

        /// A member of these.
        public init(_ name: String, _ shape: Shape, _ note: String = "", isRequired: Bool = false) {
            self.name = name
            self.shape = shape
            self.note = note
            self.isRequired = isRequired
        }
    }

    /// An id of the account: a whole number from 1 on.
    public static let id = Shape.integer(1...Int64.max)
    /// A count, or a number of milliseconds.
    public static let count = Shape.integer(0...Int64.max)

    /// What is wrong with a value that should have this shape; every fault, each under the name of its field.
    public func faults(of value: JSONValue, named name: String = "") -> [FieldFault] {
        switch (self, value) {
        case (.any, _), (.flag, .bool), (.moment, .string): return []
        case (.optional(let shape), _): return value.isNull ? [] : shape.faults(of: value, named: name)
        case (.text(let length), .string(let text)):
            guard let length, !length.contains(text.count) else { return [] }
            return [FieldFault(name, "takes \(length.lowerBound) to \(length.upperBound) characters")]
        case (.choice(let words), .string(let text)):
            let isKnown = words.contains { $0.lowercased() == text.lowercased() }
            return isKnown ? [] : [FieldFault(name, "takes one of \(words.joined(separator: ", "))")]
        case (.reference, .string): return []
        case (.reference(let word), .number):
            return value.integer == nil ? [FieldFault(name, "takes the name or the number of the \(word)")] : []
        case (.integer(let range), .number):
            guard let number = value.integer, range?.contains(number) != false else {
                return [FieldFault(name, "takes \(Shape.words(for: range))")]
            }
            return []
        case (.list(let shape), .array(let elements)):
            return elements.enumerated().flatMap { shape.faults(of: $1, named: "\(name)[\($0)]") }
        case (.map(let shape), .object(let members)):
            return members.flatMap { shape.faults(of: $0.value, named: Shape.path(name, $0.name)) }
        case (.object(let known), .object(let members)): return Shape.faults(of: members, known, name)
        default: return [FieldFault(name, "takes \(words)")]
        }
    }

    private static func faults(
        of members: [(name: String, value: JSONValue)], _ known: [Member], _ name: String
    ) -> [FieldFault] {
        var faults: [FieldFault] = []
        for member in members {
            guard let shape = known.first(where: { $0.name == member.name })?.shape else {
                faults.append(FieldFault(path(name, member.name), "is no field of this"))
                continue
            }
            faults += shape.faults(of: member.value, named: path(name, member.name))
        }
        for missing in known where missing.isRequired && !members.contains(where: { $0.name == missing.name }) {
            faults.append(FieldFault(path(name, missing.name), "is needed"))
        }
        return faults
    }

    private static func path(_ outer: String, _ inner: String) -> String { outer.isEmpty ? inner : "\(outer).\(inner)" }

    private static func words(for range: ClosedRange<Int64>?) -> String {
        guard let range else { return "a whole number" }
        if range.upperBound == Int64.max { return "a whole number from \(range.lowerBound) on" }
        return "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    /// The shape in words, for the page and for faults.
    public var words: String {
        switch self {
        case .text(let length): length.map { "a text of \($0.lowerBound) to \($0.upperBound) characters" } ?? "a text"
        case .moment: "a moment such as 2026-01-20T20:00:00Z"
        case .integer(let range): Shape.words(for: range)
        case .flag: "true or false"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .reference(let word): "the name or the number of the \(word)"
        case .list(.object): "a list"
        case .list(let shape): "a list, each \(shape.words)"
        case .object: ""
        case .map(let shape): "an object of names, each with \(shape.words)"
        case .optional(let shape): "\(shape.words), or null"
        case .any: "anything"
        }
    }
}

/// One field that is wrong, and how.
public struct FieldFault: Sendable, Hashable {
    /// Its name; empty for the body as a whole.
    public var field: String
    /// What is wrong with it, and what would be right.
    public var detail: String

    /// A fault of these.
    public init(_ field: String, _ detail: String) {
        self.field = field.isEmpty ? "body" : field
        self.detail = detail
    }
}
