import Foundation
public import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceLookups
public import SluiceWeb
import UnixSignals

/// The running server: the front door, the control socket, and the work that comes round.
public struct Server: Sendable {
    private let parts: Parts
    private let metrics: PrometheusMetrics

    /// A server of these parts, counting into `metrics`.
    public init(_ parts: Parts, metrics: PrometheusMetrics) {
        self.parts = parts
        self.metrics = metrics
    }

    /// Serves until it is told to stop, then finishes what is in hand. `onReady` gets the port once it listens.
    public func run(onReady: @escaping @Sendable (Int) async throws -> Void = { _ in }) async throws {
        let settings = parts.settings
        let logger = parts.logger
        try await parts.catchUpWithRegisters()
        let front = Application(
            responder: router.buildResponder(),
            server: try TLSFiles(settings).map { try $0.builder() } ?? .onConnectionLoop,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: "Sluice", reuseAddress: true),
            onServerRunning: { channel in
                do {
                    try await onReady(channel.localAddress?.port ?? settings.port)
                } catch {
                    logger.critical("could not say that it is ready", metadata: ["error": "\(error)"])
                }
            },
            logger: logger)
        let control = ControlSocket(folder: settings.dataFolder, desk: AdminDesk(parts), logger: logger)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = tickers.map {
            .init(service: $0, successTerminationBehavior: .ignore)
        }
        services.append(
            .init(service: ImportWorkers(parts: parts), successTerminationBehavior: .ignore))
        services.append(.init(service: ConnectService(parts), successTerminationBehavior: .ignore))
        services.append(.init(service: try control.application(), successTerminationBehavior: .gracefullyShutdownGroup))
        services.append(.init(service: front, successTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch {
            await parts.close()
            throw error
        }
        await parts.close()
        logger.info("stopped")
    }

    /// Every path that the server answers.
    public var router: Router<SluiceContext> {
        let router = Router(context: SluiceContext.self)
        router.middlewares.add(FaultMiddleware(parts.logger))
        let proxies = parts.settings.trustedProxies.split(separator: ",").compactMap {
            AddressRange($0.filter { !$0.isWhitespace })
        }
        let front = APIFront(
            routes, authenticator: parts.authenticator, addresses: ClientAddress(trusting: proxies),
            clock: parts.clock)
        front.add(to: router)
        let native = NativeFront(
            nativeRoutes,
            doorkeeper: Doorkeeper(
                authenticator: parts.authenticator, cache: parts.cache, sessions: parts.sessions, clock: parts.clock),
            cache: parts.cache, addresses: ClientAddress(trusting: proxies), clock: parts.clock)
        native.add(to: router)
        VICIdialDoor(
            intake: parts.intake,
            desk: WriteDesk(database: parts.database, cache: parts.cache, clock: parts.clock), database: parts.database,
            dice: parts.dice, clock: parts.clock, authenticator: parts.authenticator,
            addresses: ClientAddress(trusting: proxies)
        ).add(to: router)
        OpenAPIPages(OpenAPIDocument(native: native.routes, convoso: routes)).add(to: router)
        VendorPages(
            intake: parts.intake, database: parts.database, cache: parts.cache, clock: parts.clock,
            isSecure: !parts.settings.certificate.isEmpty || !proxies.isEmpty
        ).add(to: router)
        Operations(
            database: parts.database, manualClock: parts.manualClock, front: front, metrics: { metrics.text() },
            waiting: { parts.intake.waiting }
        ).add(to: router)
        return router
    }

    /// Every operation of `/api/v1`, each with the right it needs.
    public var nativeRoutes: [NativeRoute] { NativeRoutes(parts).all }

    /// Every path of `/v1`, each with the right it needs.
    public var routes: [APIRoute] {
        let desk = WriteDesk(database: parts.database, cache: parts.cache, clock: parts.clock)
        let deletion = ListDeletion(parts.database, parts.cache)
        return LeadPosts(parts.intake).routes
            + LeadChanges(desk, dice: parts.dice).routes
            + LeadSearches(parts.database, clock: parts.clock).routes
            + ListActions(desk, database: parts.database, deletion: deletion, clock: parts.clock).routes
            + CampaignActions(desk, database: parts.database).routes
            + DNCActions(desk, dice: parts.dice).routes
            + DNCActions(desk, dice: parts.dice, channel: .texts).routes
            + DNCSearches(parts.database).routes
            + StatusActions(desk).routes
            + UserSearches(parts.database, clock: parts.clock).routes
    }

    private var tickers: [Ticker] {
        let parts = parts
        func ticker(_ name: String, _ step: @escaping @Sendable () async throws -> Int64) -> Ticker {
            Ticker(name: name, logger: parts.logger, step: step)
        }
        let chores = Chores(parts)
        let deletion = ListDeletion(parts.database, parts.cache)
        return [
            ticker("configuration") {
                try await parts.cache.refresh()
                return 500
            },
            ticker("registers") {
                try await chores.followRegisters()
            },
            ticker("hopper_expiry") { try await chores.expireHopper() },
            ticker("scheduled_changes") { try await chores.activateScheduled() },
            ticker("suppression_journal") {
                try await parts.journal.catchUp()
                return 500
            },
            ticker("handed_out_ids") {
                try await parts.handedOut.keep()
                try await parts.erasures.keep()
                return 5000
            },
            ticker("search_index") {
                // Large sorted steps cost a lead half of what small ones do, and searches see what waits.
                try await SearchIndex.feed(parts.database) < SearchIndex.batch ? 1000 : 100
            },
            ticker("vendor_figures") { try await chores.addUpVendors() },
            ticker("shadow_figures") { try await chores.addUpShadows() },
            ticker("held_posts") { try await chores.releaseHeld() },
            ticker("back_tests") { try await chores.runBackTests() },
            ticker("list_deletion") { try await deletion.step(at: parts.clock.now()) ? 1 : 500 },
            ticker("uses") {
                try await chores.rememberUses()
                return 10_000
            },
            ticker("retention") { try await chores.purge() },
            ticker("event_retention") { try await chores.purgeEvents() },
        ]
    }
}
