import ArgumentParser
import SluiceServer

/// `sluice consent`.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Consent to be called: given and taken back, never overwritten.",
        subcommands: [Give.self, Revoke.self, All.self])

    struct Evidence: ParsableArguments {
        @Option(help: "When the person said so: 2026-01-20 or '2026-01-20 14:05:00'.") var at: String?
        @Option(help: "Page or place where it was said.") var page: String?
        @Option(help: "Version of the text that was shown.") var textVersion: String?
        @Option(help: "TrustedForm certificate or Jornaya LeadiD.") var certificate: String?
        @Option(help: "Address it came from.") var ip: String?
        @Option(help: "How it was said: form, call, text, letter …") var via: String?
        @Option(help: "Anything else.") var note: String?
        @Option(help: "The lead it came with, by number.") var lead: String?

        var fields: [String: String?] {
            [
                "at": at, "page": page, "text_version": textVersion, "certificate": certificate, "ip": ip, "via": via,
                "note": note, "lead": lead,
            ]
        }
    }

    struct Give: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record", abstract: "Write down that a person agreed to be called.")

        @Argument(help: "The phone number.") var phone: String
        @Option(help: "Sellers it names, between commas.") var sellers: String?
        @Option(help: "What the calls are about.") var subject: String?
        @Option(help: "written, oral_recorded or conduct.") var form: String?
        @OptionGroup(title: "Evidence") var evidence: Evidence
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var fields = evidence.fields
            fields.merge(["phone": phone, "sellers": sellers, "subject": subject, "form": form]) { $1 }
            try await desk.show(.giveConsent(fields.given))
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write down that a person took consent back; the number goes on Do Not Call at once.")

        @Argument(help: "The phone number.") var phone: String
        @Option(help: "Sellers it concerns, between commas (default: all of them).") var sellers: String?
        @Option(help: "What the calls were about.") var subject: String?
        @OptionGroup(title: "Evidence") var evidence: Evidence
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var fields = evidence.fields
            fields.merge(["phone": phone, "sellers": sellers, "subject": subject]) { $1 }
            try await desk.show(.revokeConsent(fields.given))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show the history of a phone, or the newest statements.")

        @Option(help: "Only this phone, with the sellers for whom consent stands.") var phone: String?
        @Option(help: "How many (default: 100).") var limit: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listConsent(["phone": phone, "limit": limit].given)) }
    }
}
