import ArgumentParser
import SluiceServer

/// `sluice campaign`.
struct CampaignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign", abstract: "Campaigns: what dials lists.", subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.campaign

        @Option(help: "Up to 60 characters.") var name: String?
        @Option(help: "Seller it calls for (default: the only one).") var seller: String?
        @Option(help: "A word such as sales; check_dup 4 and purpose entries on DNC go by it.") var purpose: String?
        @Flag(inversion: .prefixedNo, help: "Whether it dials.") var active: Bool?
        @Option(help: "apply_rules, or ignore_rules to dial every lead posted with hopper=1 at once.")
        var hopperMode: String?
        @Option(help: "Statuses that it dials, between commas.") var dialableStatuses: String?
        @Option(help: "When it may call, in the lead's own time: 08:00-21:00.") var window: String?
        @Flag(inversion: .prefixedNo, help: "Ask the national and state registers for every post into its lists.")
        var checkRegisters: Bool?

        @Option(help: "The number that it had elsewhere; when it is made.") var id: String?

        var fields: [String: String] {
            [
                "id": id, "name": name, "seller": seller, "purpose": purpose, "active": active?.word,
                "hopper_mode": hopperMode,
                "dialable_statuses": dialableStatuses, "window": window, "check_registers": checkRegisters?.word,
            ].given
        }
    }
}
