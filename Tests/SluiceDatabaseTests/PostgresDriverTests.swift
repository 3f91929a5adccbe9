import SluiceCore
import SluiceDatabase
import SluicePostgres
import Testing

@Suite(.enabled(if: PostgresServer.url != nil)) struct `The PostgreSQL driver` {
    static let values: [(type: String, value: DatabaseValue)] = [
        ("BIGINT", .integer(.min)), ("BIGINT", .integer(.max)), ("BIGINT", .integer(0)), ("BIGINT", .integer(-1)),
        ("BIGINT", .integer(13_105_556_789)), ("BIGINT", .null),
        ("DOUBLE PRECISION", .real(0.1)), ("DOUBLE PRECISION", .real(-1.7976931348623157e308)),
        ("DOUBLE PRECISION", .real(.leastNonzeroMagnitude)), ("DOUBLE PRECISION", .real(.infinity)),
        ("DOUBLE PRECISION", .null),
        ("TEXT", .text("")), ("TEXT", .text("it's \"quoted\" \\ $1 ?")), ("TEXT", .text("Zoë 👩‍👩‍👧 \u{1F600}\n\t")),
        ("TEXT", .text(String(repeating: "ü", count: 200_000))), ("TEXT", .text("123")), ("TEXT", .null),
    ]

    @Test(arguments: values)
    func `gives back what it was given`(type: String, value: DatabaseValue) async throws {
        let (bound, stored) = try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run(Statement("CREATE TEMP TABLE kept (value \(type))", []))
                let bound = try connection.first(Statement("SELECT CAST($1 AS \(type))", [value]))
                try connection.run("INSERT INTO kept (value) VALUES (\(value))")
                return (try bound?.value(0), try connection.first("SELECT value FROM kept")?.value(0))
            }
        }
        #expect(bound == value)
        #expect(stored == value)
    }

    static let arrays: [(type: String, value: DatabaseValue, elements: [DatabaseValue])] = [
        ("BIGINT", .integers([.min, nil, 0, .max]), [.integer(.min), .null, .integer(0), .integer(.max)]),
        ("BIGINT", .integers([]), []),
        ("TEXT", .texts([]), []),
        ("TEXT", .texts([nil, nil]), [.null, .null]),
        (
            "TEXT", .texts(["", "NULL", "{\"a,b\":\"\\\\\"}", nil, "Zoë 👩‍👩‍👧\n"]),
            [.text(""), .text("NULL"), .text("{\"a,b\":\"\\\\\"}"), .null, .text("Zoë 👩‍👩‍👧\n")]
        ),
        (
            "TEXT", .texts([String](repeating: String(repeating: "ü", count: 20_000), count: 40)),
            [DatabaseValue](repeating: .text(String(repeating: "ü", count: 20_000)), count: 40)
        ),
    ]

    @Test(arguments: arrays)
    func `takes columns of many rows, in their order`(
        type: String, value: DatabaseValue, elements: [DatabaseValue]
    ) async throws {
        let read = try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run(Statement("SELECT CAST(v AS \(type)) FROM unnest($1) AS v", [value]))
                    .map { try $0.value(0) }
            }
        }
        #expect(read == elements)
    }

    @Test func `refuses a NUL within an array`() async throws {
        let code = try await PostgresServer.use { database in
            try await database.session { connection in
                do throws(DatabaseError) {
                    try connection.run(Statement("SELECT v FROM unnest($1) AS v", [.texts(["a", "b\0c"])]))
                    return DatabaseError.Code?.none
                } catch {
                    return error.code
                }
            }
        }
        #expect(code == .statement)
    }

    static let results: [(sql: String, value: DatabaseValue)] = [
        ("CAST(-7 AS SMALLINT)", .integer(-7)), ("CAST(7 AS INTEGER)", .integer(7)), ("true", .integer(1)),
        ("1 = 2", .integer(0)), ("CAST(2147483648 AS oid)", .integer(2_147_483_648)),
        ("CAST('9000000000' AS xid8)", .integer(9_000_000_000)), ("CAST(1.5 AS REAL)", .real(1.5)),
        ("(SELECT sum(n) FROM (VALUES (CAST(1 AS BIGINT)), (2)) AS v (n))", .integer(3)),
        ("(SELECT avg(n) FROM (VALUES (CAST(1 AS BIGINT)), (3)) AS v (n))", .real(2)), ("1.25", .real(1.25)),
        ("10000000000000000000", .real(1e19)), ("(SELECT count(*) FROM pg_class WHERE false)", .integer(0)),
        ("CAST('{\"b\":1,\"a\":\"x\"}' AS JSONB)", .text(#"{"a": "x", "b": 1}"#)), ("'x'", .text("x")),
        ("CAST('lead' AS name)", .text("lead")), ("CAST('{\"a\":\"1\"}' AS JSONB) ->> 'a'", .text("1")),
        ("CAST('2026-01-02 03:04:05+02' AS timestamptz)", .text("2026-01-02 01:04:05+00")),
    ]

    @Test(arguments: results)
    func `reads the types of the server in four shapes`(sql: String, value: DatabaseValue) async throws {
        let read = try await PostgresServer.use { database in
            try await database.read { connection in try connection.first(Statement("SELECT \(sql)", []))?.value(0) }
        }
        #expect(read == value)
    }

    @Test func `lets the server infer the type of a text and of NULL, and declares numbers`() async throws {
        try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run(
                    "CREATE TEMP TABLE lead (phone BIGINT, fields JSONB, name TEXT, score DOUBLE PRECISION)")
                let insert = "INSERT INTO lead (phone, fields, name, score) VALUES ($1, CAST($2 AS JSONB), $3, $4)"
                let fields = DatabaseValue.text(#"{"city": "Köln"}"#)
                try connection.run(Statement(insert, [.null, .null, .null, .null]))
                try connection.run(Statement(insert, [.integer(13_105_556_789), fields, .text("1"), .real(0.5)]))
                try connection.run(Statement(insert, [.integer(1), fields, .null, .integer(2)]))

                func count(_ statement: Statement) throws -> Int64? { try connection.first(statement)?.integer(0) }
                #expect(try count("SELECT count(*) FROM lead WHERE phone = \(Int64(13_105_556_789))") == 1)
                #expect(try count("SELECT count(*) FROM lead WHERE phone = \(DatabaseValue.null)") == 0)
                #expect(try count("SELECT count(*) FROM lead WHERE fields ->> \("city") = \("Köln")") == 2)
                #expect(try count("SELECT count(*) FROM lead WHERE phone IN (\(list: [1, 2]))") == 1)
                #expect(try count("SELECT count(*) FROM lead WHERE score > \(1)") == 1)
                #expect(try count("SELECT \(Int64.max) - 86400000") == .max - 86_400_000)
                #expect(throws: DatabaseError.self) { try connection.run("SELECT 1 FROM lead WHERE name = \(1)") }
            }
        }
    }

    @Test func `prepares a text with many NULLs once for each type it meets, and not again`() async throws {
        let count = try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run("CREATE TEMP TABLE wide (a BIGINT, b BIGINT, c BIGINT, d BIGINT)")
                for mask in 0..<16 {
                    let arguments: [DatabaseValue] = (0..<4).map { mask >> $0 & 1 == 1 ? .integer(Int64($0)) : .null }
                    try connection.run(Statement("INSERT INTO wide (a, b, c, d) VALUES ($1, $2, $3, $4)", arguments))
                }
                #expect(
                    try connection.first("SELECT count(*), count(a), count(d) FROM wide")?.values
                        == [.integer(16), .integer(8), .integer(8)])
                return try connection.first(
                    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO wide%'")?.integer(0)
            }
        }
        #expect(try #require(count) <= 5)
    }

    @Test func `keeps at most 512 statements prepared, and prepares those that had to go once more`() async throws {
        try await PostgresServer.use { database in
            try await database.session { connection in
                let texts = (0..<700).map { Statement("SELECT $1 + \($0)", [.integer(1)]) }
                for _ in 0..<2 {
                    let one = try texts.map { try connection.first($0)?.integer(0) }
                    let all = try connection.runAll(texts).map { try $0.first?.integer(0) }
                    #expect(one == (0..<700).map { Int64($0 + 1) })
                    #expect(all == one)
                }
                let kept = try connection.first("SELECT count(*) FROM pg_prepared_statements")?.integer(0)
                #expect(kept == 512)
            }
        }
    }

    @Test func `survives that the server forgets or outdates what was prepared`() async throws {
        try await PostgresServer.use { database in
            try await PostgresServer.make("outdated", "a BIGINT", on: database)
            try await database.session { connection in
                try connection.run("INSERT INTO outdated VALUES (1)")
                #expect(try connection.first("SELECT * FROM outdated")?.values == [.integer(1)])
                try connection.run("ALTER TABLE outdated ADD COLUMN b BIGINT")
                #expect(try connection.first("SELECT * FROM outdated")?.values == [.integer(1), .null])
                try connection.run("ALTER TABLE outdated ADD COLUMN c BIGINT")
                let row = try connection.transaction { try $0.first("SELECT * FROM outdated") }
                #expect(row?.values == [.integer(1), .null, .null])
                try connection.run("DEALLOCATE ALL")
                #expect(try connection.first("SELECT * FROM outdated")?.values.count == 3)
            }
        }
    }

    @Test func `sends thousands of large statements without waiting for ever on a full socket`() async throws {
        try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run("CREATE TEMP TABLE bulk (id BIGINT PRIMARY KEY, body TEXT)")
                let inserts = (0..<5_000).map { number in
                    // It comes back as well, so that both directions are full at once.
                    Statement(
                        "INSERT INTO bulk (id, body) VALUES ($1, $2) RETURNING id, body, body, body",
                        [.integer(Int64(number)), .text(String(repeating: "\(number % 10)", count: 1_024))])
                }
                let answers = try connection.transaction { try $0.runAll(inserts) }
                #expect(try answers.map { try $0.first?.integer(0) } == (0..<5_000).map { Int64($0) })
                #expect(try answers.last?.first?.text(3) == String(repeating: "9", count: 1_024))
                #expect(try connection.first("SELECT count(*) FROM bulk")?.integer(0) == 5_000)
            }
        }
    }

    @Test func `reads one snapshot that cannot write`() async throws {
        try await PostgresServer.use { database in
            try await PostgresServer.make("seen", "a BIGINT", on: database)
            let isolation = try await database.read { connection in
                try connection.first("SHOW transaction_isolation")?.text(0)
            }
            #expect(isolation == "repeatable read")
            let code = await PostgresServer.code {
                _ = try await database.read { connection in try connection.run("INSERT INTO seen VALUES (1)") }
            }
            #expect(code == .statement)
            #expect(try await PostgresServer.count("seen", on: database) == 0)
        }
    }

    @Test func `runs a command that allows no transaction around it`() async throws {
        try await PostgresServer.use { database in
            try await database.session { connection in
                try connection.run("DROP DATABASE IF EXISTS sluice_driver_alone")
                try connection.run("CREATE DATABASE sluice_driver_alone")
                try connection.run("DROP DATABASE sluice_driver_alone")
            }
        }
    }

    @Test func `commits durably whatever the default is, and tells the operator`() async throws {
        let separator = try #require(PostgresServer.url).contains("?") ? "&" : "?"
        let url = try #require(PostgresServer.url) + separator + "options=-c%20synchronous_commit%3Doff"
        let database = try PostgresDatabase(url: url, writers: 1, readers: 1, ids: IDBlocks())
        let facts = try await database.serverFacts { Timestamp(0) }
        let now = facts.clockLead
        let ours = try await database.serverFacts { Timestamp(now) }
        await database.close()
        #expect(facts.synchronousCommit == "on")
        #expect(facts.defaultSynchronousCommit == "off")
        #expect(facts.version >= 150_000)
        #expect(facts.standbys == 0)
        #expect(facts.clockLead > 1_700_000_000_000)
        #expect((0..<60_000).contains(ours.clockLead))
    }
}
