import ArgumentParser
import SluiceServer

/// `sluice person`.
struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "Erase what is held of one person, on their request.",
        subcommands: [Erase.self, All.self])

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count what is held of a person and, with --confirm, erase it for good.",
            discussion: """
                Leads, the posts in receipts, the facts of events, kept answers and payloads of the audit log go. Do Not \
                Call entries, SMS opt-outs, consent and their journals stay, as the law wants it.
                """)
        @Option(help: "Their phone numbers, between commas.") var phone: String?
        @Option(help: "Their e-mail addresses, between commas.") var email: String?
        @Flag(help: "Erase; without it only the counts are shown.") var confirm = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = ["phones": phone, "emails": email, "confirm": confirm ? "yes" : nil].given
            try await desk.show(.erasePerson(fields))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Show every erasure.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listErasures) }
    }
}
