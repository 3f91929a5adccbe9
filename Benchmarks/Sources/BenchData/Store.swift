import Foundation
public import SluiceCore
public import SluiceDatabase
import SluicePostgres
import SluiceSQLite

/// The database that `sluice demo` made, opened as the server opens it, with its first account.
public struct Store: Sendable {
    /// The store.
    public let database: any Database
    /// The account that owns the rows.
    public let account: AccountID
    /// Its lists that take leads, by number.
    public let lists: [ListID]

    /// Opens a PostgreSQL URL or the path of an SQLite file.
    public init(_ place: String) async throws {
        database =
            place.contains("://")
            ? try PostgresDatabase(url: place, ids: IDBlocks())
            : try SQLiteDatabase(path: place, ids: IDBlocks())
        let found = try await database.read { connection in
            guard let account = try Accounts(connection).all().first,
                let configuration = try Configurations(connection, of: account.id).snapshot()
            else { throw DatabaseError(.shape, "no account; `sluice demo --quiet` makes one") }
            return (account.id, configuration.lists.values.filter { !$0.isSystem && $0.isActive }.map(\.id).sorted())
        }
        (account, lists) = found
    }

    /// The machine's time.
    public static var now: Timestamp { Timestamp(Int64(Date().timeIntervalSince1970 * 1000)) }
}
