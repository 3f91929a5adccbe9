/// What a stage asks of rows, registers and counts for a post, beside what the post itself says.
///
/// Two of one stage that are equal ask the same, so an answer to one is an answer to the other.
public struct Inquiry: Sendable, Equatable {
    private let parts: [any Hashable & Sendable]

    /// An inquiry that these decide.
    public init(_ parts: any Hashable & Sendable...) { self.parts = parts }

    /// Whether every part is equal.
    public static func == (left: Inquiry, right: Inquiry) -> Bool {
        left.parts.map { AnyHashable($0) } == right.parts.map { AnyHashable($0) }
    }
}
