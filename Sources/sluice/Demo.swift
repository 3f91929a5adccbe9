import ArgumentParser
import SluiceServer

/// `sluice demo`.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a server with an account to play with, post leads to it, and stay up.",
        discussion: "Everything it makes stays in the folder, and is used again when it is started on the same one.")

    @Option(help: "Folder of the demo (default: demo-data).") var data: String?
    @Option(help: "libpq URL of a PostgreSQL database, instead of the embedded one.") var database: String?
    @Option(help: "Port to listen on, 0 for any free one (default: 8080).") var port: String?
    @Option(help: "How many leads to post.") var leads = 300
    @Flag(help: "Post nothing and print nothing.") var quiet = false
    @Option(
        help: ArgumentHelp(
            "File to write once it listens: url, pid, token, admin, lists, campaigns, criteria as JSON.",
            valueName: "file"))
    var readyFile: String?
    @Flag(help: "Run on a clock that the API sets.") var testClock = false

    func validate() throws {
        guard (0...50_000).contains(leads) else { throw ValidationError("--leads takes 0 to 50000.") }
    }

    func run() async throws {
        let settings = try await StoreOptions.settings([
            "data": data ?? "demo-data", "database": database, "port": port, "tls_certificate": "", "tls_key": "",
            "test_clock": testClock ? "true" : nil,
        ])
        let logger = ServerProcess.startLog(settings, isCommand: true)
        let wishes = DemoServer.Wishes(leads: leads, isQuiet: quiet, readyFile: readyFile)
        try await DemoServer(settings, wishes, logger: logger) { Terminal.say($0) }.run()
    }
}
