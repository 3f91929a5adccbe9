import Foundation
import SluiceCore
import SluiceDatabase
import Synchronization

/// The suppression journal as a file of this node, beside the one in the database: one JSON object a line, appended
/// and synced. A restored database is brought up to date from the files of all nodes.
public final class SuppressionFile: Sendable {
    static let name = "suppressions.jsonl"

    private let path: String
    private let database: any Database
    private let written = Mutex<[AccountID: Int64]?>(nil)
    private let turn = Mutex(())

    init(folder: String, database: any Database) {
        path = "\(folder)/\(SuppressionFile.name)"
        self.database = database
    }

    /// Appends the lines that the database has and the file has not, and returns how many. What a crash kept out of
    /// the file comes with the next call.
    @discardableResult
    public func catchUp() async throws -> Int {
        var known = try written.withLock { written in
            if let written { return written }
            let read = try highest()
            written = read
            return read
        }
        var count = 0
        let accounts = try await database.read { try Accounts($0).all().map(\.id) }
        for account in accounts {
            while true {
                let after = known[account] ?? 0
                let lines = try await database.read { connection in
                    try Suppressions(connection, of: account).lines(after: after, limit: 500)
                }
                guard let last = lines.last else { break }
                do {
                    try append(lines)
                } catch {
                    // Part of a line may stand there: what the file holds is read again, and the part cut off.
                    written.withLock { $0 = nil }
                    throw error
                }
                known[account] = last.id
                count += lines.count
                let place = last.id
                written.withLock { $0?[account] = place }
            }
        }
        return count
    }

    private func append(_ lines: [Suppressions.Line]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for line in lines {
            data.append(try encoder.encode(line))
            data.append(UInt8(ascii: "\n"))
        }
        try turn.withLock { _ in
            if !FileManager.default.fileExists(atPath: path) {
                let isMade = FileManager.default.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
                guard isMade else { throw DatabaseError(.lost, "journal file") }
            }
            guard let file = FileHandle(forWritingAtPath: path) else { throw DatabaseError(.lost, "journal file") }
            defer { try? file.close() }  // everything was synced before
            try file.seekToEnd()
            try file.write(contentsOf: data)
            try file.synchronize()
        }
    }

    /// The last line of each account in the file. A line that a crash cut short is cut off.
    private func highest() throws -> [AccountID: Int64] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        var known: [AccountID: Int64] = [:]
        let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { data.prefix(through: $0) } ?? Data()
        if whole.count < data.count {
            guard let file = FileHandle(forWritingAtPath: path) else { throw DatabaseError(.lost, "journal file") }
            try file.truncate(atOffset: UInt64(whole.count))
            try file.close()
        }
        for line in try SuppressionFile.lines(in: whole) {
            known[line.account] = max(known[line.account] ?? 0, line.id)
        }
        return known
    }

    /// The whole lines of a file; the rest of one that a crash cut short is passed over.
    static func lines(in data: Data) throws -> [Suppressions.Line] {
        guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        return try data[...end].split(separator: UInt8(ascii: "\n")).map { line in
            guard let line = try? JSONDecoder().decode(Suppressions.Line.self, from: Data(line)) else {
                throw DatabaseError(.corrupt, "the journal file has a line that is none")
            }
            return line
        }
    }
}
