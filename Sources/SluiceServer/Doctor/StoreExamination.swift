import Foundation
import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluicePostgres

/// Looks at what is stored: the database and its schema, the registers, and the suppression journal. Changes nothing.
struct StoreExamination: Sendable {
    let settings: Settings
    let database: any Database
    let clock: Clock

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        do {
            findings += try await engine()
            guard let schema = try await schema() else {
                return findings + [.warning("schema", "is empty; sluice migrate or sluice serve makes it")]
            }
            findings.append(schema)
            if schema.verdict != .failure { findings += try await journal() + masterKey(schema) }
            if schema.verdict == .fine, database.dialect == .postgres { findings += try await sharedRegisters() }
        } catch {
            findings.append(.failure("database", AdminSession.sentence(of: error)))
        }
        return findings + registers()
    }

    private func engine() async throws -> [Finding] {
        if let postgres = database as? PostgresDatabase {
            return PostgresExamination(facts: try await postgres.serverFacts(now: clock.now)).findings
        }
        let rows = try await database.read { connection in
            try connection.run("PRAGMA quick_check(10)").map { try $0.text(0) }
        }
        return rows == ["ok"]
            ? [.fine("database", "embedded, and whole")]
            : [.failure("database", "is damaged; restore a backup: \(rows.joined(separator: "; "))")]
    }

    private func schema() async throws -> Finding? {
        let state = try await Schema.state(database)
        guard let newest = state.applied.max() else { return nil }
        guard newest <= (Migration.all.last?.number ?? 0) else {
            return .failure("schema", "version \(newest) is newer than this program; upgrade the program")
        }
        return state.missing.isEmpty
            ? .fine("schema", "version \(newest)")
            : .warning("schema", "version \(newest); sluice migrate brings \(state.missing.joined(separator: ", "))")
    }

    /// Whether this node's master key opens what the database holds sealed.
    private func masterKey(_ schema: Finding) async throws -> [Finding] {
        guard schema.verdict == .fine else { return [] }
        let sealed = try await database.read { connection in
            // An endpoint's address is always sealed.
            let endpoints = try Accounts(connection).all().flatMap { account in
                try Configurations(connection, of: account.id).snapshot()?.endpoints.values.map(\.sealedURL) ?? []
            }
            return try OneTimeSecrets.anySealed(connection) + endpoints
        }
        let file = MasterKeyFile(settings)
        guard FileManager.default.fileExists(atPath: file.path) else {
            return sealed.isEmpty
                ? [] : [.failure("master key", "\(file.path) is not there, and secrets are sealed with one")]
        }
        do {
            let key = try file.key(SystemRuntime.dice)
            let others = sealed.count { !key.isOwn($0) }
            return others == 0
                ? [.fine("master key", "\(file.path), of \(sealed.count) secrets that were looked at")]
                : [.failure("master key", "\(file.path) is not the one that \(others) secrets are sealed with")]
        } catch {
            return [.failure("master key", "\(error)")]
        }
    }

    private func journal() async throws -> [Finding] {
        let accounts = try await database.read { try Accounts($0).all() }
        var findings: [Finding] = []
        let file = try JournalFile(folder: settings.dataFolder)
        var lines: Int64 = 0
        for account in accounts {
            let (last, fault) = try await chain(of: account.id, comparing: file.chains[account.id] ?? [:])
            lines += last
            if let fault { findings.append(.failure("suppression journal", "account \(account.name): \(fault)")) }
            let written = file.chains[account.id]?.keys.max() ?? 0
            if fault == nil, written > last {
                findings.append(
                    .failure(
                        "suppression journal",
                        "account \(account.name): the file has \(written) lines and the database \(last): an older "
                            + "database was restored, and numbers that were listed since may be called"))
            } else if fault == nil, written < last, database.writers == 1 {
                findings.append(
                    .warning(
                        "suppression journal",
                        "account \(account.name): the file lacks \(last - written) lines, which a server writes "
                            + "within a second"))
            }
        }
        if file.damagedLines > 0 {
            findings.append(.failure("suppression journal", "\(file.damagedLines) lines of the file are none"))
        }
        return findings.isEmpty ? [.fine("suppression journal", "\(lines) lines, each chained to the last")] : findings
    }

    /// Follows the chain in the database, and compares it with the file's. Returns the number of its last line.
    private func chain(
        of account: AccountID, comparing file: [Int64: String]
    ) async throws -> (last: Int64, fault: String?) {
        var last: Int64 = 0
        var before = ""
        while true {
            let from = last
            let lines = try await database.read { try Suppressions($0, of: account).lines(after: from, limit: 1000) }
            guard !lines.isEmpty else { return (last, nil) }
            for line in lines {
                guard line.id == last + 1 else { return (last, "line \(last + 1) is missing in the database") }
                guard Suppressions.holds(line, after: before) else {
                    return (line.id, "line \(line.id) of the database is not the one that was written")
                }
                if let chain = file[line.id], chain != line.chain {
                    return (line.id, "line \(line.id) differs between file and database")
                }
                (last, before) = (line.id, line.chain)
            }
        }
    }

    /// Whether this node answers from the registers that all nodes are to answer from.
    private func sharedRegisters() async throws -> [Finding] {
        let wanted = try await database.read { connection in
            try RegisterRows(connection).versions().filter { $0.state == .current }
        }
        let folder = settings.dataFolder + "/registers"
        var findings: [Finding] = []
        for version in wanted {
            let here = (try? RegisterShelf(folder: folder))?.current(version.name)?.version  // none where it is damaged
            guard here != version.number else { continue }
            findings.append(
                .warning(
                    "shared registers",
                    "\(version.name) is at version \(version.number) and \(here.map { "at \($0)" } ?? "missing") on this node; "
                        + "its server fetches it within seconds, or its log says why not"))
        }
        return findings.isEmpty && !wanted.isEmpty
            ? [.fine("shared registers", "\(wanted.count), each the same here")] : findings
    }

    private func registers() -> [Finding] {
        let folder = settings.dataFolder + "/registers"
        guard FileManager.default.fileExists(atPath: folder) else { return [.fine("registers", "none")] }
        do {
            let shelf = try RegisterShelf(folder: folder)
            var sound = 0
            var findings: [Finding] = []
            for name in try RegisterNames.all(in: folder) {
                for (version, fault) in try shelf.audit(name) {
                    if let fault {
                        findings.append(.failure("registers", "\(name) version \(version): \(fault)"))
                    } else {
                        sound += 1
                    }
                }
            }
            return findings.isEmpty ? [.fine("registers", "\(sound) versions, each as it was published")] : findings
        } catch {
            return [.failure("registers", AdminSession.sentence(of: error))]
        }
    }
}

/// The registers that have a folder.
enum RegisterNames {
    static func all(in folder: String) throws -> [RegisterName] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .compactMap { RegisterName($0.replacing("-", with: ":")) }.sorted()
    }
}

/// The chain values in the node's journal file, by account and line.
private struct JournalFile {
    var chains: [AccountID: [Int64: String]] = [:]
    var damagedLines = 0

    init(folder: String) throws {
        let path = folder + "/suppressions.jsonl"
        guard FileManager.default.fileExists(atPath: path) else { return }
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        for text in data.split(separator: UInt8(ascii: "\n")) {
            if let line = try? JSONDecoder().decode(Suppressions.Line.self, from: text) {
                chains[line.account, default: [:]][line.id] = line.chain
            } else {
                damagedLines += 1
            }
        }
    }
}
