import Foundation
import SluiceCore
import SluiceDatabase
import Synchronization

/// How far numbers have been handed out, as a file beside the journal: a store that is restored from an older archive
/// goes on above what vendors and CRMs hold already.
final class HandedOutIDs: Sendable {
    static let name = "ids.json"

    private let path: String
    private let database: any Database
    private let last = Mutex<Restorations.NextNumbers>([:])

    init(folder: String, database: any Database) {
        path = "\(folder)/\(HandedOutIDs.name)"
        self.database = database
    }

    /// Writes the file when anything was handed out since.
    func keep() async throws {
        let numbers = try await database.read { try Restorations($0).nextNumbers() }
        guard last.withLock({ $0 }) != numbers else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try SecretFile.write(try encoder.encode(numbers), to: path)
        last.withLock { $0 = numbers }
    }

    /// What a file says; nothing where there is none. Throws for one that cannot be read.
    static func read(_ path: String) throws -> Restorations.NextNumbers? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(Restorations.NextNumbers.self, from: data)
        } catch {
            throw BackupFault("\(path) cannot be read")
        }
    }
}
