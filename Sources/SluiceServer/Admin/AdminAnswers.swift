import SluiceCore

extension JSONValue {
    /// An object of these members.
    static func members(_ members: (String, JSONValue)...) -> JSONValue {
        .object(members.map { (name: $0.0, value: $0.1) })
    }

    /// A text, or `null`.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A number, or `null`.
    static func number(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }

    /// An id, or `null`.
    static func id<Owner>(_ id: Identifier<Owner>?) -> JSONValue { id.map { .integer($0.number) } ?? .null }

    /// A moment in UTC, or `null`.
    static func moment(_ moment: Timestamp?) -> JSONValue { .text(moment.map(MomentText.write)) }

    /// Texts in their order.
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// Words in the order of the alphabet.
    static func words(_ words: some Sequence<String>) -> JSONValue { .texts(words.sorted()) }
}
