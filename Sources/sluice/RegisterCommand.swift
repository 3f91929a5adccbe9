import ArgumentParser
import Foundation
import SluiceServer

/// `sluice register`.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Bulk number registers: national and state DNC, litigators, wireless, ported, carriers.",
        subcommands: [Import.self, Change.self, All.self, Rollback.self, Withdraw.self, Audit.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a full list as a new version and put it into use.",
            discussion: """
                Registers of numbers (national_dnc, state_dnc:TX, litigator, ported_to_wireless, ported_to_landline) take \
                one number a line. Registers of blocks (carrier_block, wireless_block) take lines such as \
                310555,6,MOBILE,Carrier name. Server and command must see the file under the same path.
                """)

        @Argument(help: "national_dnc, state_dnc:TX, litigator, wireless_block, ported_to_wireless, …") var register:
            String
        @Argument(help: "The file.", completion: .file()) var file: String
        @Option(help: "Day on which the source issued it: 2026-01-20.") var issuedOn: String?
        @Option(help: "What the source is called (default: the file's name).") var source: String?
        @Flag(help: "Take it although it has less than half of the numbers in use.") var acceptShrink = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let path = URL(fileURLWithPath: file).standardizedFileURL.path
            let fields = [
                "register": register, "file": path, "issued_on": issuedOn, "source": source,
                "accept_shrink": acceptShrink ? "yes" : nil,
            ].given
            try await desk.show(.importRegister(fields))
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a list of changes: numbers added and taken off since the version in use.",
            discussion: """
                One number a line, with a field D behind it where it was taken off. The changes are merged into the \
                version in use, on every node, until a full list that was issued on their day or later is imported.
                """)

        @Argument(help: "national_dnc, state_dnc:TX, litigator, ported_to_wireless, …") var register: String
        @Argument(help: "The file.", completion: .file()) var file: String
        @Option(help: "Day on which the source issued it: 2026-01-20.") var issuedOn: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let path = URL(fileURLWithPath: file).standardizedFileURL.path
            try await desk.show(
                .changeRegister(["register": register, "file": path, "issued_on": issuedOn].given))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show every version of every register.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listRegisters) }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go back, or forward, to another version.")
        @Argument(help: "The register.") var register: String
        @Argument(help: "The version.") var version: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.rollbackRegister(name: register, version: version)) }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a register out of use; its versions stay.")
        @Argument(help: "The register.") var register: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.withdrawRegister(name: register)) }
    }

    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every file and compare it with what was published.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.auditRegisters) }
    }
}
