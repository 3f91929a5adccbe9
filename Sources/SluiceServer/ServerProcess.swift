public import Logging
import Metrics
import SluiceCore
import Synchronization

/// What a process needs around a server: log, metrics, and the data folder to itself.
public enum ServerProcess {
    private static let hasLog = Mutex(false)

    /// Sets up the log of this process as the settings say, and returns its root. What is called first counts. A command
    /// logs warnings and worse, unless somebody set the level.
    public static func startLog(_ settings: Settings, isCommand: Bool = false) -> Logger {
        let isSet = settings.entries.contains { $0.name == "log_level" && $0.source != "default" }
        let asked = Logger.Level(rawValue: settings.logLevel) ?? .info
        let level = isCommand && !isSet ? .warning : asked
        let format: LineLog.Format = settings.logFormat == "json" ? .json : .text
        hasLog.withLock { hasLog in
            // A second time would end the process.
            guard !hasLog else { return }
            hasLog = true
            LoggingSystem.bootstrap { label in
                var handler = LineLog(label: label, format)
                handler.logLevel = level
                return handler
            }
        }
        return Logger(label: "sluice")
    }

    /// Runs a server until it is told to stop. `prepare` gets its parts before it listens, `onReady` the port once it
    /// does. Throws ``DataFolderFault`` while another process has the folder.
    public static func serve(
        _ settings: Settings, logger: Logger, prepare: @Sendable (Parts) async throws -> Void = { _ in },
        onReady: @escaping @Sendable (Parts, Int) async throws -> Void = { _, _ in }
    ) async throws {
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let lock = try await DataFolderLock.wait(for: settings.dataFolder, as: "serve", seconds: 5)
        let parts = try await Parts(settings, logger: logger)
        do {
            try await prepare(parts)
        } catch {
            await parts.close()
            throw error
        }
        try await Server(parts, metrics: metrics).run { port in try await onReady(parts, port) }
        withExtendedLifetime(lock) {}
    }
}
