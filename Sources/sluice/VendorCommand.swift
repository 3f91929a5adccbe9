import ArgumentParser
import SluiceCore
import SluiceServer

/// `sluice vendor`.
struct VendorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vendor",
        abstract: "What vendors sent, what it cost, what goes back, and the pages of their keys.",
        subcommands: [Board.self, Rebuild.self, Return.self, UndoReturn.self, Returns.self, Link.self])

    /// Prints entries as comma-separated values under the names of the first.
    static func printCSV(_ answer: JSONValue) {
        for line in CSVText.lines(answer["entries"]?.elements ?? []) { Terminal.say(line) }
    }

    struct Board: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show posts, accepted, updated, refused by reason, returned, cost and time.")

        @Option(help: "From this day on, in the account's calendar; a week unless told.") var from: String?
        @Option(help: "To this day; today unless told.") var to: String?
        @Option(help: "A line for each of these: key, token, list, day, hour; or none for one line.") var by: String?
        @Option(help: "Only this key, by the name of its criteria.") var criteria: String?
        @Option(help: "Only this token, by name.") var token: String?
        @Option(help: "Only this list, by name.") var list: String?
        @Flag(help: "Print comma-separated values.") var csv = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = ["from": from, "to": to, "by": by, "criteria": criteria, "token": token, "list": list].given
            let board = try await desk.perform(.vendor(.board, fields))
            if csv {
                VendorCommand.printCSV(board)
            } else if desk.json {
                Terminal.say(board.text)
            } else {
                Terminal.show(.array((board["entries"]?.elements ?? []).map(Board.brief)))
            }
        }

        /// As much of a line as a terminal has room for.
        private static func brief(_ line: JSONValue) -> JSONValue {
            let left = ["returned_cost", "net_cost", "average_microseconds", "slowest_microseconds", "returns"]
            return .object((line.members ?? []).filter { !left.contains($0.name) })
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the figures of past days anew from the receipts, and tell how many rows differed.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.vendor(.rebuild, [:])) }
    }

    struct Return: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a lead back to its vendor.")
        @Argument(help: "The lead's number.") var lead: String
        @Option(help: "Why: a word such as wrong_number.") var reason: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.vendor(.return, ["lead": lead, "reason": reason])) }
    }

    struct UndoReturn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a return back.")
        @Argument(help: "The lead's number.") var lead: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.vendor(.undoReturn, ["lead": lead])) }
    }

    struct Returns: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what was returned, the oldest first; with --csv as the file that a vendor gets.")

        @Option(help: "Returned on this day or later, in the account's calendar.") var from: String?
        @Option(help: "Returned on this day or before.") var to: String?
        @Option(help: "Only under this key, by the name of its criteria.") var criteria: String?
        @Flag(help: "Print comma-separated values.") var csv = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = ["from": from, "to": to, "criteria": criteria].given
            guard csv else { return try await desk.show(.vendor(.returns, fields)) }
            VendorCommand.printCSV(try await desk.perform(.vendor(.returns, fields)))
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Links to the page of a key: its specification, a form to try it, and its last refusals.",
            subcommands: [Create.self, All.self, Revoke.self])

        struct Create: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Make a link; its secret is shown once.")
            @Option(help: "The key, by the name of its criteria.") var criteria: String
            @Option(help: "Days until it ends; 30 unless told.") var days: String?
            @OptionGroup var desk: DeskOptions

            func run() async throws {
                try await desk.show(.vendor(.makeLink, ["criteria": criteria, "days": days].given))
            }
        }

        struct All: AsyncParsableCommand {
            static let configuration = CommandConfiguration(commandName: "list", abstract: "Show every link.")
            @OptionGroup var desk: DeskOptions

            func run() async throws { try await desk.show(.vendor(.links, [:])) }
        }

        struct Revoke: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "End a link at once.")
            @Argument(help: "Its number.") var link: String
            @OptionGroup var desk: DeskOptions

            func run() async throws { try await desk.show(.vendor(.revokeLink, ["link": link])) }
        }
    }
}
