/// A conversation with one engine, used on one thread inside a synchronous closure.
///
/// It is never kept, passed to another task or used after the closure has returned.
public protocol Connection: AnyObject {
    /// The engine's few differing words.
    var dialect: Dialect { get }

    /// Where new ids come from.
    var ids: IDBlocks { get }

    /// Runs one statement and returns its rows, in the order the engine gave them (`RETURNING` promises none).
    @discardableResult
    func run(_ statement: Statement) throws(DatabaseError) -> [Row]

    /// Runs the statements in order and returns the rows of each.
    ///
    /// On PostgreSQL they travel as one pipeline, one round trip for all. The first failure ends the batch; a caller
    /// that needs to know which one failed runs them again alone, in a new transaction.
    @discardableResult
    func runAll(_ statements: [Statement]) throws(DatabaseError) -> [[Row]]

    /// Runs the body in one transaction: committed when it returns, without a trace when it throws.
    ///
    /// When the body throws `idsShort`, it is run again with larger blocks, so it must have no other effects.
    func transaction<Value>(_ body: (any Connection) throws -> Value) throws -> Value

    /// Calls `action`, once, when everything that was committed here so far is durable, or cannot be made so.
    ///
    /// Nobody is told of a commit before that. PostgreSQL's commits are durable when they return, so it calls at once;
    /// SQLite's are synced beside the next job, and it calls from the thread that syncs.
    func whenDurable(_ action: @escaping @Sendable (DatabaseError?) -> Void)
}

extension Connection {
    /// At once.
    public func whenDurable(_ action: @escaping @Sendable (DatabaseError?) -> Void) { action(nil) }

    /// The first row of a statement that returns at most one.
    public func first(_ statement: Statement) throws(DatabaseError) -> Row? {
        try run(statement).first
    }

    /// Runs statements for what they do, as ``runAll(_:)`` does, but new rows before all others: on PostgreSQL those of a
    /// table are one statement. No statement may need to run before a new row of its batch is stored.
    public func store(_ statements: [Statement]) throws(DatabaseError) {
        try runAll(dialect == .postgres ? RowArrays.gathered(statements) : statements)
    }

    /// Takes the advisory locks in sorted order, in statements of their own before anything is read: two transactions
    /// that share a key run one after the other. Those that share one of `shared` alone run side by side, and wait only
    /// for who holds it as a key of their own. These go first, so that no two transactions wait for each other; all
    /// travel together, in one round trip. SQLite has one writer and needs none.
    public func lock(_ keys: [Int64], shared: [Int64] = []) throws(DatabaseError) {
        guard dialect == .postgres, !keys.isEmpty || !shared.isEmpty else { return }
        var statements = Set(shared).sorted().map {
            Statement("SELECT pg_advisory_xact_lock_shared($1)", [.integer($0)])
        }
        if !keys.isEmpty {
            // The rows of an array come in its order, and each is locked before the next.
            statements.append(
                Statement("SELECT pg_advisory_xact_lock(k) FROM unnest($1) AS k", [.integers(Set(keys).sorted())]))
        }
        try runAll(statements)
    }
}
