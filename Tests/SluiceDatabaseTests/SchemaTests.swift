import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `The schema` {
    @Test(arguments: Engine.available)
    func `applies once and says what is missing`(engine: Engine) async throws {
        let database = try await engine.open()
        #expect(try await Schema.migrate(database, at: Timestamp(0)) == [])
        let state = try await Schema.state(database)
        #expect(state.missing == [])
        #expect(state.applied == Migration.all.map(\.number))
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `refuses a database whose migrations are not ours`(engine: Engine) async throws {
        let database = try await engine.open()
        try await database.write { connection in
            _ = try connection.run("UPDATE schema_migration SET checksum = 'other' WHERE number = 3")
        }
        await #expect(throws: DatabaseError.self) { try await Schema.migrate(database, at: Timestamp(0)) }
        await database.close()
    }
}
