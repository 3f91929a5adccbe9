public import ArgumentParser
public import SluiceServer

/// `sluice history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "The past of an account's configuration: shown, compared, put back.",
        subcommands: [List.self, Show.self, Compare.self, Restore.self])

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

extension AdminOperation.Kind: ExpressibleByArgument {}
