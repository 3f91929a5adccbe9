import Logging
import Metrics
import ServiceLifecycle
public import SluiceConnect
public import SluiceCore
import SluiceDatabase

/// Connect as a part of the running server.
struct ConnectService: Service {
    private let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    /// Works until the server stops. What is under way then may end; what does not is sent again by whoever starts next.
    func run() async throws {
        await ConnectDispatcher(ConnectMeans(parts)).run()
    }
}

extension ConnectMeans {
    /// What a server gives its dispatcher. `outbound` stands for its own way out where tests have another.
    public init(_ parts: Parts, through outbound: Outbound? = nil) {
        let counters = Dictionary(
            ["delivered", "failed", "dead"].map {
                ($0, Counter(label: "sluice_deliveries_total", dimensions: [("outcome", $0)]))
            }
        ) { $1 }
        let timer = Metrics.Timer(label: "sluice_delivery_seconds")
        self.init(
            database: parts.database, clock: Clock(now: parts.clock.now, nanoseconds: SystemRuntime.clock.nanoseconds),
            dice: parts.dice, outbound: outbound ?? parts.transport.outbound, node: ImportDesk.node(parts.settings),
            pause: { try await SystemRuntime.pause(milliseconds: $0) },
            isStopping: { Task.isShuttingDownGracefully || Task.isCancelled },
            accounts: { parts.cache.all }, adopt: { parts.cache.adopt($0) },
            open: { try ConnectSecrets.open($0, of: $1, parts.keys) },
            disable: { try await EndpointNotice(parts: parts).disable($0, because: $1, isGone: $2) },
            log: { message, details in
                parts.logger.warning("\(message)", metadata: details.mapValues { .string($0) })
            },
            count: { outcome, milliseconds in
                counters[outcome]?.increment()
                timer.recordMilliseconds(milliseconds)
            })
    }
}
