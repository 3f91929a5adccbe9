import Foundation
import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `Statements` {
    @Test func `values become parameters, parts are numbered on`() {
        let first: Statement = "a = \(5)"
        let second: Statement = "b IN (\(list: ["x", "y"])) AND c = \(Int64?.none)"
        let whole: Statement = "SELECT 1 FROM \(clause: "t") WHERE \(Statement.all([first, second])) LIMIT \(3)"
        #expect(whole.sql == "SELECT 1 FROM t WHERE a = $1 AND b IN ($2, $3) AND c = $4 LIMIT $5")
        #expect(whole.arguments == [.integer(5), .text("x"), .text("y"), .null, .integer(3)])
        let path: Statement = "a = \(1) AND \("f ->> '$.b' = \(2)" as Statement)"
        #expect(path.sql == "a = $1 AND f ->> '$.b' = $2")
        #expect(("x IN (\(list: [Int64]()))" as Statement).sql == "x IN (NULL)")
        #expect(Statement.all([]).sql == "1 = 1")
    }

    @Test func `text of a request is never SQL`() {
        let evil = "'; DROP TABLE lead; --"
        let statement: Statement = "SELECT 1 WHERE a = \(evil)"
        #expect(statement.sql == "SELECT 1 WHERE a = $1")
    }

    @Test(arguments: Engine.available)
    func `values come back as they went in`(engine: Engine) async throws {
        let database = try await engine.open()
        let texts = ["", "plain", "Zoë \u{1F600}", String(repeating: "x", count: 100_000), "quote ' and \" and $1 ?2"]
        let numbers: [Int64] = [0, 1, -1, .max, .min, 13_105_556_789]
        try await database.write { connection in
            for (index, text) in texts.enumerated() {
                try connection.run(
                    """
                    INSERT INTO cursor (name, era, tx, event_id)
                    VALUES (\(text), \(numbers[index]), \(numbers[index + 1]), 0)
                    """)
            }
        }
        for (index, text) in texts.enumerated() {
            let row = try await database.read { connection in
                try connection.first("SELECT era, tx, name FROM cursor WHERE name = \(text)")
            }
            #expect(row?.values == [.integer(numbers[index]), .integer(numbers[index + 1]), .text(text)])
        }
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `a failed statement undoes its whole transaction, and the next one works`(engine: Engine) async throws {
        let database = try await engine.open()
        await #expect(throws: DatabaseError.self) {
            try await database.write { connection in
                try connection.run("INSERT INTO cursor (name) VALUES ('a')")
                try connection.run("INSERT INTO cursor (name) VALUES ('a')")
            }
        }
        do {
            try await database.write { connection in
                try connection.runAll([
                    "INSERT INTO cursor (name) VALUES ('b')", "INSERT INTO cursor (name) VALUES ('b')",
                    "INSERT INTO cursor (name) VALUES ('c')",
                ])
            }
            Issue.record("the batch went through")
        } catch let error as DatabaseError {
            #expect(error.code == .constraint)
            #expect(!error.isTemporary)
        }
        let count = try await database.read { try $0.first("SELECT count(*) FROM cursor")?.integer(0) }
        #expect(count == 0)
        try await database.write { try $0.run("INSERT INTO cursor (name) VALUES ('d')") }
        await database.close()
        await #expect(throws: DatabaseError.self) { try await database.read { try $0.first("SELECT 1") } }
    }
}
