import Logging
import Metrics
import ServiceLifecycle
import SluiceConnect
import SluiceCore
import SluiceDatabase

/// Connect as a part of the running server.
struct ConnectService: Service {
    private let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    /// Works until the server stops. What is under way then may end; what does not is sent again by whoever starts next.
    func run() async throws {
        await ConnectDispatcher(ConnectService.means(parts)).run()
    }

    static func means(_ parts: Parts) -> ConnectMeans {
        let counters = Dictionary(
            ["delivered", "failed", "dead"].map {
                ($0, Counter(label: "sluice_deliveries_total", dimensions: [("outcome", $0)]))
            }) { $1 }
        let timer = Metrics.Timer(label: "sluice_delivery_seconds")
        return ConnectMeans(
            database: parts.database, clock: Clock(now: parts.clock.now, nanoseconds: SystemRuntime.clock.nanoseconds),
            dice: parts.dice, outbound: parts.transport.outbound, node: ImportDesk.node(parts.settings),
            pause: { try await SystemRuntime.pause(milliseconds: $0) },
            isStopping: { Task.isShuttingDownGracefully || Task.isCancelled },
            accounts: { parts.cache.all }, adopt: { parts.cache.adopt($0) },
            open: { try ConnectSecrets.open($0, of: $1, parts) },
            disable: { try await EndpointNotice(parts: parts).disable($0, because: $1, isGone: $2) },
            remember: { try await EndpointNotice(parts: parts).remember($0, of: $1, in: $2) },
            log: { message, details in
                parts.logger.warning("\(message)", metadata: details.mapValues { .string($0) })
            },
            count: { outcome, milliseconds in
                counters[outcome]?.increment()
                timer.recordMilliseconds(milliseconds)
            })
    }
}
