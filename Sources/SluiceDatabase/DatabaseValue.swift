/// One value on its way into or out of a row.
///
/// The four shapes that both engines store alike; booleans are 0 and 1, moments are milliseconds since 1970 in UTC.
public enum DatabaseValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// One column of many rows, as an array: PostgreSQL only, and never read back.
    case integers([Int64?])
    /// One column of many rows, as an array: PostgreSQL only, and never read back.
    case texts([String?])
}

/// Something that binds as one ``DatabaseValue``.
public protocol DatabaseConvertible {
    /// The value as the engines store it.
    var databaseValue: DatabaseValue { get }
}

extension DatabaseValue: DatabaseConvertible {
    /// Itself.
    public var databaseValue: DatabaseValue { self }
}

extension Int64: DatabaseConvertible {
    /// `BIGINT`.
    public var databaseValue: DatabaseValue { .integer(self) }
}

extension Int: DatabaseConvertible {
    /// `BIGINT`.
    public var databaseValue: DatabaseValue { .integer(Int64(self)) }
}

extension Bool: DatabaseConvertible {
    /// 0 or 1, as every boolean column holds it.
    public var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
}

extension Double: DatabaseConvertible {
    /// `DOUBLE PRECISION`.
    public var databaseValue: DatabaseValue { .real(self) }
}

extension String: DatabaseConvertible {
    /// `TEXT`.
    public var databaseValue: DatabaseValue { .text(self) }
}

extension Optional: DatabaseConvertible where Wrapped: DatabaseConvertible {
    /// `NULL` when there is nothing.
    public var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
}
