public import ArgumentParser
public import SluiceServer

/// `sluice history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "The past of an account's configuration: shown, compared, put back.",
        subcommands: [
            List.self, Show.self, At.self, Compare.self, Restore.self, Schedule.self, Scheduled.self, Unschedule.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show who changed what, the newest first.")
        @Option(help: "Only this kind: seller, campaign, list, field, status, validation, criteria or settings.")
        var kind: String?
        @Option(help: "At most so many; 50 unless told.") var limit: String?
        @Option(help: "Only changes before this version.") var before: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            try await desk.show(.listChanges(["kind": kind, "limit": limit, "before": before].given))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything that was configured at a version; each receipt names one.")
        @Argument(help: "The version.") var version: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.showVersion(version)) }
    }

    struct At: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything that was configured when a post was judged.")
        @Option(help: "The number of the post's receipt.") var receipt: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.showVersionOfReceipt(receipt)) }
    }

    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "Show what differs between two versions.")
        @Argument(help: "The one version.") var from: Int64
        @Argument(help: "The other; the newest unless told.") var to: Int64?
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.compareVersions(from: from, to: to)) }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put the configuration, or one object of it, back as it was at a version.",
            discussion: "This is a change like any other, by the same rules, and can be put back itself.")
        @Argument(help: "The version.") var version: Int64
        @Option(help: "Only an object of this kind.") var kind: AdminOperation.Kind?
        @Option(help: "Its name or number; with --kind.") var name: String?
        @OptionGroup var desk: DeskOptions

        func validate() throws {
            if (kind == nil) != (name == nil) { throw ValidationError("--kind and --name go together.") }
        }

        func run() async throws {
            if let kind, let name {
                try await desk.show(.restoreObject(kind, name: name, version: version))
            } else {
                try await desk.show(.restoreVersion(version))
            }
        }
    }
}

extension HistoryCommand {
    struct Schedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a change take effect at a moment.",
            discussion: """
                Fields are written as the API has them: check_dup=2 receipt_days=7. A restore takes version=12, and \
                without a kind means everything. The change has to pass now, and is judged again at its moment; one that \
                does not pass then is marked as failed.
                """)
        @Option(help: "'2026-12-01 08:00:00' in the account's time zone, or with UTC behind it.") var at: String
        @Option(help: "Why.") var comment: String?
        @Argument(help: "create, change, remove or restore.") var action: String
        @Argument(help: "seller, campaign, list, criteria, validation, field, status or settings.") var kind: String?
        @Argument(help: "The object (not for create and settings), then fields as name=value.") var rest: [String] = []
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            var fields = ["at": at, "action": action, "comment": comment].given
            var words = rest
            if let kind {
                if kind.contains("=") { words.insert(kind, at: 0) } else { fields["kind"] = kind }
            }
            if let first = words.first, !first.contains("=") {
                fields["object"] = first
                words.removeFirst()
            }
            for (name, value) in try LeadCommand.fields(words) { fields["field.\(name)"] = value }
            try await desk.show(.scheduleChange(fields))
        }
    }

    struct Scheduled: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show scheduled changes and what became of them.")
        @Option(help: "waiting, done, failed or cancelled.") var state: String?
        @Option(help: "At most so many; 50 unless told.") var limit: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.listScheduled(["state": state, "limit": limit].given)) }
    }

    struct Unschedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back a change that still waits.")
        @Argument(help: "Its number.") var id: Int64
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.unschedule(id)) }
    }
}

extension AdminOperation.Kind: ExpressibleByArgument {}
