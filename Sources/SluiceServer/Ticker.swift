import Logging
import ServiceLifecycle
import SluiceCore

/// Work that comes round: it runs, waits, and runs again until the server stops.
///
/// The work is one callable step that says how long to wait, so tests call it and never wait.
struct Ticker: Service {
    let name: String
    let logger: Logger
    /// One step; returns the milliseconds until the next.
    let step: @Sendable () async throws -> Int64

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var pause: Int64 = 1000
                do {
                    pause = try await step()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("a step failed", metadata: ["service": "\(name)", "error": "\(error)"])
                }
                do { try await SystemRuntime.pause(milliseconds: max(1, pause)) } catch { return }
            }
        }
    }
}
