public import SluiceDatabase

/// The store of an installation with many nodes: a PostgreSQL server, version 15 or newer, through libpq.
///
/// Each writer and each reader is a thread with a connection of its own, opened when its first job comes and opened
/// again after it was lost. A commit is durable when it returns: `synchronous_commit` is never below `on`.
public final class PostgresDatabase: Database {
    /// How many writers commit side by side.
    public let writers: Int
    /// PostgreSQL.
    public var dialect: Dialect { .postgres }

    private let writing: WorkerPool<PostgresConnection>
    private let reading: WorkerPool<PostgresConnection>

    /// Prepares to use the server at `url`, a libpq connection URL that may name several hosts; nothing connects yet.
    ///
    /// Throws `statement` when the URL is malformed. The first calls fail with `lost` when the server cannot be reached,
    /// `busy` when it has no connection to give, `schema` when it is older than 15 or its database is not in UTF-8.
    public init(url: String, writers: Int = 2, readers: Int = 4, ids: IDBlocks) throws(DatabaseError) {
        try PostgresLink.checkSpelling(of: url)
        self.writers = max(1, writers)
        let make: @Sendable () throws(DatabaseError) -> PostgresConnection = { () throws(DatabaseError) in
            try PostgresConnection(url: url, ids: ids)
        }
        writing = WorkerPool(label: "postgres-writer", count: writers, isDead: { $0.isDead }, make: make)
        reading = WorkerPool(label: "postgres-reader", count: readers, isDead: { $0.isDead }, make: make)
    }

    /// Gives its connections back where nobody closed it.
    deinit {
        reading.end()
        writing.end()
    }

    /// Runs `body` in one snapshot of a reader, which cannot write. It is run again when the server asks for that.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await reading.run { connection in try connection.snapshot(body) }
    }

    /// Queues `body` for the next free writer.
    public func enqueue(_ body: @escaping @Sendable (Result<any Connection, DatabaseError>) -> Void) {
        writing.submit { resource in
            switch resource {
            case .failure(let error): body(.failure(error))
            case .success(let connection):
                body(.success(connection))
                connection.settle()
            }
        }
    }

    /// Finishes the work in hand and closes the connections.
    public func close() async {
        await reading.close()
        await writing.close()
    }
}
