import CLibpq
import SluiceDatabase

/// One connection, used by one thread of a pool with blocking calls.
///
/// `BEGIN` travels with the first statement of its transaction and costs no round trip; one that asks nothing never
/// reaches the server. Outside of a transaction a batch is all or nothing too: a pipeline is one implicit transaction.
final class PostgresConnection: Connection {
    private static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    private static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    /// A transaction is run again so many times before its failure is told.
    private static let reruns = 4

    let dialect = Dialect.postgres
    let ids: IDBlocks
    private let link: PostgresLink
    private let prepared = PreparedStatements()
    private var isInTransaction = false
    private var isReadOnly = false
    private var opening: String?
    /// The first failure of a statement in this transaction, also when the body has caught it.
    private var fault: PostgresFault?

    init(url: String, ids: IDBlocks) throws(DatabaseError) {
        self.ids = ids
        link = try PostgresLink(url: url)
    }

    /// Whether the pool has to replace it before the next job.
    var isDead: Bool { link.isStale }

    @discardableResult
    func run(_ statement: Statement) throws(DatabaseError) -> [Row] {
        try runAll([statement]).first ?? []
    }

    @discardableResult
    func runAll(_ statements: [Statement]) throws(DatabaseError) -> [[Row]] {
        guard !statements.isEmpty else { return [] }
        for statement in statements { try PostgresParameters.check(statement) }
        if isInTransaction { return try exchange(statements) }
        fault = nil
        do {
            return try exchange(statements)
        } catch {
            // Nothing of it was done, and the next attempt prepares anew.
            guard let fault, fault.isStalePlan else { throw error }
            return try exchange(statements)
        }
    }

    func transaction<Value>(_ body: (any Connection) throws -> Value) throws -> Value {
        try rerunning(PostgresConnection.begin, body)
    }

    /// Runs `body` in one snapshot that cannot write.
    func snapshot<Value>(_ body: (any Connection) throws -> Value) throws -> Value {
        isReadOnly = true
        defer { isReadOnly = false }
        return try rerunning(PostgresConnection.beginSnapshot, body)
    }

    /// Ends what a job has begun by hand and left open, so that the next one starts outside of any transaction.
    func settle() {
        guard !link.isBroken, link.transactionStatus != PQTRANS_IDLE else { return }
        rollBack()
    }

    private func rerunning<Value>(_ begin: String, _ body: (any Connection) throws -> Value) throws -> Value {
        guard !isInTransaction else { throw DatabaseError(.statement, "a transaction inside a transaction") }
        var left = PostgresConnection.reruns
        while true {
            do {
                return try attempt(begin, body)
            } catch let error as DatabaseError where left > 0 && !link.isBroken {
                left -= 1
                switch error.code {
                case .idsShort where !isReadOnly:
                    try ids.ensureMissing(on: self, attempt: PostgresConnection.reruns - left - 1)
                case .busy where fault?.isWorthRerunning == true: break
                default: throw error
                }
            }
        }
    }

    private func attempt<Value>(_ begin: String, _ body: (any Connection) throws -> Value) throws -> Value {
        isInTransaction = true
        opening = begin
        fault = nil
        defer {
            isInTransaction = false
            opening = nil
        }
        do {
            let value = try body(self)
            try commit()
            return value
        } catch {
            if !link.isBroken, link.transactionStatus != PQTRANS_IDLE { rollBack() }
            throw error
        }
    }

    private func commit() throws(DatabaseError) {
        if link.isBroken { throw fault?.error ?? PostgresConnection.gone }
        if opening != nil { return }  // nothing was asked
        switch link.transactionStatus {
        case PQTRANS_INTRANS: break
        case PQTRANS_INERROR:
            // PostgreSQL answers COMMIT by rolling back here, and says so only in passing.
            throw fault?.error ?? DatabaseError(.statement, "COMMIT after a failure")
        default: throw DatabaseError(.statement, "the transaction was ended by its own body")
        }
        link.forgetWarnings()
        let tag = try control("COMMIT")
        guard tag == "COMMIT" else { throw DatabaseError(.statement, "COMMIT became \(tag)") }
        if link.hasWarning {
            // The wait for the standby was cut short: committed here, perhaps nowhere else. That is no promise, and
            // whoever tries again on this connection must not get through.
            link.end()
            throw DatabaseError(.lost, "COMMIT was not confirmed")
        }
    }

    private func rollBack() {
        do throws(DatabaseError) {
            _ = try control("ROLLBACK")
        } catch {
            link.end()  // the server rolls back when the connection closes
        }
    }

    private func control(_ command: String) throws(DatabaseError) -> String {
        var pipeline = PostgresPipeline(link: link, prepared: prepared, isReadOnly: isReadOnly)
        try pipeline.run(control: command)
        try report(pipeline)
        return pipeline.tag
    }

    private func exchange(_ statements: [Statement]) throws(DatabaseError) -> [[Row]] {
        if link.isBroken { throw PostgresConnection.gone }
        var pipeline = PostgresPipeline(link: link, prepared: prepared, isReadOnly: isReadOnly)
        let control = opening
        opening = nil
        try pipeline.run(control: control, batch: statements)
        try report(pipeline)
        return pipeline.answers
    }

    private func report(_ pipeline: PostgresPipeline) throws(DatabaseError) {
        if let fault = pipeline.fault {
            self.fault = self.fault ?? fault
            if fault.isStalePlan { prepared.removeAll() }
            if fault.endsConnection { link.end() }
            throw fault.error
        }
        if let misreading = pipeline.misreading { throw misreading }
    }

    private static let gone = DatabaseError(.lost, "the connection to PostgreSQL is gone")
}
