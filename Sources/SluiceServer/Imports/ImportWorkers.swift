import Logging
import ServiceLifecycle
import SluiceCore
import SluiceDatabase
import Synchronization

/// Works on the imports of this node that nobody works on: those begun over HTTP, and those that a crash left behind.
struct ImportWorkers: Service {
    /// Imports at once. More would only share one writer.
    static let most = 2

    let parts: Parts

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await takeOver()
            let busy = Busy()
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    for (account, id) in await idle().prefix(max(0, ImportWorkers.most - busy.count)) {
                        busy.add(1)
                        group.addTask {
                            await work(account, id)
                            busy.add(-1)
                        }
                    }
                    do { try await SystemRuntime.pause(milliseconds: 500) } catch { break }
                }
                group.cancelAll()
            }
        }
    }

    /// How many imports are in hand.
    private final class Busy: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add(_ difference: Int) { number.withLock { $0 += difference } }
    }

    /// What a killed server had in hand is free again. A command that works on one beside this server finds out with its
    /// next batch, and leaves it to us.
    private func takeOver() async {
        let node = ImportDesk.node(parts.settings)
        do {
            try await parts.database.write { try Imports.releaseAll(on: node, $0) }
            let needed = try await parts.database.read { try Imports.files(on: node, $0) }
            try ImportFolder(parts.settings).sweep(keeping: needed)
        } catch {
            // They are taken up all the same, once their claims have run out.
            parts.logger.error("imports could not be taken over", metadata: ["error": "\(error)"])
        }
    }

    private func idle() async -> [(account: AccountID, id: Int64)] {
        let (node, now) = (ImportDesk.node(parts.settings), parts.clock.now())
        do {
            return try await parts.database.read { try Imports.idle(on: node, at: now, $0) }
        } catch {
            parts.logger.error("imports could not be looked for", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func work(_ account: AccountID, _ id: Int64) async {
        do {
            _ = try await ImportRunner(parts: parts, account: account, id: id).run()
        } catch is CancellationError {
            // Given back; the next server on this folder goes on.
        } catch {
            parts.logger.error("an import failed", metadata: ["import": "\(id)", "error": "\(error)"])
        }
    }
}
