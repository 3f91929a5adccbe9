import ArgumentParser
import Foundation
import SluiceCore
import SluiceServer

/// `sluice audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "The audit log: who did what, chained so that nobody changes it unseen.",
        subcommands: [All.self, Verify.self, Export.self])

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show entries, the newest first.")

        @Option(help: "Those of one actor: cli:alice, token:3, user:5.") var by: String?
        @Option(help: "configuration_changed, token_created, user_changed, logged_in, dnc_lifted, …") var kind: String?
        @Option(help: "Those about one object: criteria/3, token/7, user/2.") var object: String?
        @Option(help: "From this day or moment on, in the account's time zone.") var since: String?
        @Option(help: "Before this day or moment.") var until: String?
        @Option(help: "Below this entry: the next page.") var before: String?
        @Option(help: "At most so many (default: 50).") var limit: String?
        @Flag(help: "Print comma-separated values.") var csv = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = [
                "by": by, "kind": kind, "object": object, "since": since, "until": until, "before": before,
                "limit": limit,
            ].given
            guard csv else { return try await desk.show(.audit(.list, fields)) }
            let rows = try await desk.perform(.audit(.list, fields))["entries"]?.elements ?? []
            let names = ["sequence", "at", "by", "from", "kind", "object", "details", "comment"]
            Terminal.say(CSVText.line(names))
            for row in rows { Terminal.say(CSVText.line(names.map { row[$0].map { $0.string ?? $0.text } ?? "" })) }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look through the whole chain; code 1 and the first broken link where it does not hold.")

        @Option(help: "What an earlier export ended with; the log must still lead through it.") var head: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let answer = try await desk.perform(.audit(.verify, ["head": head].given))
            if desk.json { Terminal.say(answer.text) } else { Terminal.show(answer) }
            if answer["sound"]?.bool != true { throw ExitCode(1) }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the whole log for an auditor, one JSON object a line; the last line is the head's hash.",
            discussion: "That it was exported, and by whom, is its last entry.")

        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var fields = ["after": "0"]
            var head = ""
            while true {
                let page = try await desk.perform(.audit(.export, fields))
                let lines = page["lines"]?.elements ?? []
                if fields["until"] == nil {
                    fields["until"] = page["sequence"]?.integer.map(String.init)
                    head = page["head"]?.string ?? ""
                }
                for line in lines { Terminal.say(line.text) }
                guard let last = lines.last?["sequence"]?.integer.map(String.init), last != fields["until"] else {
                    break
                }
                fields["after"] = last
            }
            Terminal.say(JSONValue.object([("head", .string(head))]).text)
        }
    }
}
