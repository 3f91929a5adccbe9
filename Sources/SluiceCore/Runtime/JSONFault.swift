/// Why bytes are no JSON that we take: where, and what was expected there.
public struct JSONFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected. The raw values are shown to callers.
    public enum Expectation: String, Sendable, Hashable, CaseIterable {
        case value = "a value"
        case name = "a name in quotes"
        case colon = "a colon"
        case commaOrEnd = "a comma or the closing bracket"
        case endOfText = "the end of the text"
        case closingQuote = "the closing quote"
        case noControlCharacter = "no unescaped control character"
        case escape = "a known escape"
        case digit = "a digit"
        case lowSurrogate = "a surrogate with its pair"
        case noNUL = "no NUL character"
        case utf8 = "valid UTF-8"
        case shallower = "less nesting"
        case shorterNumber = "a number of at most 100 characters"
    }

    /// Bytes before the fault, from 0.
    public let offset: Int
    /// What was expected there.
    public let expected: Expectation

    /// A fault at `offset`.
    public init(at offset: Int, _ expected: Expectation) {
        self.offset = offset
        self.expected = expected
    }

    /// Whether the bytes are not JSON at all, rather than JSON that asks for what we do not take.
    public var isSyntax: Bool {
        switch expected {
        case .value, .name, .colon, .commaOrEnd, .endOfText, .closingQuote, .noControlCharacter, .escape, .digit: true
        case .lowSurrogate, .noNUL, .utf8, .shallower, .shorterNumber: false
        }
    }

    /// A sentence without the bytes themselves, fit for answers and logs.
    public var description: String { "expected \(expected.rawValue) at byte \(offset)" }
}
