import ArgumentParser
import SluiceServer

/// `sluice subscription`.
struct SubscriptionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscription", abstract: "Which events go to which endpoint.",
        subcommands: Options.subcommands + [Events.self])

    struct Options: ObjectOptions {
        static let kind = AdminOperation.Kind.subscription

        @Option(help: "Up to 60 characters.") var name: String?
        @Option(help: "The endpoint, by name or number.") var endpoint: String?
        @Option(help: "Kinds of events between commas; subscription events lists them.") var events: String?
        @Flag(inversion: .prefixedNo, help: "Whether it counts.") var active: Bool?
        @Option(help: "Only leads of these lists, between commas, or none.") var lists: String?
        @Option(help: "Only leads of these campaigns, between commas, or none.") var campaigns: String?

        var fields: [String: String] {
            [
                "name": name, "endpoint": endpoint, "events": events, "active": active?.word, "lists": lists,
                "campaigns": campaigns,
            ].given
        }
    }

    struct Events: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show every kind of event.")
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.connect(.events, [:])) }
    }
}

/// `sluice delivery`.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "What Connect has sent, sends and has given up.",
        subcommands: [All.self, Show.self, Replay.self, Cancel.self])

    /// Which deliveries are meant.
    struct Filter: ParsableArguments {
        @Option(help: "To this endpoint, by name or number.") var endpoint: String?
        @Option(help: "held, waiting, delivered or dead.") var state: String?
        @Option(help: "About this lead.") var lead: String?
        @Option(help: "Of this kind of event.") var event: String?
        @Option(help: "Of events from this day or moment on, in the account's time.") var from: String?
        @Option(help: "Of events before this day or moment.") var to: String?

        var fields: [String: String] {
            ["endpoint": endpoint, "state": state, "lead": lead, "event": event, "from": from, "to": to].given
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show deliveries, the newest first.")
        @OptionGroup(title: "Which") var filter: Filter
        @Option(help: "How many at most (default: 50).") var limit: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let limit = ["limit": limit].given
            try await desk.show(.connect(.deliveries, filter.fields.merging(limit) { $1 }))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one with what it sends and every attempt.")
        @Argument(help: "Its number.") var delivery: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.connect(.delivery, ["delivery": delivery])) }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one that has ended once more, or all that a filter means; each keeps its id.")
        @Argument(help: "Its number; nothing where a filter says which.") var delivery: String?
        @OptionGroup(title: "Which") var filter: Filter
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let one = ["delivery": delivery].given
            try await desk.show(.connect(.replay, one.isEmpty ? filter.fields : one))
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give up one that waits.")
        @Argument(help: "Its number.") var delivery: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.connect(.cancel, ["delivery": delivery])) }
    }
}
