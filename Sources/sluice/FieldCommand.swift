import ArgumentParser
import SluiceServer

/// `sluice field`.
struct FieldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "field", abstract: "Custom fields of leads. A rename loses no value and breaks no rule.",
        subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.field

        @Option(help: "The name that requests use: letters, digits and _.") var name: String?
        @Option(help: "What people read (default: the name).") var label: String?
        @Option(help: "text, textarea, select, date, number, lookup or phone; fixed once made.") var type: String?
        @Flag(inversion: .prefixedNo, help: "Whether a lead must have it.") var required: Bool?
        @Option(help: "What a select takes, between commas, or none for anything.") var choices: String?

        var fields: [String: String] {
            ["name": name, "label": label, "type": type, "required": required?.word, "choices": choices].given
        }
    }
}
