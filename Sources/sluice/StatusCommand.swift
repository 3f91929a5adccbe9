import ArgumentParser
import SluiceServer

/// `sluice status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Lead statuses: the system's, and the account's own.",
        subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.status

        @Option(help: "2 to 6 letters and digits; fixed once made.") var code: String?
        @Option(help: "What agents read.") var name: String?
        @Flag(inversion: .prefixedNo, help: "Never dialed again.") var final: Bool?
        @Flag(inversion: .prefixedNo, help: "A person was reached.") var reached: Bool?
        @Flag(inversion: .prefixedNo, help: "A sale, or what counts as one.") var success: Bool?
        @Flag(inversion: .prefixedNo, help: "Puts the number on Do Not Call.") var dnc: Bool?
        @Flag(inversion: .prefixedNo, help: "Asks for a call-back.") var callback: Bool?
        @Flag(inversion: .prefixedNo, help: "Somebody answered.") var contact: Bool?
        @Flag(inversion: .prefixedNo, help: "A voicemail answered.") var voicemail: Bool?
        @Option(help: "Six hexadecimal digits, or none.") var hexColor: String?

        var fields: [String: String] {
            [
                "code": code, "name": name, "final": final?.word, "reached": reached?.word, "success": success?.word,
                "dnc": dnc?.word, "callback": callback?.word, "contact": contact?.word, "voicemail": voicemail?.word,
                "hex_color": hexColor,
            ].given
        }
    }
}
