import SluiceDatabase
import SluicePostgres
import Synchronization
import Testing

@Suite(.enabled(if: PostgresServer.url != nil)) struct `Accidents on PostgreSQL` {
    static let faults: [(sql: String, code: DatabaseError.Code, constraint: String?)] = [
        ("INSERT INTO strict (id, kind) VALUES (1, 'a')", .constraint, "strict_pkey"),
        ("INSERT INTO strict (id, kind) VALUES (2, 'z')", .constraint, "strict_kind_check"),
        ("INSERT INTO strict (id, kind) VALUES (2, NULL)", .constraint, "strict.kind"),
        ("SELECT nothing FROM strict", .statement, nil),
        ("SELECT * FROM no_such_table", .statement, nil),
        ("SELEC 1", .statement, nil),
        ("SELECT CAST('secret' AS BIGINT)", .statement, nil),
        ("SELECT 1 / (SELECT count(*) FROM strict WHERE id = 77)", .statement, nil),
        ("SELECT $1", .statement, nil),
        ("COPY strict TO STDOUT", .lost, nil),
    ]

    @Test(arguments: faults)
    func `have a code, a constraint and no values`(
        sql: String, code: DatabaseError.Code, constraint: String?
    ) async throws {
        try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run(
                    "CREATE TEMP TABLE strict (id BIGINT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('a', 'b')))")
                try connection.run("INSERT INTO strict (id, kind) VALUES (1, 'b')")
                do throws(DatabaseError) {
                    try connection.run(Statement(sql, []))
                    Issue.record("no failure")
                } catch {
                    #expect(error.code == code)
                    #expect(error.constraint == constraint)
                    #expect(!error.detail.contains("invalid input"))
                }
            }
        }
    }

    @Test func `refuse a NUL byte instead of cutting the text there`() async throws {
        try await PostgresServer.use { database in
            let code = await PostgresServer.code {
                _ = try await database.session { connection in try connection.run("SELECT length(\("a\0b"))") }
            }
            #expect(code == .statement)
        }
    }

    @Test func `in the middle of a batch leave nothing behind, and the connection usable`() async throws {
        try await PostgresServer.use { database in
            try await PostgresServer.make("batch", "id BIGINT PRIMARY KEY", on: database)
            try await database.session { connection in
                let good = (0..<300).map { Statement("INSERT INTO batch (id) VALUES ($1)", [.integer($0)]) }
                let bad = good[..<150] + [good[7], Statement("SELECT never_reached FROM batch", [])] + good[150...]
                for isInTransaction in [true, false] {
                    do {
                        _ =
                            try isInTransaction
                            ? connection.transaction { try $0.runAll(Array(bad)) } : connection.runAll(Array(bad))
                        Issue.record("no failure")
                    } catch let error as DatabaseError {
                        #expect(error.code == .constraint)
                        #expect(error.constraint == "batch_pkey")
                    }
                    #expect(try connection.first("SELECT count(*) FROM batch")?.integer(0) == 0)
                }
                _ = try connection.transaction { try $0.runAll(good) }
                #expect(try connection.first("SELECT count(*) FROM batch")?.integer(0) == 300)
            }
        }
    }

    @Test func `that the body has caught still do not commit`() async throws {
        try await PostgresServer.use { database in
            try await PostgresServer.make("caught", "id BIGINT PRIMARY KEY", on: database)
            let code = await PostgresServer.code {
                try await database.write { connection in
                    try connection.run("INSERT INTO caught (id) VALUES (1)")
                    _ = try? connection.run("INSERT INTO caught (id) VALUES (1)")
                }
            }
            #expect(code == .constraint)
            #expect(try await PostgresServer.count("caught", on: database) == 0)
        }
    }

    struct Refused: Error {}

    @Test func `of any kind roll back, and a transaction does not nest`() async throws {
        try await PostgresServer.use { database in
            try await PostgresServer.make("rolled", "id BIGINT PRIMARY KEY", on: database)
            await #expect(throws: Refused.self) {
                try await database.write { connection in
                    try connection.run("INSERT INTO rolled (id) VALUES (1)")
                    throw Refused()
                }
            }
            let code = await PostgresServer.code {
                try await database.write { connection in
                    try connection.run("INSERT INTO rolled (id) VALUES (1)")
                    try connection.transaction { _ in }
                }
            }
            #expect(code == .statement)
            #expect(try await PostgresServer.count("rolled", on: database) == 0)
            try await database.session { connection in
                try connection.run("BEGIN")  // by hand, and left open
                try connection.run("INSERT INTO rolled (id) VALUES (1)")
            }
            _ = try await database.write { try $0.run("INSERT INTO rolled (id) VALUES (2)") }
            #expect(try await PostgresServer.count("rolled", on: database) == 1)
        }
    }

    @Test func `of a block of ids run the transaction again with a larger one`() async throws {
        let ids = IDBlocks(blockSize: 4)
        try await PostgresServer.use(ids: ids) { database in
            _ = try await database.session { connection in
                try connection.run(
                    """
                    CREATE TABLE IF NOT EXISTS id_block (account_id BIGINT NOT NULL, kind TEXT NOT NULL,
                        next_id BIGINT NOT NULL, PRIMARY KEY (account_id, kind))
                    """)
            }
            try await PostgresServer.make("numbered", "id BIGINT PRIMARY KEY", on: database)
            let account = try await database.session { try $0.first("SELECT pg_backend_pid()")?.integer(0) ?? 0 }
            let runs = Mutex(0)
            try await database.write { connection in
                runs.withLock { $0 += 1 }
                for _ in 0..<4 {
                    let id = try connection.ids.take(from: IDSequence(.lead, of: account))
                    try connection.run("INSERT INTO numbered (id) VALUES (\(id))")
                }
            }
            #expect(runs.withLock(\.self) == 2)
            #expect(try await PostgresServer.count("numbered", on: database) == 4)
        }
    }

    @Test func `of serialization and deadlock run the transaction again, four times at most`() async throws {
        try await PostgresServer.use { database in
            for (state, expected) in [("40001", 5), ("40P01", 5), ("55P03", 1)] {
                let runs = Mutex(0)
                let code = await PostgresServer.code {
                    try await database.write { connection in
                        runs.withLock { $0 += 1 }
                        try connection.run(
                            Statement("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '\(state)'; END $$", []))
                    }
                }
                #expect(code == .busy)
                #expect(runs.withLock(\.self) == expected)
            }
        }
    }

    @Test func `that end the server's process lose the call, and the next job has a new connection`() async throws {
        let (pids, send) = AsyncStream.makeStream(of: Int64.self)
        try await PostgresServer.use { database in
            try await PostgresServer.use { other in
                async let lost = PostgresServer.code {
                    try await database.write { connection in
                        send.yield(try connection.first("SELECT pg_backend_pid()")?.integer(0) ?? 0)
                        send.finish()
                        do throws(DatabaseError) {
                            try connection.run("SELECT pg_sleep(60)")
                        } catch {
                            #expect(error.code == .lost)
                        }
                        try connection.run("SELECT 1")  // stays lost until the job ends
                    }
                }
                for await pid in pids { try await terminate(pid, from: other) }
                #expect(await lost == .lost)

                // A connection that ends while nobody uses it is replaced without anyone noticing.
                let pid = try await process(of: database)
                try await terminate(pid, from: other)
                #expect(try await process(of: database) != pid)
            }
        }
    }

    @Test func `at the moment of COMMIT leave the outcome unknown, and nothing is run again`() async throws {
        try await PostgresServer.use { database in
            try await PostgresServer.make("mortal", "id BIGINT", on: database)
            try await database.session { connection in
                try connection.run(
                    """
                    CREATE OR REPLACE FUNCTION mortal_end() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                    """)
                try connection.run(
                    """
                    CREATE CONSTRAINT TRIGGER mortal_end AFTER INSERT ON mortal DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION mortal_end()
                    """)
            }
            let runs = Mutex(0)
            let code = await PostgresServer.code {
                try await database.write { connection in
                    runs.withLock { $0 += 1 }
                    try connection.run("INSERT INTO mortal (id) VALUES (1)")
                }
            }
            #expect(code == .lost)
            #expect(runs.withLock(\.self) == 1)
            #expect(try await PostgresServer.count("mortal", on: database) == 0)
        }
    }

    @Test func `are avoided by advisory locks: the second waits until the first has committed`() async throws {
        let key: Int64 = 0x5e17_0001
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        try await PostgresServer.use(writers: 2) { database in
            try await PostgresServer.make("ordered", "name TEXT, rows BIGINT", on: database)
            async let first: Void = database.write { connection in
                try connection.lock([key, key + 1])
                hold.yield()
                hold.finish()
                var waiting: Int64 = 0
                for _ in 0..<100_000 where waiting == 0 {
                    waiting =
                        try connection.first(
                            """
                            SELECT count(*) FROM pg_locks
                            WHERE locktype = 'advisory' AND NOT granted AND objid = \(key)
                            """)?.integer(0) ?? 0
                }
                #expect(waiting == 1)
                try connection.run("INSERT INTO ordered SELECT 'first', count(*) FROM ordered")
            }
            for await _ in held {}
            try await database.write { connection in
                try connection.lock([key])
                try connection.run("INSERT INTO ordered SELECT 'second', count(*) FROM ordered")
            }
            try await first
            let rows = try await database.read { connection in
                try connection.run("SELECT name FROM ordered ORDER BY rows").map { try $0.text(0) }
            }
            #expect(rows == ["first", "second"])
        }
    }

    @Test(arguments: [
        ("postgresql://sluice:pa%zzss@localhost/sluice", DatabaseError.Code.statement),
        ("postgresql://sluice:pass@localhost:1/sluice", .lost),
    ])
    func `at connecting never quote the URL`(url: String, code: DatabaseError.Code) async throws {
        do {
            let database = try PostgresDatabase(url: url, ids: IDBlocks())
            _ = try await database.session { try $0.run("SELECT 1") }
            Issue.record("no failure")
        } catch let error as DatabaseError {
            #expect(error.code == code)
            #expect(!error.detail.contains("pa"))
        }
    }

    private func process(of database: PostgresDatabase) async throws -> Int64 {
        try await database.session { try $0.first("SELECT pg_backend_pid()")?.integer(0) ?? 0 }
    }

    private func terminate(_ pid: Int64, from database: PostgresDatabase) async throws {
        let isGone = try await database.session { connection in
            try connection.first("SELECT pg_terminate_backend(CAST(\(pid) AS INTEGER), 10000)")?.boolean(0)
        }
        #expect(isGone == true)
    }
}
