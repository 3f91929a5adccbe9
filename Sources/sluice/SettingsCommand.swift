import ArgumentParser
import SluiceCore
import SluiceServer

/// `sluice settings`.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Global settings of an account, and the server's own.",
        subcommands: [Show.self, Change.self, OfServer.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the account's settings.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.showSettings) }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change the account's settings: only those that you give.")

        @Option(help: "use_api_parameters, always_reject or always_relocate.") var leadDuplication: String?
        @Option(help: "Where relocation looks for older leads: account, list, campaign or purpose.")
        var filterDuplicatesAgainst: String?
        @Option(help: "Refuse these carrier types on every insert: at most two of MOBILE, LANDLINE, VOIP, or none.")
        var rejectCarrierTypes: String?
        @Option(help: "When nobody knows the carrier type: open takes the lead, closed refuses it.")
        var unknownCarrier: String?
        @Option(help: "What hopper_expires_in counts: seconds or minutes.") var hopperExpiryUnit: String?
        @Option(help: "Lead Validation Criteria of plain inserts, or none.") var validation: String?
        @Option(help: "Calling code of numbers that bring none.") var defaultPhoneCode: String?
        @Flag(
            name: .customLong("answers-always-200"), inversion: .prefixedNo,
            help: "Answer HTTP 200 for errors of the token and the request as well."
        )
        var answersAlways200: Bool?
        @Option(help: "Days that receipts and posts are kept; events stay as long as any account keeps these.")
        var receiptDays: String?
        @Flag(inversion: .prefixedNo, help: "Ask everybody who logs in for one-time codes.") var logInNeedsCodes: Bool?
        @Option(help: "Minutes after which an unused session ends.") var logInIdleMinutes: String?
        @Option(help: "Hours after which every session ends.") var logInHours: String?
        @Option(help: "Endpoint of the CRM that is asked about every lead before it is taken, or none.")
        var crmCheck: String?
        @Option(
            name: .customLong("crm-row"), parsing: .singleValue,
            help: """
                What an answer of the CRM means, such as 'total > 0 -> skip' or 'found = true -> create DUPCRM, dnc, \
                failure'; once for each row, and all of them are given at once.
                """)
        var crmRows: [String] = []
        @Option(help: "What becomes of a lead while the CRM does not answer: open, closed or hold.")
        var crmPolicy: String?
        @Option(help: "Milliseconds that the CRM may take.") var crmDeadlineMs: String?
        @Option(help: "Seconds for which an answer about a phone counts; 0 asks each time.") var crmCacheSeconds:
            String?
        @Option(help: "Hours after which a held post is refused.") var crmHoldHours: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = [
                "crm_check": crmCheck, "crm_rows": crmRows.isEmpty ? nil : crmRows.joined(separator: "\n"),
                "crm_policy": crmPolicy, "crm_deadline_ms": crmDeadlineMs, "crm_cache_seconds": crmCacheSeconds,
                "crm_hold_hours": crmHoldHours,
                "lead_duplication": leadDuplication, "filter_duplicates_against": filterDuplicatesAgainst,
                "reject_carrier_types": rejectCarrierTypes, "unknown_carrier": unknownCarrier,
                "hopper_expiry_unit": hopperExpiryUnit, "validation": validation,
                "default_phone_code": defaultPhoneCode, "answers_always_200": answersAlways200?.word,
                "receipt_days": receiptDays, "log_in_needs_codes": logInNeedsCodes?.word,
                "log_in_idle_minutes": logInIdleMinutes, "log_in_hours": logInHours,
            ].given
            guard !fields.isEmpty else { throw ValidationError("Say what to change; --help lists the settings.") }
            try await desk.show(.changeSettings(fields))
        }
    }

    struct OfServer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "server", abstract: "Show every setting of the server, and where each comes from.")
        @OptionGroup var options: ServerOptions
        @Flag(help: "Print the answer as JSON.") var json = false

        func run() async throws {
            let entries = try await options.settings().entries.map { entry in
                JSONValue.object([
                    ("name", .string(entry.name)), ("value", .string(entry.value)), ("from", .string(entry.source)),
                    ("meaning", .string(entry.meaning)),
                ])
            }
            if json { Terminal.say(JSONValue.array(entries).text) } else { Terminal.show(.array(entries)) }
        }
    }
}
