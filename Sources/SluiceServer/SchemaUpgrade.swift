import SluiceCore
import SluiceDatabase

/// Brings a store to this program's schema, as `serve` does before it listens.
public struct SchemaUpgrade: Sendable {
    private let settings: Settings

    /// An upgrade of the store that these settings name.
    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// Applies what is missing and returns its names and the schema's version. Throws ``DataFolderFault`` while a
    /// server runs on the embedded store, which has the schema then.
    public func run() async throws -> (applied: [String], version: Int64) {
        try UnfinishedRestore.check(settings.dataFolder)
        let isEmbedded = settings.database.isEmpty
        let lock = isEmbedded ? try await DataFolderLock.wait(for: settings.dataFolder, as: "migrate", seconds: 2) : nil
        let database = try Parts.open(settings)
        do {
            let applied = try await Schema.migrate(database, at: SystemRuntime.clock.now())
            let version = try await Schema.state(database).applied.max() ?? 0
            await database.close()
            withExtendedLifetime(lock) {}
            return (applied, version)
        } catch {
            await database.close()
            throw error
        }
    }
}
