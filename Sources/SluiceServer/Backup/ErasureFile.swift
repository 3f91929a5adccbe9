import Foundation
import SluiceCore
import SluiceDatabase
import Synchronization

/// The erasures as a file beside the journal: an older archive that is restored is erased of the same persons again.
final class ErasureFile: Sendable {
    static let name = "erasures.json"

    private let path: String
    private let database: any Database
    private let written = Mutex(0)

    init(folder: String, database: any Database) {
        path = "\(folder)/\(ErasureFile.name)"
        self.database = database
    }

    /// Writes the file when there are more than it holds.
    func keep() async throws {
        let records = try await database.read { connection in
            try Accounts(connection).all().flatMap { try Erasures(connection, of: $0.id).all() }
        }
        guard records.count > written.withLock({ $0 }) else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try SecretFile.write(try encoder.encode(records), to: path)
        written.withLock { $0 = records.count }
    }

    /// What a file says; nothing where there is none. Throws for one that cannot be read.
    static func read(_ path: String) throws -> [Erasures.Record] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        do {
            return try JSONDecoder().decode([Erasures.Record].self, from: data)
        } catch {
            throw BackupFault("\(path) cannot be read")
        }
    }

    /// Erases again whom a store that was restored does not know to be erased. Returns how many persons.
    static func `repeat`(_ records: [Erasures.Record], on database: any Database) async throws -> Int64 {
        var count: Int64 = 0
        let accounts = Set(try await database.read { try Accounts($0).all().map(\.id) })
        for record in Set(records).sorted(by: { ($0.account, $0.id) < ($1.account, $1.id) })
        where accounts.contains(record.account) {
            let known = try await database.read { try Erasures($0, of: record.account).all().map(\.person.salt) }
            guard !known.contains(record.person.salt) else { continue }
            let traces = try await PersonTraces.find(record.person, in: record.account, database)
            try await traces.erase(in: record.account, database)
            try await database.write { connection in
                let store = Erasures(connection, of: record.account)
                var again = record
                again.id = try store.nextNumber()
                try store.add(again)
            }
            count &+= 1
        }
        return count
    }
}
