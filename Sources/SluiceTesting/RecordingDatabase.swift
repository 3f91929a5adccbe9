public import SluiceDatabase
import Synchronization

/// A database that remembers the text of every statement that ran through it.
public final class RecordingDatabase: Database {
    private let base: any Database
    private let seen = Mutex<Set<String>>([])

    /// Records what goes to `base`.
    public init(_ base: any Database) {
        self.base = base
    }

    /// Every text so far.
    public var texts: Set<String> { seen.withLock { $0 } }

    /// The engine's.
    public var dialect: Dialect { base.dialect }
    /// The engine's.
    public var writers: Int { base.writers }

    /// Passes on, recording.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await base.read { [self] connection in try body(RecordingConnection(connection, note)) }
    }

    /// Passes on, recording.
    public func enqueue(_ body: @escaping @Sendable (Result<any Connection, DatabaseError>) -> Void) {
        base.enqueue { [self] connection in
            body(connection.map { RecordingConnection($0, note) })
        }
    }

    /// Passes on.
    public func close() async {
        await base.close()
    }

    private func note(_ text: String) {
        seen.withLock { _ = $0.insert(text) }
    }
}

private final class RecordingConnection: Connection {
    private let base: any Connection
    private let note: (String) -> Void

    init(_ base: any Connection, _ note: @escaping (String) -> Void) {
        self.base = base
        self.note = note
    }

    var dialect: Dialect { base.dialect }
    var ids: IDBlocks { base.ids }

    @discardableResult
    func run(_ statement: Statement) throws(DatabaseError) -> [Row] {
        note(statement.sql)
        return try base.run(statement)
    }

    @discardableResult
    func runAll(_ statements: [Statement]) throws(DatabaseError) -> [[Row]] {
        for statement in statements { note(statement.sql) }
        return try base.runAll(statements)
    }

    func transaction<Value>(_ body: (any Connection) throws -> Value) throws -> Value {
        try base.transaction { connection in try body(RecordingConnection(connection, note)) }
    }

    func whenDurable(_ action: @escaping @Sendable (DatabaseError?) -> Void) { base.whenDurable(action) }
}
