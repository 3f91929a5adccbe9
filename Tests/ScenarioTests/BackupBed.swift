import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting

/// A server whose backups are made, proved and restored.
struct BackupBed {
    var bed: TestBed

    static func make(_ engine: Engine) async throws -> BackupBed {
        BackupBed(bed: try await TestBed.make(engine))
    }

    /// Makes an archive and returns its path.
    func backUp() async throws -> String {
        let path = try Engine.newFolder() + "/backup.tar"
        _ = try await AdminDesk(bed.parts).perform(AdminRequest(actor: "test", operation: .backup(path)))
        return path
    }

    func verify(_ path: String) async throws -> JSONValue {
        try await BackupVerification(path, scratch: Engine.newFolder(), clock: bed.time.clock).run()
    }

    static func settings(_ folder: String, _ database: String) async throws -> Settings {
        try await Settings(
            flags: ["data": folder, "database": database, "port": "0", "cache_megabytes": "16"], environment: [:],
            file: nil)
    }

    /// Restores into a new place, with the journal of this server, and starts on it.
    func restored(
        _ path: String, on engine: Engine? = nil, journals: [String]? = nil, acceptsMissing: Bool = false
    ) async throws -> TestBed {
        let folder = try Engine.newFolder()
        let database = try await (engine ?? bed.engine).newDatabaseURL() ?? ""
        // A server that never listed a number has no journal.
        let own = [`The journal file of a node`.path(bed)].filter { FileManager.default.fileExists(atPath: $0) }
        let wishes = Restoration.Wishes(
            archive: path, journals: journals ?? own,
            acceptsMissing: acceptsMissing || (journals == nil && own.isEmpty))
        let settings = try await Self.settings(folder, database)
        _ = try await Restoration(settings, wishes, clock: bed.time.clock).run()
        return try await bed.another(in: folder, database: database)
    }

    /// Every row of every table, as text; what a restore itself changes left out.
    static func rows(of bed: TestBed) async throws -> [String: [String]] {
        try await bed.parts.database.read { connection in
            var tables: [String: [String]] = [:]
            for shape in try TableShape.all(on: connection) where !["id_block", "restoration"].contains(shape.name) {
                var reader = TableReader(shape)
                var lines: [String] = []
                while true {
                    let page = try reader.next(100, on: connection)
                    if page.isEmpty { break }
                    for row in page {
                        var bytes: [UInt8] = []
                        RowText.append(row, to: &bytes)
                        lines.append(String(decoding: bytes, as: UTF8.self))
                    }
                }
                tables[shape.name] = lines
            }
            return tables
        }
    }

    /// Posts a lead and returns its number.
    static func post(_ phone: String, to bed: TestBed) async throws -> Int64? {
        let fields = [("list_id", "1001"), ("phone_number", phone), ("first_name", "Ann \u{1F600} \"q\"\n")]
        return try await bed.post("leads/insert", fields).json["data"]?["lead_id"]?.integer
    }

    /// The entries on Do Not Call: number and origin.
    static func entries(_ bed: TestBed) async throws -> [Int64: DNCEntry.Origin] {
        let account = bed.account
        let found = try await bed.parts.database.read { connection in
            try DNCList(connection, of: account).search(DNCList.Filter(), offset: 0, limit: 1000).entries
        }
        return Dictionary(found.map { ($0.number, $0.origin) }) { $1 }
    }

    /// Whether the journal holds from its beginning to its end.
    static func journalHolds(_ bed: TestBed) async throws -> Bool {
        let account = bed.account
        return try await bed.parts.database.read { try Suppressions($0, of: account).firstBroken() == nil }
    }
}
