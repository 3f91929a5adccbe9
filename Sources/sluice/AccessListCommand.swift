import ArgumentParser
import SluiceServer

/// `sluice access-list`.
struct AccessListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access-list", abstract: "What users may do, section by section, and on which leads.",
        subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.accessList

        @Option(help: "Up to 60 characters.") var name: String?
        @Option(help: "All rights at once: leads=read+write,lists=read,dnc=read+write+delete; none takes all away.")
        var rights: String?
        @Flag(inversion: .prefixedNo, help: "Whether its users reach the leads of the named campaigns and lists only.")
        var limited: Bool?
        @Option(help: "Campaigns with all their lists, by name, between commas.") var campaigns: String?
        @Option(help: "Lists beside those, by name, between commas.") var lists: String?

        var fields: [String: String] {
            ["name": name, "rights": rights, "limited": limited?.word, "campaigns": campaigns, "lists": lists].given
        }
    }
}
