/// One store of rows: SQLite in one file, or PostgreSQL.
///
/// Bodies are synchronous and run on the database's own threads; they hold no lock of ours and await nothing.
public protocol Database: Sendable {
    /// Which engine this is.
    var dialect: Dialect { get }

    /// How many writers can commit side by side: 1 on SQLite.
    var writers: Int { get }

    /// Runs `body` on a read connection, in one consistent snapshot. It sees everything that was committed before, and
    /// what it saw is durable when this returns.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value

    /// Puts `body` into the writers' queue and does not wait: it gets a connection outside of any transaction, or the
    /// reason why there is none. It is always called, once.
    func enqueue(_ body: @escaping @Sendable (Result<any Connection, DatabaseError>) -> Void)

    /// Stops the threads after the work in hand; later calls fail with `closed`.
    func close() async
}

extension Database {
    /// Runs `body` on a write connection outside of any transaction; it opens its own. What it committed is durable when
    /// this returns.
    @discardableResult
    public func session<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            enqueue { connection in
                switch connection {
                case .failure(let error): continuation.resume(throwing: error)
                case .success(let connection):
                    let result = Result { try body(connection) }
                    connection.whenDurable { fault in
                        if let fault { continuation.resume(throwing: fault) } else { continuation.resume(with: result) }
                    }
                }
            }
        }
    }

    /// Runs `body` in one transaction: durable when it returns, without a trace when it throws.
    @discardableResult
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await session { connection in try connection.transaction(body) }
    }
}
