/// Any JSON value (RFC 8259), numbers as they were written and members in their order.
///
/// Numbers keep their literal, so that 64-bit ids and money are exact. A member that occurs twice stays twice;
/// looking one up finds the last.
public enum JSONValue: Sendable {
    /// How deep arrays and objects may nest unless the caller allows less.
    public static let deepest = 32

    case null
    case bool(Bool)
    /// The literal, such as `-1.50e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([(name: String, value: JSONValue)])

    /// Reads exactly one value that takes up all of `bytes`, white space around it aside.
    ///
    /// At most `depthLimit` levels of nesting (and never more than 128) are followed, so no input exhausts the stack.
    public init(parsing bytes: UnsafeRawBufferPointer, depthLimit: Int = JSONValue.deepest) throws(JSONFault) {
        var reader = JSONReader(bytes.assumingMemoryBound(to: UInt8.self))
        self = try reader.value(depth: min(depthLimit, 128))
        try reader.end()
    }

    /// Reads exactly one value that takes up all of `bytes`, white space around it aside.
    public init(parsing bytes: [UInt8], depthLimit: Int = JSONValue.deepest) throws(JSONFault) {
        self = try bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONFault) in try JSONValue(parsing: bytes, depthLimit: depthLimit) }
        }.get()
    }

    /// The number `value`.
    public static func integer(_ value: Int64) -> JSONValue { .number(String(value)) }

    /// Whether it is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The string, where it is one.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value, where it is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number, where it is one that is written as a whole number and fits 64 bits.
    public var integer: Int64? {
        if case .number(let literal) = self { Int64(literal) } else { nil }
    }

    /// The number as the nearest double, where it is one that a double can hold.
    public var double: Double? {
        guard case .number(let literal) = self, let value = Double(literal), value.isFinite else { return nil }
        return value
    }

    /// The elements, where it is an array.
    public var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members in order, where it is an object.
    public var members: [(name: String, value: JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The member `name` of an object; the last one where the name occurs twice.
    public subscript(name: String) -> JSONValue? {
        members?.last { $0.name == name }?.value
    }

    /// As text without white space. Reading it gives the same value again.
    public var text: String {
        var json = JSONText()
        write(to: &json)
        return json.text()
    }

    /// Appends it as the next value. A number made by hand whose literal is none is written as a string.
    public func write(to json: inout JSONText) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .number(let literal):
            if JSONValue.isNumber(literal) { json.raw(literal) } else { json.string(literal) }
        case .string(let text): json.string(text)
        case .array(let elements):
            json.beginArray()
            for element in elements { element.write(to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for (name, value) in members {
                json.key(name)
                value.write(to: &json)
            }
            json.endObject()
        }
    }

    private static func isNumber(_ literal: String) -> Bool {
        // Text that is no JSON at all is no number either.
        if case .number(literal) = try? JSONValue(parsing: Array(literal.utf8)) { true } else { false }
    }
}

extension JSONValue: Equatable {
    /// Equal text: the same members in the same order, numbers by their literal.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left.elementsEqual(right) { $0 == $1 }
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}
