import ArgumentParser
import SluiceServer

/// `sluice dnc`.
struct DNCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dnc", abstract: "Internal Do Not Call lists.", subcommands: [Add.self, All.self, Lift.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a number, an area code, or an exchange.")

        @Argument(help: "3105550142, +44 20 7946 0018, 310 (area code) or 310555 (exchange).") var number: String
        @Option(help: "account (default), seller:NAME, campaign:NAME or purpose:WORD.") var scope: String?
        @Option(help: "DNC, DNCT or ConsentRevoked.") var reason: String?
        @Option(help: "A purpose of the API, such as TELEMKT.") var purpose: String?
        @Flag(help: "The person asked for it: only compliance can lift it, with evidence.") var consumer = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = [
                "number": number, "scope": scope, "reason": reason, "purpose": purpose,
                "consumer": consumer ? "yes" : nil,
            ].given
            try await desk.show(.addDNC(fields))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Show entries.")

        @Option(help: "Only this number or prefix.") var number: String?
        @Option(help: "Only this scope.") var scope: String?
        @Option(help: "Only this reason.") var reason: String?
        @Option(help: "Only this purpose.") var purpose: String?
        @Option(help: "How many (default: 100).") var limit: String?
        @Option(help: "How many to skip.") var offset: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = [
                "number": number, "scope": scope, "reason": reason, "purpose": purpose, "limit": limit,
                "offset": offset,
            ].given
            try await desk.show(.listDNC(fields))
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an entry off.",
            discussion: "An entry that the person asked for needs --evidence, and --user with that user's password, "
                + "who has the right compliance.")

        @Argument(help: "The number or prefix; or use --id.") var number: String?
        @Option(help: "The entry's id.") var id: String?
        @Option(help: "Its scope (default: account).") var scope: String?
        @Option(help: "What lifts it, such as a later written consent and where it is kept.") var evidence: String?
        @Option(help: "E-mail of the compliance user.") var user: String?
        @Flag(help: "Read that user's password from standard input.") var passwordStdin = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var fields = ["number": number, "id": id, "scope": scope, "evidence": evidence, "user": user].given
            if user != nil { fields["password"] = try Terminal.password("Password: ", fromInput: passwordStdin) }
            try await desk.show(.liftDNC(fields))
        }
    }
}
