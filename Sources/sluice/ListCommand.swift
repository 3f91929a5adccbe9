import ArgumentParser
import SluiceServer

/// `sluice list`.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists of leads.", subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.list

        @Option(help: "10 to 30 letters, digits, spaces, :, - and _.") var name: String?
        @Option(help: "Campaign that dials it.") var campaign: String?
        @Option(help: "Up to 255 characters.") var description: String?
        @Flag(inversion: .prefixedNo, help: "Whether it takes and gives leads.") var active: Bool?

        @Option(help: "The number that it had elsewhere; when it is made.") var id: String?

        var fields: [String: String] {
            ["id": id, "name": name, "campaign": campaign, "description": description, "active": active?.word].given
        }
    }
}
