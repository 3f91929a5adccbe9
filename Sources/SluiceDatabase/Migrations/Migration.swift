/// One step of the schema, forward only and frozen once released.
public struct Migration: Sendable {
    /// Its place in the order.
    public let number: Int64
    /// What it is about.
    public let name: String
    /// Its statements on an engine.
    public let statements: @Sendable (Dialect) -> [String]

    /// A step of these statements.
    public init(_ number: Int64, _ name: String, @TextBuilder _ statements: @escaping @Sendable (Dialect) -> [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// Every step, in order.
    public static let all: [Migration] = [
        accounts, configuration, leads, history, hopper, compliance, registers, searchKeys, lastCalls,
        plannerFigures, tokenNumbers, registerTurns, smsOptOuts, changeOrigins, audit, imports, callHistory, vendors,
        restorations, erasures, scheduledChanges, access, searchOrders, trials, connect, heldPosts,
    ]
}

/// Collects the statements of a ``Migration``.
@resultBuilder
public enum TextBuilder {
    /// One statement.
    public static func buildExpression(_ text: String) -> [String] { [text] }
    /// Several statements.
    public static func buildExpression(_ texts: [String]) -> [String] { texts }
    /// All of them, in order.
    public static func buildBlock(_ parts: [String]...) -> [String] { parts.flatMap(\.self) }
    /// Those of a condition that holds.
    public static func buildOptional(_ part: [String]?) -> [String] { part ?? [] }
}
