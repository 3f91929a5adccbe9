import ArgumentParser
import SluiceServer

/// `sluice account`.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Accounts: the teams that the server works for.",
        subcommands: [Create.self, All.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account, with a seller of its name and the usual dispositions.")

        @Option(help: "Up to 60 characters.") var name: String?
        @Option(help: "What dates without a zone mean (default: America/New_York).") var timeZone: String?
        @Option(help: "E-mail of its first Super-Admin, whose password is asked for.") var admin: String?
        @Flag(help: "Read that password from standard input instead of asking for it.") var passwordStdin = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let password = try admin.map { _ in try Terminal.newPassword(fromInput: passwordStdin) }
            try await desk.show(
                .createAccount(
                    ["name": name, "time_zone": timeZone, "admin": admin, "admin_password": password].given))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Show every account.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listAccounts) }
    }
}
