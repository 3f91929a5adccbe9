import ArgumentParser
import SluiceServer

/// `sluice held`.
struct HeldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held", abstract: "Posts that wait until the customer's CRM can be asked about them.",
        subcommands: [All.self, Release.self, Refuse.self])

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show those that wait, the newest first.")
        @Flag(help: "Those that were decided, too.") var all = false
        @Option(help: "How many at most (default: 50).") var limit: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            try await desk.show(.held(.list, ["limit": limit, "all": all ? "yes" : nil].given))
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take one without the CRM's answer. Every other stage judges it again.")
        @Argument(help: "The number of its receipt.") var receipt: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.held(.release, ["receipt": receipt])) }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse one.")
        @Argument(help: "The number of its receipt.") var receipt: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.held(.refuse, ["receipt": receipt])) }
    }
}
