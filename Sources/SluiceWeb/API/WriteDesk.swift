public import SluiceCore
public import SluiceDatabase

/// Where every write of the API is done that is not a lead coming in: one transaction for its effect and, where the
/// request has an Idempotency-Key, its answer.
///
/// Repeated with its key, a request gets the answer of the first; a business failure is an answer like any other. What
/// throws has no effect. With `dry_run=1` everything is judged, the answer says so, and nothing stays.
public struct WriteDesk: Sendable {
    private static let attempts = 4

    private let database: any Database
    private let cache: ConfigurationCache
    private let clock: Clock

    /// A desk over these parts.
    public init(database: any Database, cache: ConfigurationCache, clock: Clock) {
        self.database = database
        self.cache = cache
        self.clock = clock
    }

    /// The time of the desk.
    public var now: Timestamp { clock.now() }

    /// What a write works with.
    public struct Session {
        /// The transaction.
        public let connection: any Connection
        /// Whose rows.
        public let account: AccountID
        /// The newest configuration, as of this transaction.
        public let configuration: AccountConfiguration
        /// Who asks, as journals write it.
        public let actor: String
        /// When.
        public let now: Timestamp
        let held: Set<Int64>

        /// Starts the write over where one of these locks is not held: the rows are no longer those that the locks
        /// were chosen by.
        func require(_ locks: [Int64]) throws {
            if !held.isSuperset(of: locks) { throw RowChanged() }
        }
    }

    private struct RowChanged: Error {}

    private enum Outcome: Sendable {
        case answer(StoredAnswer)
        case keyReused
    }

    /// An answer that must leave no trace.
    private struct DryRun: Error {
        var answer: StoredAnswer
    }

    /// Does a write to rows.
    ///
    /// `reading` takes from the request what needs no rows. `locks` names what the body needs held, from rows read
    /// before anything is locked; the body reads again what it decides by and says what it
    /// ``Session/require(_:)``s. Whether the request can be granted is for the body to say, since a repeated request
    /// gets its old answer.
    func write<Asked: Sendable>(
        _ request: APIRequest, reading: () throws(APIFailure) -> Asked,
        locks: @escaping @Sendable (Asked, any Connection) throws -> [Int64],
        _ body: @escaping @Sendable (Asked, Session) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        try await write(request.write, reading: reading, locks: locks, body)
    }

    /// Does a write to rows, as the one above, for a request of any door.
    func write<Asked: Sendable>(
        _ request: WriteRequest, reading: () throws(APIFailure) -> Asked,
        locks: @escaping @Sendable (Asked, any Connection) throws -> [Int64],
        _ body: @escaping @Sendable (Asked, Session) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        let asked: Asked
        do {
            asked = try reading()
        } catch {
            return try await settle(request) { throw error }
        }
        return try await write(request, locks: { try locks(asked, $0) }, { try body(asked, $0) })
    }

    /// Does a write to rows, as the one above, for a request that is read already.
    public func write(
        _ request: WriteRequest, locks: @escaping @Sendable (any Connection) throws -> [Int64],
        _ body: @escaping @Sendable (Session) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        var left = WriteDesk.attempts
        while true {
            left -= 1
            do {
                return try await settle(request) { try await once(request, locks, body) }
            } catch is RowChanged {
                guard left > 0 else { throw APIFailure.unavailable }
            }
        }
    }

    private func once(
        _ request: WriteRequest, _ locks: @escaping @Sendable (any Connection) throws -> [Int64],
        _ body: @escaping @Sendable (Session) throws -> StoredAnswer
    ) async throws -> Outcome {
        let now = clock.now()
        return try await database.write { connection in
            let account = request.account
            let held = try locks(connection)
            try connection.lock(held + request.keyLocks, shared: [Configurations.lock(of: account)])
            return try WriteDesk.answer(request, on: connection, at: now) {
                let configurations = Configurations(connection, of: account)
                var configuration = request.configuration
                if try configurations.version() != configuration.version {
                    guard let newest = try configurations.snapshot() else { throw APIFailure.tokenInvalid }
                    configuration = newest
                }
                return try body(
                    Session(
                        connection: connection, account: account, configuration: configuration, actor: request.actor,
                        now: now, held: Set(held)))
            }
        }
    }

    /// Does a change of configuration. The body judges on the newest snapshot, which nobody else changes meanwhile.
    func edit(
        _ request: APIRequest, _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        try await edit(request.write, body)
    }

    /// Does a change of configuration, as the one above, for a request of any door.
    public func edit(
        _ request: WriteRequest, _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        let now = clock.now()
        return try await settle(request) {
            try await cache.edit(request.account, by: request.actor, from: request.origin, at: now) { edit in
                try edit.connection.lock(request.keyLocks)
                let connection = edit.connection
                return try WriteDesk.answer(request, on: connection, at: now) { try body(&edit) }
            }
        }
    }

    /// The stored answer, or the body's, stored.
    private static func answer(
        _ request: WriteRequest, on connection: any Connection, at now: Timestamp, _ body: () throws -> StoredAnswer
    ) throws -> Outcome {
        if request.isDryRun { throw DryRun(answer: try body().markedAsDryRun) }
        guard let key = request.key else { return .answer(try body()) }
        switch try Idempotency.find(key, on: connection, at: now) {
        case .answered(let answer): return .answer(answer)
        case .reused: return .keyReused
        case .new:
            let answer = try body()
            try connection.run(Idempotency.insertion(answer, for: key, at: now))
            return .answer(answer)
        }
    }

    /// Turns an outcome into the answer, and keeps a failure under the request's key: the body's own transaction is
    /// gone with everything in it, so this is another.
    private func settle(
        _ request: WriteRequest, _ work: () async throws -> Outcome
    ) async throws -> StoredAnswer {
        do {
            switch try await work() {
            case .answer(let answer): return answer
            case .keyReused: throw WriteDesk.keyReused
            }
        } catch let dry as DryRun {
            return dry.answer
        } catch {
            guard let key = request.key, !request.isDryRun, error as? APIFailure != WriteDesk.keyReused,
                let answer = request.failure(error), answer.status < 500, answer.status != 429
            else { throw error }
            return try await keep(answer, under: key)
        }
    }

    private func keep(_ answer: StoredAnswer, under key: IdempotencyKey) async throws -> StoredAnswer {
        let now = clock.now()
        return try await database.write { connection in
            try connection.lock([key.lock])
            switch try Idempotency.find(key, on: connection, at: now) {
            case .answered(let first): return first
            case .reused: throw WriteDesk.keyReused
            case .new:
                try connection.run(Idempotency.insertion(answer, for: key, at: now))
                return answer
            }
        }
    }

    private static let keyReused = APIFailure(
        status: 422, "The Idempotency-Key was used for another request", fields: ["Idempotency-Key"])
}

extension APIRequest {
    /// The caller's key against doubling.
    var key: IdempotencyKey? {
        guard let idempotencyKey, let digest else { return nil }
        return IdempotencyKey(
            account: caller.accountID, token: caller.keyOwner, path: path, key: idempotencyKey, digest: digest)
    }

    /// Whether only the answer is wanted.
    var isDryRun: Bool { self["dry_run"].flatMap(WireBool.read) ?? false }

    /// The request as the desk takes it.
    var write: WriteRequest {
        WriteRequest(
            account: caller.accountID, actor: actor, configuration: configuration, key: key, isDryRun: isDryRun,
            failure: { ($0 as? APIFailure).map(ConvosoAnswer.failure) })
    }
}

extension StoredAnswer {
    /// The answer with `"dry_run":true` behind its members.
    fileprivate var markedAsDryRun: StoredAnswer {
        guard body.hasSuffix("}") else { return self }
        return StoredAnswer(status: status, body: body.dropLast() + ",\"dry_run\":true}")
    }
}
