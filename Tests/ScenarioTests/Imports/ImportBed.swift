import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting

/// An account of the desk with files to import.
struct ImportBed: Sendable {
    let desk: DeskBed

    var bed: TestBed { desk.bed }

    static func make(_ engine: Engine) async throws -> ImportBed { ImportBed(desk: try await DeskBed.make(engine)) }

    /// Writes a file into the data folder and returns its path.
    func file(_ text: String, _ name: String = "leads.csv") throws -> String { try file(Data(text.utf8), name) }

    func file(_ data: Data, _ name: String) throws -> String {
        let path = bed.folder + "/" + name
        try data.write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Imports a file to its end and returns the import.
    @discardableResult
    func run(_ kind: String, _ path: String, _ more: [String: String] = [:]) async throws -> JSONValue {
        var fields = ["kind": kind, "file": path]
        if kind == "leads", more["criteria"] == nil { fields["list"] = "First list of desk" }
        return try await desk.perform(.importing(.start, fields.merging(more) { $1 }))
    }

    /// The rows that were not taken, as row and reason.
    func faults(_ id: Int64 = 1) async throws -> [String] {
        let page = try await desk.perform(.importing(.faults, ["import": String(id)]))
        return (page["entries"]?.elements ?? []).map {
            "\($0["row"]?.integer ?? 0) \($0["reason"]?.string ?? "")"
        }
    }

    func count(_ table: String) async throws -> Int64 {
        let account = desk.id
        return try await bed.parts.database.read { connection in
            try connection.first("SELECT count(*) FROM \(clause: table) WHERE account_id = \(account.number)")?
                .integer(0) ?? 0
        }
    }

    func lead(_ id: Int64) async throws -> Lead? {
        let account = desk.id
        return try await bed.parts.database.read { try Leads($0, of: account).lead(LeadID(id)) }
    }

    /// A file of so many leads, each with a phone of its own.
    static func leads(_ count: Int) -> String {
        var text = "Lead ID,Phone,First Name,Notes\n"
        for number in 0..<count {
            text += "\(7_000_000 + number),310\(2_000_000 + number),Ann,\"note, \(number)\"\n"
        }
        return text
    }
}
