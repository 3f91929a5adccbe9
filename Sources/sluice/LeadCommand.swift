import ArgumentParser
import SluiceCore
import SluiceServer

/// `sluice lead`.
struct LeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lead", abstract: "Post leads, look at them, and see why they were taken or refused.",
        subcommands: [
            Post.self, Ping.self, Show.self, Explain.self, Archive.self, Restore.self, Delete.self, Undelete.self,
        ])

    /// `name=value` arguments as fields.
    static func fields(_ parameters: [String]) throws -> [String: String] {
        var fields: [String: String] = [:]
        for parameter in parameters {
            guard let sign = parameter.firstIndex(of: "="), sign != parameter.startIndex else {
                throw ValidationError("\(parameter) is no name=value, such as phone_number=3105550142.")
            }
            fields[String(parameter[..<sign])] = String(parameter[parameter.index(after: sign)...])
        }
        return fields
    }

    static func explain(_ answer: JSONValue, asJSON: Bool) {
        Terminal.say(asJSON ? (answer["receipts"] ?? .null).text : answer["text"]?.string ?? answer.text)
    }

    struct Post: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Post a lead, as a vendor or a CRM would over HTTP, and show its receipt.")

        @Argument(help: "Parameters of the API: phone_number=3105550142 first_name=Ann …") var parameters: [String]
        @Option(help: "Criteria that govern the post, by name.") var criteria: String?
        @Option(help: "List, by name or number, where no criteria govern it.") var list: String?
        @Flag(help: "Judge it and store nothing.") var dryRun = false
        @OptionGroup var desk: DeskOptions

        func validate() throws { _ = try LeadCommand.fields(parameters) }

        func run() async throws {
            var fields = try LeadCommand.fields(parameters)
            if let criteria { fields["criteria"] = criteria }
            if let list { fields["list"] = list }
            if dryRun { fields["dry_run"] = "1" }
            LeadCommand.explain(try await desk.perform(.postLead(fields)), asJSON: desk.json)
        }
    }

    struct Ping: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask whether a lead would be wanted; nothing is stored.")

        @Argument(help: "Parameters of the API: phone_number=3105550142 state=CA …") var parameters: [String]
        @Option(help: "Lead Validation Criteria, by name.") var validation: String
        @OptionGroup var desk: DeskOptions

        func validate() throws { _ = try LeadCommand.fields(parameters) }

        func run() async throws {
            var fields = try LeadCommand.fields(parameters)
            fields["validation"] = validation
            LeadCommand.explain(try await desk.perform(.postLead(fields)), asJSON: desk.json)
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show receipts: every stage with its verdict, reason, evidence and time.")

        @Argument(help: "The lead's number; or use an option.") var lead: String?
        @Option(help: "The receipt's number.") var receipt: String?
        @Option(help: "Every receipt of a phone, refused posts included.") var phone: String?
        @Option(help: "Only accepted, updated or refused.") var outcome: String?
        @Option(help: "How many, the newest first (default: 10).") var limit: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let fields = ["lead": lead, "receipt": receipt, "phone": phone, "outcome": outcome, "limit": limit].given
            LeadCommand.explain(try await desk.perform(.explainLead(fields)), asJSON: desk.json)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a lead.")
        @Argument(help: "Its number.") var lead: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.showLead(lead)) }
    }

    struct Archive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Archive a lead: it is no longer worked.")
        @Argument(help: "Its number.") var lead: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.changeLead(lead, .archive)) }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a lead out of the archive.")
        @Argument(help: "Its number.") var lead: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.changeLead(lead, .restore)) }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a lead; it can be undeleted.")
        @Argument(help: "Its number.") var lead: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.changeLead(lead, .delete)) }
    }

    struct Undelete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Bring a deleted lead back.")
        @Argument(help: "Its number.") var lead: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.changeLead(lead, .undelete)) }
    }
}
