import ArgumentParser
import Foundation
import SluiceServer

/// The command line: each command is one file of this folder.
@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Takes leads in, judges them, and explains why.",
        discussion: """
            Begin with `sluice demo`, or for your own: `sluice account create --name "Acme"`, then `sluice serve`.
            Commands work beside a running server and without one. Community project, not affiliated with or endorsed \
            by Convoso.
            """,
        version: "0.1.0-dev",
        groupedSubcommands: [
            CommandGroup(
                name: "Server",
                subcommands: [
                    Serve.self, Demo.self, Migrate.self, Examine.self, BackupCommand.self, RestoreCommand.self,
                ]),
            CommandGroup(
                name: "Who",
                subcommands: [
                    AccountCommand.self, UserCommand.self, AccessListCommand.self, TokenCommand.self, AuditCommand.self,
                ]),
            CommandGroup(
                name: "What is configured",
                subcommands: [
                    SellerCommand.self, CampaignCommand.self, ListCommand.self, CriteriaCommand.self,
                    BackTestCommand.self, HeldCommand.self, ValidationCommand.self, FieldCommand.self,
                    StatusCommand.self,
                    SettingsCommand.self, HistoryCommand.self,
                ]),
            CommandGroup(
                name: "Connect",
                subcommands: [
                    AdaptorCommand.self, EndpointCommand.self, SubscriptionCommand.self, DeliveryCommand.self,
                ]),
            CommandGroup(
                name: "Leads and compliance",
                subcommands: [
                    LeadCommand.self, VendorCommand.self, DNCCommand.self, ConsentCommand.self, RegisterCommand.self,
                    ImportCommand.self, ExportCommand.self, PersonCommand.self,
                ]),
        ])

    /// Runs the command that was typed. What was asked wrongly, and accidents, go to standard error with code 1; what
    /// cannot be parsed with code 64.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let problem as ProblemReport {
            Terminal.complain("sluice: this cannot be done:\n" + Terminal.indented(problem.description))
            Foundation.exit(1)
        } catch  where fullMessage(for: error).isEmpty || exitCode(for: error) == .failure {
            guard !(error is ExitCode) else { exit(withError: error) }
            Terminal.complain("sluice: " + AdminSession.sentence(of: error))
            Foundation.exit(1)
        } catch {
            exit(withError: error)
        }
    }
}
