import ArgumentParser
import SluiceServer

/// `sluice validation`.
struct ValidationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validation", abstract: "Lead Validation Criteria: which leads are wanted. The ping asks them.",
        subcommands: Options.subcommands)

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.validation

        @Option(help: "Up to 30 characters.") var name: String?
        @Option(help: "Criteria Key for the ping that somebody has already (default: a new one).") var key: String?
        @Flag(inversion: .prefixedNo, help: "Whether it is asked.") var active: Bool?
        @Option(help: "Days since a lead with this phone was created; a younger one is denied. Or none.")
        var leadAge: String?
        @Option(help: "Lists in which that lead is looked for, between commas, or none for all.")
        var searchLists: String?
        @Option(help: "Youngest person, in years by date_of_birth, or none.") var minAge: String?
        @Option(help: "Oldest person, or none.") var maxAge: String?
        @Option(help: "Lists that a post may go to, between commas, or none for all.") var lists: String?
        @Option(help: "States, between commas, or none.") var states: String?
        @Option(help: "All but these states.") var statesExcept: String?
        @Option(help: "ZIPs, prefixes and ranges: 90210,902*,90001-90099, or none.") var zips: String?
        @Option(help: "All but these.") var zipsExcept: String?
        @Option(help: "Carrier types, or none.") var carriers: String?
        @Option(help: "All but these.") var carriersExcept: String?
        @Option(help: "Area codes, or none.") var areaCodes: String?
        @Option(help: "All but these.") var areaCodesExcept: String?
        @Option(
            name: .customLong("rule"), parsing: .singleValue,
            help: "A condition on a field: 'income at_least 50000'. Repeat it for more; none takes all away.")
        var rules: [String] = []
        @Flag(inversion: .prefixedNo, help: "A field that the post does not have is not met.") var strict: Bool?
        @Flag(inversion: .prefixedNo, help: "Ask the Do Not Call lists (the ping always does).") var checkDNC: Bool?
        @Flag(inversion: .prefixedNo, help: "Ask the national and state registers.") var checkRegisters: Bool?
        @Option(help: "How much a denial tells: none, category or full.") var disclosure: String?

        var fields: [String: String] {
            [
                "name": name, "key": key, "active": active?.word, "lead_age": leadAge, "search_lists": searchLists,
                "min_age": minAge, "max_age": maxAge, "lists": lists, "states": states, "states_except": statesExcept,
                "zips": zips, "zips_except": zipsExcept, "carriers": carriers, "carriers_except": carriersExcept,
                "area_codes": areaCodes, "area_codes_except": areaCodesExcept,
                "rules": rules.isEmpty ? nil : rules.joined(separator: "\n"), "strict": strict?.word,
                "check_dnc": checkDNC?.word, "check_registers": checkRegisters?.word, "disclosure": disclosure,
            ].given
        }
    }
}
