import Foundation
import SluiceCore
import SluiceDatabase

/// Looks at everything that a server needs and says of each thing how it stands and what to do.
public struct Doctor: Sendable {
    private let settings: Settings

    /// A doctor for the server that these settings make.
    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// All findings. A server that runs on the embedded store examines it itself.
    public func examine() async throws -> [Finding] {
        var findings = try await MachineExamination(settings: settings).findings()
        guard settings.database.isEmpty else { return findings + (await direct()) }
        let folder = settings.dataFolder
        guard FileManager.default.fileExists(atPath: folder) else { return findings }
        let request = AdminRequest(actor: "doctor", operation: .examine)
        if let answer = try await ControlClient(folder: folder).ask(request, progress: { _ in }) {
            findings.append(.fine("data folder lock", "held by \(DataFolderLock.holder(of: folder)), which answers"))
            return findings + (answer.elements ?? []).compactMap(Finding.init)
        }
        guard FileManager.default.fileExists(atPath: folder + "/sluice.sqlite") else {
            return findings + [.warning("database", "is not there yet; sluice account create makes it")]
        }
        guard let lock = try DataFolderLock.take(folder, as: "doctor") else {
            let holder = DataFolderLock.holder(of: folder)
            return findings + [.failure("data folder lock", "held by \(holder), which does not answer")]
        }
        findings.append(.fine("data folder lock", "free; no server runs on it"))
        findings += await direct()
        withExtendedLifetime(lock) {}
        return findings
    }

    private func direct() async -> [Finding] {
        do {
            let database = try Parts.open(settings)
            let findings = await StoreExamination(
                settings: settings, database: database, clock: SystemRuntime.clock
            ).findings()
            await database.close()
            return findings
        } catch {
            return [.failure("database", AdminSession.sentence(of: error))]
        }
    }
}
