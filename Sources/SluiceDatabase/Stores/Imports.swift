public import SluiceCore

/// The imports of one account.
public struct Imports {
    let connection: any Connection
    let account: AccountID

    /// How long a worker keeps an import without coming further.
    public static let lease: Int64 = 30

    /// The imports of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static let columns = """
        id, kind, name, file, size, changed_at, node, plan, actor, state, because, started_at, moved_at, place, last_row,
        row_count, accepted, updated, refused
        """

    private static func job(_ row: Row) throws -> ImportJob {
        guard let kind = ImportKind(rawValue: try row.text(1)),
            let state = ImportJob.State(rawValue: try row.text(9))
        else { throw DatabaseError(.shape, "import_job") }
        var job = ImportJob(
            id: try row.integer(0), kind: kind, name: try row.text(2), file: try row.text(3), size: try row.integer(4),
            changedAt: try row.integer(5), node: try row.text(6), plan: try row.text(7), actor: try row.text(8),
            at: Timestamp(try row.integer(11)), place: try row.integer(13), lastRow: try row.integer(14))
        job.state = state
        job.because = try row.text(10)
        job.movedAt = Timestamp(try row.integer(12))
        (job.rows, job.accepted) = (try row.integer(15), try row.integer(16))
        (job.updated, job.refused) = (try row.integer(17), try row.integer(18))
        return job
    }

    /// Writes down a new import.
    public func create(_ job: ImportJob) throws {
        try connection.run(
            """
            INSERT INTO import_job (account_id, id, kind, name, file, size, changed_at, node, plan, actor, state,
                                    started_at, moved_at, place, last_row)
            VALUES (\(account.number), \(job.id), \(job.kind.rawValue), \(job.name), \(job.file), \(job.size),
                    \(job.changedAt), \(job.node), \(job.plan), \(job.actor), 'running',
                    \(job.startedAt.milliseconds), \(job.movedAt.milliseconds), \(job.place), \(job.lastRow))
            """)
    }

    /// The import with this number.
    public func job(_ id: Int64) throws -> ImportJob? {
        try connection.first(
            "SELECT \(clause: Imports.columns) FROM import_job WHERE account_id = \(account.number) AND id = \(id)"
        ).map(Imports.job)
    }

    /// The newest imports, those before `id` where it is given.
    public func newest(before id: Int64?, limit: Int64) throws -> [ImportJob] {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let id { parts.append("id < \(id)") }
        return try connection.run(
            """
            SELECT \(clause: Imports.columns) FROM import_job WHERE \(Statement.all(parts))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map(Imports.job)
    }

    // MARK: Working on one

    /// The imports of a node that nobody works on.
    public static func idle(on node: String, at now: Timestamp, _ connection: any Connection) throws
        -> [(account: AccountID, id: Int64)]
    {
        try connection.run(
            """
            SELECT account_id, id FROM import_job
            WHERE node = \(node) AND state = 'running' AND (lease_until IS NULL OR lease_until <= \(now.milliseconds))
            ORDER BY account_id, id
            """
        ).map { (AccountID(try $0.integer(0)), try $0.integer(1)) }
    }

    /// Gives back every import of a node whose workers are gone: its server has just begun.
    public static func releaseAll(on node: String, _ connection: any Connection) throws {
        try connection.run(
            """
            UPDATE import_job SET claim = NULL, lease_until = NULL
            WHERE node = \(node) AND state = 'running' AND claim IS NOT NULL
            """)
    }

    /// The files that imports of a node still need.
    public static func files(on node: String, _ connection: any Connection) throws -> Set<String> {
        let rows = try connection.run(
            "SELECT file FROM import_job WHERE node = \(node) AND state IN ('running', 'paused')")
        return Set(try rows.map { try $0.text(0) })
    }

    /// Takes an import for a worker that calls itself `claim`; nothing when another works on it or it does not run.
    public func claim(_ id: Int64, as claim: String, at now: Timestamp) throws -> ImportJob? {
        let taken = try connection.first(
            """
            UPDATE import_job SET claim = \(claim), lease_until = \(now.adding(seconds: Imports.lease).milliseconds)
            WHERE account_id = \(account.number) AND id = \(id) AND state = 'running'
              AND (lease_until IS NULL OR lease_until <= \(now.milliseconds))
            RETURNING id
            """)
        return try taken == nil ? nil : job(id)
    }

    /// Writes down what a batch came to that was read from `place` on, in the transaction of its rows. Throws
    /// ``ImportHalted`` when the import is not this worker's any more, or stands elsewhere.
    public func advance(
        _ id: Int64, from place: Int64, by tally: ImportTally, as claim: String, at now: Timestamp
    ) throws {
        let moved = try connection.first(
            """
            UPDATE import_job
            SET place = \(tally.end), last_row = \(tally.lastRow), row_count = row_count + \(tally.rows),
                accepted = accepted + \(tally.accepted), updated = updated + \(tally.updated),
                refused = refused + \(Int64(tally.faults.count)), moved_at = \(now.milliseconds),
                lease_until = \(now.adding(seconds: Imports.lease).milliseconds)
            WHERE account_id = \(account.number) AND id = \(id) AND claim = \(claim) AND state = 'running'
              AND place = \(place)
            RETURNING id
            """)
        guard moved != nil else { throw ImportHalted() }
        try connection.store(tally.faults.map { Imports.insertion($0, job: id, of: account) })
    }

    /// Ends the work on an import: at the end of its file, or halted for a reason.
    public func end(
        _ id: Int64, _ state: ImportJob.State, because: String = "", as claim: String, at now: Timestamp
    ) throws {
        try connection.run(
            """
            UPDATE import_job
            SET state = \(state.rawValue), because = \(because), moved_at = \(now.milliseconds), claim = NULL,
                lease_until = NULL
            WHERE account_id = \(account.number) AND id = \(id) AND claim = \(claim) AND state = 'running'
            """)
    }

    /// Gives an import back as it stands: the worker stops, another goes on.
    public func release(_ id: Int64, as claim: String) throws {
        try connection.run(
            """
            UPDATE import_job SET claim = NULL, lease_until = NULL
            WHERE account_id = \(account.number) AND id = \(id) AND claim = \(claim)
            """)
    }

    /// Pauses, resumes or cancels an import; returns it as it is then, nothing where that cannot be. Who works on it
    /// finds out with its next batch, which is not stored.
    public func turn(
        _ id: Int64, to state: ImportJob.State, from: [ImportJob.State], because: String, at now: Timestamp
    ) throws -> ImportJob? {
        let turned = try connection.first(
            """
            UPDATE import_job
            SET state = \(state.rawValue), because = \(because), moved_at = \(now.milliseconds), claim = NULL,
                lease_until = NULL
            WHERE account_id = \(account.number) AND id = \(id) AND state IN (\(list: from.map(\.rawValue)))
            RETURNING id
            """)
        return try turned == nil ? nil : job(id)
    }
}
