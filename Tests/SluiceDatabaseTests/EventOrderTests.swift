import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `Events in commit order` {
    /// Sorting would read all that is unread for every batch of it.
    @Test(arguments: Engine.available)
    func `are read through their index, without a sort`(engine: Engine) async throws {
        let database = RecordingDatabase(try await engine.open())
        _ = try await database.read { try Events.after(Events.Position(), limit: 10, on: $0).count }
        let text = try #require(database.texts.first { $0.hasPrefix("SELECT id, account_id, kind") })
        let plan = try await database.write { connection in
            if connection.dialect == .postgres { try connection.run("SET LOCAL enable_sort = off") }
            let values = [DatabaseValue](repeating: .integer(0), count: engine == .postgres ? 4 : 2)
            let words = engine == .postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN "
            return try connection.run(Statement(words + text, values)).map { row in
                row.values.map { "\($0)" }.joined(separator: " ")
            }
        }
        #expect(!plan.isEmpty)
        #expect(plan.allSatisfy { !$0.contains("Sort") && !$0.contains("TEMP B-TREE") }, "\(plan)")
        await database.close()
    }
}
