/// Why the database could not do what it was asked.
///
/// A caller decides by ``Code`` alone; `detail` is for the log and holds no values.
public struct DatabaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, in the words that decide what happens next.
    public enum Code: String, Sendable, CaseIterable {
        /// A unique or check constraint said no; the row was not written.
        case constraint
        /// Someone else holds what we need; the same call may pass later.
        case busy
        /// The disk has no room; nothing was written.
        case full
        /// The connection or the file is gone; the outcome of a commit in flight is unknown.
        case lost
        /// The file is not a database of ours, or damaged.
        case corrupt
        /// The schema is older or newer than this program.
        case schema
        /// A statement is wrong: a fault of ours.
        case statement
        /// A row has another shape than the code expects: a fault of ours.
        case shape
        /// A block of ids ran out inside a transaction; it is run again with a larger one.
        case idsShort = "ids_short"
        /// The database was closed.
        case closed
    }

    /// The kind of failure.
    public var code: Code
    /// For the log: which statement or column, never a value.
    public var detail: String
    /// The constraint's or table's name, where the engine gave one.
    public var constraint: String?

    /// An error as a driver met it.
    public init(_ code: Code, _ detail: String, constraint: String? = nil) {
        self.code = code
        self.detail = detail
        self.constraint = constraint
    }

    /// Whether the same request may succeed later without anyone changing it: what 503 with `Retry-After` stands for.
    public var isTemporary: Bool {
        switch code {
        case .busy, .full, .lost, .closed, .idsShort: true
        case .constraint, .corrupt, .schema, .statement, .shape: false
        }
    }

    static func unexpectedShape(_ detail: String) -> DatabaseError {
        DatabaseError(.shape, detail)
    }

    /// Code and detail, for logs.
    public var description: String { "\(code.rawValue): \(detail)" }
}
