import ArgumentParser
import SluiceServer

/// `sluice user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Users: who works in an account.",
        subcommands: [
            Create.self, Change.self, All.self, Sessions.self, EndSessions.self, RemoveCodes.self,
        ])

    struct Fields: ParsableArguments {
        @Option(help: "First name.") var firstName: String?
        @Option(help: "Last name.") var lastName: String?
        @Option(help: "super_admin, admin, manager or agent (default).") var role: String?
        @Flag(inversion: .prefixedNo, help: "The right compliance: lift a consumer's own Do Not Call entry.")
        var compliance: Bool?
        @Flag(inversion: .prefixedNo, help: "Whether they may work.") var active: Bool?
        @Option(help: "The access list that they have instead of their role's own rights; none takes it away.")
        var accessList: String?
        @Flag(inversion: .prefixedNo, help: "Whether they choose a new password before anything else.")
        var mustChangePassword: Bool?
        @Flag(help: "Read the password from standard input instead of asking for it.") var passwordStdin = false

        var given: [String: String] {
            [
                "first_name": firstName, "last_name": lastName, "role": role, "compliance": compliance?.word,
                "active": active?.word, "access_list": accessList, "must_change_password": mustChangePassword?.word,
            ].given
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a user; the password is asked for.")

        @Option(help: "What they log in with.") var email: String
        @Option(help: "The number that they had elsewhere.") var id: String?
        @OptionGroup(title: "Fields") var fields: Fields
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var given = fields.given
            given["email"] = email
            given["id"] = id
            given["password"] = try Terminal.newPassword(fromInput: fields.passwordStdin)
            try await desk.show(.createUser(given))
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change a user: only the fields that you give.")

        @Argument(help: "Their e-mail as it is now.") var email: String
        @Option(name: .customLong("email"), help: "A new e-mail.") var newEmail: String?
        @Flag(help: "Set a new password, which is asked for.") var password = false
        @OptionGroup(title: "Fields") var fields: Fields
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var given = fields.given
            given["email"] = newEmail
            if password || fields.passwordStdin {
                given["password"] = try Terminal.newPassword(fromInput: fields.passwordStdin)
            }
            guard !given.isEmpty else { throw ValidationError("Say what to change; --help lists the fields.") }
            try await desk.show(.changeUser(email: email, given))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show every user of the account.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listUsers) }
    }

    struct Sessions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show where a user is logged in.")
        @Argument(help: "Their e-mail.") var email: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.userAccess(.sessions, email: email)) }
    }

    struct EndSessions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "end-sessions", abstract: "Log a user out everywhere, within a second.")
        @Argument(help: "Their e-mail.") var email: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.userAccess(.endSessions, email: email)) }
    }

    struct RemoveCodes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-codes", abstract: "Take the one-time codes of a user away whose telephone is lost.")
        @Argument(help: "Their e-mail.") var email: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.userAccess(.removeCodes, email: email)) }
    }
}
