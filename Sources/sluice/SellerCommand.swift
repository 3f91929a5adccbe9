import ArgumentParser
import SluiceServer

/// `sluice seller`.
struct SellerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seller", abstract: "Companies on whose behalf calls are made.", subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.seller

        @Option(help: "Up to 60 characters.") var name: String?

        var fields: [String: String] { ["name": name].given }
    }
}
