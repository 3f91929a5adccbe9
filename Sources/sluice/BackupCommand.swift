import ArgumentParser
import Foundation
import SluiceCore
import SluiceServer

/// `sluice backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write all that a server holds into one archive, while it runs.",
        subcommands: [Make.self, Verify.self], defaultSubcommand: Make.self)

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the archive (also: sluice backup FILE).",
            discussion: """
                Rows, registers and the journal of this node; keys that were given to the server from outside are not in \
                it. The archive holds personal data and is its owner's alone to read. Server and command must see the \
                file under the same path.
                """)
        @Argument(help: "The archive, which must not be there yet.", completion: .file()) var file: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.backup(URL(fileURLWithPath: file).standardizedFileURL.path)) }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove an archive: restore it into a temporary place, and check sums, rows and chains.",
            discussion: "It needs no server and no PostgreSQL, and room for the rows beside the archive.")
        @Argument(help: "The archive.", completion: .file()) var file: String
        @Option(help: "Folder for the temporary place (default: the archive's).") var scratch: String?
        @Flag(help: "Print the answer as JSON.") var json = false

        func run() async throws {
            let path = URL(fileURLWithPath: file).standardizedFileURL.path
            let folder = scratch ?? (path as NSString).deletingLastPathComponent
            let answer = try await BackupVerification(path, scratch: folder) { Terminal.complain($0) }.run()
            if json { Terminal.say(answer.text) } else { Terminal.show(answer) }
        }
    }
}

/// `sluice restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put an archive back, and the journals of all nodes over it.",
        discussion: """
            Stop every server of the store first. What was put on Do Not Call after the archive was made comes from the \
            journal in the data folder, and from those of other nodes that --journal names.
            """)
    @Argument(help: "The archive.", completion: .file()) var file: String
    @OptionGroup(title: "Store") var store: StoreOptions
    @Option(help: "A suppressions.jsonl of another node; once for each.", completion: .file()) var journal: [String] =
        []
    @Flag(help: "Put it in the place of what is there, which is put aside (PostgreSQL: lost).") var replace = false
    @Flag(help: "Go on without a newer journal, or with lines of it missing.") var acceptMissing = false
    @Flag(help: "Print the answer as JSON.") var json = false

    func run() async throws {
        let wishes = Restoration.Wishes(
            archive: URL(fileURLWithPath: file).standardizedFileURL.path, journals: journal, replaces: replace,
            acceptsMissing: acceptMissing)
        let answer = try await Restoration(try await store.settings(), wishes) { Terminal.complain($0) }.run()
        if json { Terminal.say(answer.text) } else { Terminal.show(answer) }
    }
}
