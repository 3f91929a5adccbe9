import Foundation
import SluiceDatabase
import SluicePostgres

/// The server that `SLUICE_TEST_POSTGRES` names, and a driver on it for each test.
enum PostgresServer {
    /// Its URL, where there is one; without it the tests of this driver are off.
    static let url = ProcessInfo.processInfo.environment["SLUICE_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }

    /// Runs `body` with a driver of its own, and closes it.
    static func use<Value: Sendable>(
        writers: Int = 1, ids: IDBlocks = IDBlocks(), _ body: (PostgresDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try PostgresDatabase(url: url ?? "", writers: writers, readers: 1, ids: ids)
        do {
            let value = try await body(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    /// Makes `table` anew, with these columns.
    static func make(_ table: String, _ columns: String, on database: PostgresDatabase) async throws {
        try await database.session { connection in
            try connection.run(Statement("DROP TABLE IF EXISTS \(table)", []))
            try connection.run(Statement("CREATE TABLE \(table) (\(columns))", []))
        }
    }

    /// How many rows `table` has.
    static func count(_ table: String, on database: PostgresDatabase) async throws -> Int64 {
        try await database.read { connection in
            try connection.run(Statement("SELECT count(*) FROM \(table)", [])).first?.integer(0) ?? -1
        }
    }

    /// The code of the failure that `body` ends with.
    static func code(_ body: () async throws -> Void) async -> DatabaseError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? DatabaseError)?.code
        }
    }
}
