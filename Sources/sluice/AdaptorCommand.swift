import ArgumentParser
import SluiceServer

/// `sluice adaptor`.
struct AdaptorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adaptor", abstract: "Maps of what travels to a receiver, and what it is called there.",
        subcommands: Options.subcommands + [Preview.self])

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.adaptor

        @Option(help: "Number that vendors send already; a new one only.") var id: String?
        @Option(help: "Up to 60 characters.") var name: String?
        @Flag(inversion: .prefixedNo, help: "Whether it may be used.") var active: Bool?
        @Option(
            name: .customLong("row"), parsing: .singleValue,
            help: """
                What travels: 'lead.email -> properties.email, mail; default=none; empty=skip'. Repeat it for more; all \
                rows are given at once, none takes them away.
                """)
        var rows: [String] = []

        var fields: [String: String] {
            [
                "id": id, "name": name, "active": active?.word,
                "rows": rows.isEmpty ? nil : rows.joined(separator: "\n"),
            ].given
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fill an adaptor with a lead and show what would be sent; nothing is.")

        @Argument(help: "Its name or its number.") var which: String
        @Option(help: "The lead's number (default: the newest).") var lead: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            try await desk.show(.previewAdaptor(name: which, ["lead": lead].given))
        }
    }
}
