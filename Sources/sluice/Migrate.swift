import ArgumentParser
import SluiceServer

/// `sluice migrate`.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to this program's schema, as serve does before it listens.")

    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let (applied, version) = try await SchemaUpgrade(try await store.settings()).run()
        let what = applied.isEmpty ? "nothing was missing" : "applied \(applied.joined(separator: ", "))"
        Terminal.say("schema version \(version): \(what)")
    }
}
