import ArgumentParser
import SluiceCore
import SluiceServer

/// `sluice endpoint`.
struct EndpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoint", abstract: "Destinations of Connect: CRMs, Zapier, webhooks.",
        subcommands: Options.subcommands + [Test.self, Ping.self, Secret.self, Templates.self, Template.self])

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.endpoint

        @Option(help: "Up to 60 characters.") var name: String?
        @Option(help: "The whole address; %field% stands for a value of the lead. Sealed.") var url: String?
        @Flag(inversion: .prefixedNo, help: "Whether it is asked.") var active: Bool?
        @Option(help: "The adaptor that maps what is sent; none sends the event itself.") var adaptor: String?
        @Option(help: "GET or POST (default).") var method: String?
        @Option(help: "json (default) or raw, which is URL-encoded.") var body: String?
        @Option(help: "How the answer is read: json (default), xml or text.") var answer: String?
        @Option(help: "Path of the value to take from the answer, or none.") var answerKey: String?
        @Option(help: "What stands between values of a text answer (default: a comma).") var delimiter: String?
        @Option(help: "Credentials for the query, a=1&b=2, or none. Sealed.") var authentication: String?
        @Option(help: "'Name: value|Name: value', or none. Sealed.") var headers: String?
        @Option(help: "A signing secret of your own (whsec_…), or none. Sealed.") var signingSecret: String?
        @Option(help: "Milliseconds for the whole exchange (default: 20000).") var timeoutMs: String?
        @Option(help: "Seconds before each retry, between commas; standard, or none.") var retrySeconds: String?
        @Option(help: "Requests a minute at most, or none.") var perMinute: String?
        @Option(help: "Requests at once at most (default: 10).") var concurrency: String?
        @Flag(inversion: .prefixedNo, help: "A lead's deliveries go one after the other.") var ordered: Bool?
        @Option(help: "PEM certificates to trust instead of the system's, or none.") var authority: String?

        var fields: [String: String] {
            let sending = [
                "name": name, "url": url, "active": active?.word, "adaptor": adaptor, "method": method, "body": body,
                "answer": answer, "answer_key": answerKey, "delimiter": delimiter,
                "authentication": authentication, "headers": headers, "signing_secret": signingSecret,
            ].given
            let asking = [
                "timeout_ms": timeoutMs, "retry_seconds": retrySeconds, "per_minute": perMinute,
                "concurrency": concurrency, "ordered": ordered?.word, "authority": authority,
            ].given
            return sending.merging(asking) { $1 }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one real request for a lead, and show the bytes both ways.")
        @Argument(help: "Its name or its number.") var which: String
        @Option(help: "The lead's number (default: the newest).") var lead: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.connect(.test, ["endpoint": which, "lead": lead].given)) }
    }

    struct Templates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show ready connections to other systems, and what each asks for.")
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let answer = try await desk.perform(.connect(.templates, [:]))
            guard !desk.json else { return Terminal.say(answer.text) }
            for template in answer.elements ?? [] {
                Terminal.say("\(template["name"]?.string ?? ""): \(template["makes"]?.string ?? "")")
                for value in template["values"]?.elements ?? [] {
                    let usual = value["usual"]?.string.map { $0.isEmpty ? " (may be left out)" : " (default: \($0))" }
                    Terminal.say("    \(value["name"]?.string ?? "")  \(value["note"]?.string ?? "")\(usual ?? "")")
                }
            }
        }
    }

    struct Template: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the adaptors and endpoints of a ready connection, all or none.")
        @Argument(help: "Its name, such as hubspot-v3; sluice endpoint templates lists them.") var template: String
        @Argument(help: "What it asks for: token=…") var values: [String] = []
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let values = try LeadCommand.fields(values).merging(["template": template]) { $1 }
            try await desk.show(.connect(.useTemplate, values))
        }
    }

    struct Ping: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one real request about no lead, and show the bytes both ways.")
        @Argument(help: "Its name or its number.") var which: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.connect(.ping, ["endpoint": which])) }
    }

    struct Secret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new signing secret and print it, this once.",
            discussion: "The one before it signs beside it until the next, so that the receiver can change over.")
        @Argument(help: "Its name or its number.") var which: String
        @Flag(inversion: .prefixedNo, help: "Whether the one before still signs.") var keepPrevious: Bool?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            try await desk.show(
                .connect(.rotateSecret, ["endpoint": which, "keep_previous": keepPrevious?.word].given))
        }
    }
}
