public import SluiceCore

/// The back-tests of one account.
public struct BackTests {
    /// How many seconds a worker keeps one without coming further.
    public static let lease: Int64 = 120
    /// How many of an account are kept.
    public static let most: Int64 = 100

    private static let columns =
        "id, form, actor, state, because, started_at, moved_at, posts, percent, result"

    let connection: any Connection
    let account: AccountID

    /// Those of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static func read(_ row: Row) throws -> BackTest {
        guard let state = BackTest.State(rawValue: try row.text(3)) else { throw DatabaseError(.shape, "back_test") }
        var test = BackTest(
            id: try row.integer(0), form: try PackedFields.read(try row.text(1)), actor: try row.text(2),
            at: Timestamp(try row.integer(5)))
        test.state = state
        test.because = try row.text(4)
        test.movedAt = Timestamp(try row.integer(6))
        (test.posts, test.percent) = (try row.integer(7), try row.integer(8))
        test.result = try row.optionalText(9)
        return test
    }

    /// Writes down a new one, and lets go of the oldest that are over.
    public func create(form: [String: String], by actor: String, at now: Timestamp) throws -> BackTest {
        let id = try connection.nextNumber(of: IDSequence(.backTest, of: account.number))
        try connection.run(
            """
            INSERT INTO back_test (account_id, id, form, actor, state, started_at, moved_at)
            VALUES (\(account.number), \(id), \(PackedFields.text(of: form)), \(actor), 'running', \(now.milliseconds),
                    \(now.milliseconds))
            """)
        try connection.run(
            """
            DELETE FROM back_test
            WHERE account_id = \(account.number) AND id <= \(id - BackTests.most) AND state <> 'running'
            """)
        return BackTest(id: id, form: form, actor: actor, at: now)
    }

    /// The one with this number.
    public func test(_ id: Int64) throws -> BackTest? {
        try connection.first(
            "SELECT \(clause: BackTests.columns) FROM back_test WHERE account_id = \(account.number) AND id = \(id)"
        ).map(BackTests.read)
    }

    /// The newest, those before `id` where it is given.
    public func newest(before id: Int64?, limit: Int64) throws -> [BackTest] {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let id { parts.append("id < \(id)") }
        return try connection.run(
            """
            SELECT \(clause: BackTests.columns) FROM back_test WHERE \(Statement.all(parts))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map(BackTests.read)
    }

    // MARK: Working on one

    /// One of any account that nobody works on, the oldest first.
    public static func idle(at now: Timestamp, _ connection: any Connection) throws -> (account: AccountID, id: Int64)?
    {
        try connection.first(
            """
            SELECT account_id, id FROM back_test
            WHERE state = 'running' AND (lease_until IS NULL OR lease_until <= \(now.milliseconds))
            ORDER BY started_at, account_id, id LIMIT 1
            """
        ).map { (AccountID(try $0.integer(0)), try $0.integer(1)) }
    }

    /// Takes one for a worker that calls itself `claim`; nothing when another works on it or it does not run.
    public func claim(_ id: Int64, as claim: String, at now: Timestamp) throws -> BackTest? {
        let taken = try connection.first(
            """
            UPDATE back_test
            SET claim = \(claim), lease_until = \(now.adding(seconds: BackTests.lease).milliseconds), posts = 0,
                percent = 0
            WHERE account_id = \(account.number) AND id = \(id) AND state = 'running'
              AND (lease_until IS NULL OR lease_until <= \(now.milliseconds))
            RETURNING id
            """)
        return try taken == nil ? nil : test(id)
    }

    /// Writes down how far it is. Throws ``BackTestHalted`` when it is not this worker's any more.
    public func advance(_ id: Int64, posts: Int64, percent: Int64, as claim: String, at now: Timestamp) throws {
        let moved = try connection.first(
            """
            UPDATE back_test
            SET posts = \(posts), percent = \(percent), moved_at = \(now.milliseconds),
                lease_until = \(now.adding(seconds: BackTests.lease).milliseconds)
            WHERE account_id = \(account.number) AND id = \(id) AND claim = \(claim) AND state = 'running'
            RETURNING id
            """)
        guard moved != nil else { throw BackTestHalted() }
    }

    /// Ends it with what came of it, or with why nothing did. Throws ``BackTestHalted`` when it is not this worker's.
    public func end(
        _ id: Int64, _ state: BackTest.State, because: String = "", result: String? = nil, as claim: String,
        at now: Timestamp
    ) throws {
        let ended = try connection.first(
            """
            UPDATE back_test
            SET state = \(state.rawValue), because = \(because), result = \(result), moved_at = \(now.milliseconds),
                percent = CASE WHEN \(state.rawValue) = 'done' THEN 100 ELSE percent END, claim = NULL,
                lease_until = NULL
            WHERE account_id = \(account.number) AND id = \(id) AND claim = \(claim) AND state = 'running'
            RETURNING id
            """)
        guard ended != nil else { throw BackTestHalted() }
    }

    /// Gives it back: the worker stops, and another begins it again.
    public func release(_ id: Int64, as claim: String) throws {
        try connection.run(
            """
            UPDATE back_test SET claim = NULL, lease_until = NULL
            WHERE account_id = \(account.number) AND id = \(id) AND claim = \(claim)
            """)
    }

    /// Cancels one that runs; nothing when it does not.
    public func cancel(_ id: Int64, because: String, at now: Timestamp) throws -> BackTest? {
        let cancelled = try connection.first(
            """
            UPDATE back_test
            SET state = 'cancelled', because = \(because), moved_at = \(now.milliseconds), claim = NULL,
                lease_until = NULL
            WHERE account_id = \(account.number) AND id = \(id) AND state = 'running'
            RETURNING id
            """)
        return try cancelled == nil ? nil : test(id)
    }
}
