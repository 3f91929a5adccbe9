import ArgumentParser
import Foundation
import SluiceCore
import SluiceServer

/// Which store is meant, for every command.
struct StoreOptions: ParsableArguments {
    @Option(help: "Folder of the embedded database, the registers and the journal (default: sluice-data).")
    var data: String?

    @Option(help: "libpq URL of a PostgreSQL database, instead of the embedded one.")
    var database: String?

    @Option(help: ArgumentHelp("JSON file with settings, weaker than flags and environment.", valueName: "file"))
    var config: String?

    /// The settings by flag (with `more` of a command's own), environment and file.
    func settings(_ more: [String: String?] = [:]) async throws -> Settings {
        var flags: [String: String?] = ["data": data, "database": database]
        flags.merge(more) { $1 }
        return try await StoreOptions.settings(flags, file: config)
    }

    static func settings(_ flags: [String: String?], file: String? = nil) async throws -> Settings {
        try await Settings(
            flags: flags.compactMapValues(\.self), environment: ProcessInfo.processInfo.environment, file: file)
    }
}

/// What the commands of an operator have in common.
struct DeskOptions: ParsableArguments {
    @OptionGroup(title: "Store") var store: StoreOptions

    @Option(help: "Name or number of the account (default: the only one).")
    var account: String?

    @Flag(help: "Print the answer as JSON.")
    var json = false

    /// Has an operation carried out by the running server, or on the store itself.
    func perform(_ operation: AdminOperation) async throws -> JSONValue {
        let settings = try await store.settings()
        let session = AdminSession(settings, logger: ServerProcess.startLog(settings, isCommand: true))
        let request = AdminRequest(account: account, actor: "cli:\(NSUserName())", operation: operation)
        return try await session.perform(request) { Terminal.complain($0) }
    }

    /// Has an operation carried out and prints the answer.
    func show(_ operation: AdminOperation) async throws {
        let answer = try await perform(operation)
        if json { Terminal.say(answer.text) } else { Terminal.show(answer) }
    }
}

extension [String: String?] {
    /// The options that were typed.
    var given: [String: String] { compactMapValues(\.self) }
}

extension Bool {
    /// As the desk's forms write it.
    var word: String { self ? "yes" : "no" }
}
