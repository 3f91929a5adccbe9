import ArgumentParser
import SluiceServer

/// `sluice token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "API tokens: what programs prove themselves with.",
        subcommands: [Create.self, All.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token. Its secret is shown once and stored as a hash.",
            discussion: "Without --sections it is a vendor's: it may post leads and ping, and reads nothing.")

        @Option(help: "What people call it.") var name: String?
        @Flag(help: "A vendor's token: Lead Post and the ping only. This is the default.") var vendor = false
        @Option(
            help:
                "all, or some of leads, lead-post-validation, lead-validation, lists, campaigns, dnc, status, sms-opt-out, users, receipts, settings, imports, criteria, tokens, audit."
        )
        var sections: String?
        @Option(help: "Criteria and validations it is limited to, by name, between commas.") var criteria: String?
        @Option(help: "Addresses and ranges it may come from: 203.0.113.7,203.0.113.0/24.") var addresses: String?
        @Option(help: "Requests per minute.") var perMinute: String?
        @Flag(help: "For tests: its posts are judged and answered, and nothing is ever stored.") var test = false
        @Option(help: "When it ends: 2030-12-31 or '2030-12-31 18:00:00', in the account's time zone.")
        var expires: String?
        @Flag(help: "Take a secret that its holder has already from the first line of standard input.")
        var secretStdin = false
        @OptionGroup var desk: DeskOptions

        func validate() throws {
            if vendor, sections != nil { throw ValidationError("--vendor and --sections say different things.") }
        }

        func run() async throws {
            var fields = [
                "name": name, "sections": sections, "criteria": criteria, "addresses": addresses,
                "per_minute": perMinute, "expires": expires,
                "test": test ? "yes" : nil,
            ].given
            if secretStdin { fields["secret"] = try Terminal.password("", fromInput: true) }
            try await desk.show(.createToken(fields))
            if !desk.json { Terminal.complain("Keep the secret now: it is shown this once.") }
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show every token of the account.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listTokens) }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a token for good, everywhere within a second.")
        @Argument(help: "Its name or its number.") var which: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.revokeToken(name: which)) }
    }
}
