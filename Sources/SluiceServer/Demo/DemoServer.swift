import Foundation
public import Logging
import SluiceCore
import SluiceDatabase

/// `sluice demo`: a server with an account to play with, and leads posted to it through its own front door.
public struct DemoServer: Sendable {
    /// What the caller wants.
    public struct Wishes: Sendable {
        /// How many leads are posted.
        public var leads: Int
        /// Whether nothing is posted and nothing printed.
        public var isQuiet: Bool
        /// The file to write once the server listens.
        public var readyFile: String?

        /// Wishes of these values.
        public init(leads: Int, isQuiet: Bool, readyFile: String?) {
            self.leads = leads
            self.isQuiet = isQuiet
            self.readyFile = readyFile
        }
    }

    private let settings: Settings
    private let wishes: Wishes
    private let logger: Logger
    private let say: @Sendable (String) -> Void

    /// A demo on these settings. `say` prints.
    public init(_ settings: Settings, _ wishes: Wishes, logger: Logger, say: @escaping @Sendable (String) -> Void) {
        self.settings = settings
        self.wishes = wishes
        self.logger = logger
        self.say = say
    }

    /// Runs until it is told to stop.
    public func run() async throws {
        let (ready, input) = AsyncStream.makeStream(of: (parts: Parts, port: Int).self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { input.finish() }
                try await ServerProcess.serve(
                    settings, logger: logger,
                    prepare: { parts in
                        let secrets = try DemoSecrets.keep(in: settings.dataFolder, parts.dice)
                        try await DemoAccount(parts).seed(secrets)
                    },
                    onReady: { parts, port in input.yield((parts, port)) })
            }
            group.addTask {
                for await (parts, port) in ready { try await welcome(parts, port) }
            }
            try await group.waitForAll()
        }
    }

    private func welcome(_ parts: Parts, _ port: Int) async throws {
        let host = ["0.0.0.0", "::", ""].contains(settings.host) ? "127.0.0.1" : settings.host
        let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        var secrets = try DemoSecrets.keep(in: settings.dataFolder, parts.dice)
        let configuration = try await DemoAccount(parts).configuration()
        if let file = wishes.readyFile { try writeReadyFile(file, url, secrets, configuration) }
        guard !wishes.isQuiet else { return }
        let tour = DemoTour(
            parts: parts, configuration: configuration, traffic: DemoTraffic(url: url, token: secrets.token), say: say)
        let range = secrets.posted..<(secrets.posted + wishes.leads)
        secrets.posted = range.upperBound
        try secrets.write(in: settings.dataFolder)
        do {
            try await tour.post(range)
            tour.invite(password: secrets.password, next: secrets.posted)
        } catch {
            // A demo that is stopped while it posts is no accident.
            say("The posts ended early: \(AdminSession.sentence(of: error))")
        }
    }

    private func writeReadyFile(
        _ path: String, _ url: String, _ secrets: DemoSecrets, _ configuration: AccountConfiguration
    ) throws {
        func ids<Owner>(_ names: [(Identifier<Owner>, String)]) -> JSONValue {
            .object(names.sorted { $0.0 < $1.0 }.map { (name: $0.1, value: .id($0.0)) })
        }
        let keys =
            configuration.criteria.values.map { ($0.id, $0.name, $0.key) }
            + configuration.validations.values.map { ($0.id, $0.name, $0.key) }
        let ready = JSONValue.members(
            ("url", .string(url)), ("pid", .integer(Int64(ProcessInfo.processInfo.processIdentifier))),
            ("token", .string(secrets.token)),
            ("admin", .members(("email", .string(DemoAccount.email)), ("password", .string(secrets.password)))),
            ("lists", ids(configuration.listNames)), ("campaigns", ids(configuration.campaignNames)),
            ("criteria", .object(keys.sorted { $0.0 < $1.0 }.map { (name: $0.1, value: .string($0.2)) })))
        try SecretFile.write(Data((ready.text + "\n").utf8), to: path)
    }
}
