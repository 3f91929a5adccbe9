import ArgumentParser
import SluiceCore
import SluiceServer

/// `sluice back-test`.
struct BackTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "back-test",
        abstract: "Criteria on trial, judged over the posts of past days: who would flip. Nothing else is written.",
        subcommands: [Run.self, All.self, Show.self, Cancel.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge past posts again under criteria as they are, or with the fields that you give.",
            discussion: """
                The table says how many posts of which key and token ended how and would end how, with receipts for \
                examples. Run it with no field given to see what other changes since have done.
                """)

        @Option(help: "The criteria that the trial begins with; without them every field counts from nothing.")
        var criteria: String?
        @Option(help: "Whose posts: own (default), all, or names of criteria between commas.") var over: String?
        @Option(help: "How many days of the account, today among them (default: 7).") var days: String?
        @Flag(help: "Leave it to the server and return at once.") var detach = false
        @Flag(help: "Print comma-separated values.") var csv = false
        @OptionGroup(title: "Fields of the trial") var options: CriteriaCommand.Options
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var fields = ["criteria": criteria, "over": over, "days": days, "detach": detach ? "yes" : nil].given
            for (name, value) in options.fields { fields["field.\(name)"] = value }
            BackTestCommand.show(try await desk.perform(.backTest(.start, fields)), desk, csv: csv)
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show every back-test, the newest first.")
        @Option(help: "How many at most (default: 50).") var limit: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.backTest(.list, ["limit": limit].given)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how far one is and what came of it.")
        @Argument(help: "Its number.") var backTest: String
        @Flag(help: "Print comma-separated values.") var csv = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            BackTestCommand.show(try await desk.perform(.backTest(.show, ["back_test": backTest])), desk, csv: csv)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give up one that runs.")
        @Argument(help: "Its number.") var backTest: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.backTest(.cancel, ["back_test": backTest])) }
    }

    private static func show(_ answer: JSONValue, _ desk: DeskOptions, csv: Bool) {
        if csv {
            VendorCommand.printCSV(answer)
        } else if desk.json {
            Terminal.say(answer.text)
        } else {
            Terminal.show(answer)
        }
    }
}

/// `criteria shadow`: what the criteria said that judge beside others.
struct ShadowReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shadow",
        abstract: "Show how often the shadow of criteria agreed with them, and on which posts it did not.")

    @Argument(help: "The criteria that govern, by name or number.") var which: String
    @Option(help: "From this day on, in the account's calendar; a week unless told.") var from: String?
    @Option(help: "To this day; today unless told.") var to: String?
    @Flag(help: "Print comma-separated values.") var csv = false
    @OptionGroup var desk: DeskOptions

    func run() async throws {
        let operation = AdminOperation.shadowReport(["criteria": which, "from": from, "to": to].given)
        guard csv else { return try await desk.show(operation) }
        VendorCommand.printCSV(try await desk.perform(operation))
    }
}
