import ArgumentParser
import SluiceServer

/// `sluice serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server until it is stopped (Ctrl-C, SIGTERM).",
        discussion: "It makes the data folder and the database where they are missing. sluice settings server shows "
            + "every setting and where it comes from.")

    @OptionGroup(title: "Server") var options: ServerOptions

    func run() async throws {
        let settings = try await options.settings()
        try await ServerProcess.serve(settings, logger: ServerProcess.startLog(settings))
    }
}
