import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The journal file of a node` {
    static func path(_ bed: TestBed) -> String { bed.folder + "/suppressions.jsonl" }

    static func written(_ bed: TestBed) throws -> [Suppressions.Line] {
        try String(contentsOfFile: path(bed), encoding: .utf8).split(separator: "\n").map { line in
            try JSONDecoder().decode(Suppressions.Line.self, from: Data(line.utf8))
        }
    }

    static func stored(_ bed: TestBed) async throws -> [Suppressions.Line] {
        let account = bed.account
        return try await bed.parts.database.read { try Suppressions($0, of: account).lines(after: 0, limit: 1000) }
    }

    /// Every way of the API to a line: entries added, one changed, one lifted, a lead's Do Not Call status.
    static func list(_ count: Int, _ bed: TestBed, from first: Int) async throws {
        let posted = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", "31055501\(first)")])
        let lead = try #require(posted.json["data"]?["lead_id"]?.integer)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in first..<first + count {
                group.addTask {
                    _ = try await bed.post("dnc/insert", [("phone_number", "31055502\(number)")])
                }
            }
            group.addTask {
                _ = try await bed.post("leads/update", [("lead_id", "\(lead)"), ("status", "DNC")])
            }
            group.addTask { _ = try await bed.parts.journal.catchUp() }
            try await group.waitForAll()
        }
        let account = bed.account
        let entry = try await bed.parts.database.read { connection in
            try DNCList(connection, of: account).entry(number: Int64(131_055_502_00 + first), scope: .account)
        }
        let change = [("id", "\(try #require(entry).id)"), ("reason", "DNC")]
        #expect(try await bed.post("dnc/update", change).json["success"]?.bool == true)
        let number = [("phone_number", "31055502\(first + 1)"), ("phone_code", "1"), ("campaign_id", "0")]
        #expect(try await bed.post("dnc/delete", number).json["success"]?.bool == true)
    }

    @Test(arguments: Engine.available)
    func `holds every line of the database, in its order`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let neighbor = try await bed.neighbor()
        try await Self.list(20, bed, from: 10)
        try await bed.parts.journal.catchUp()
        #expect(try await bed.parts.journal.catchUp() == 0)
        let stored = try await Self.stored(bed)
        #expect(stored.count == 23)
        #expect(Set(stored.map(\.action)) == ["add", "change", "lift"])
        #expect(try Self.written(bed) == stored)
        // Each node keeps the whole journal, whoever wrote the lines.
        try await neighbor.parts.journal.catchUp()
        #expect(try Self.written(neighbor) == stored)
        let mode = try FileManager.default.attributesOfItem(atPath: Self.path(bed))[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
    }

    /// How many bytes of the end a crash has kept out of the file.
    @Test(arguments: Engine.available, [1, 40, 2000, Int.max])
    func `is whole again after a crash that cut it short`(engine: Engine, lost: Int) async throws {
        var bed = try await TestBed.make(engine)
        try await Self.list(10, bed, from: 10)
        try await bed.parts.journal.catchUp()
        let file = try #require(FileHandle(forWritingAtPath: Self.path(bed)))
        let size = try file.seekToEnd()
        try file.truncate(atOffset: size - min(size, UInt64(lost)))
        try file.close()
        bed = try await bed.reopened()
        try await Self.list(10, bed, from: 40)
        try await bed.parts.journal.catchUp()
        #expect(try await Self.written(bed) == Self.stored(bed))
    }

    @Test(arguments: Engine.available)
    func `goes on where a full disk had stopped it in the middle of a line`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await Self.list(10, bed, from: 10)
        try await bed.parts.journal.catchUp()
        let (path, aside) = (Self.path(bed), bed.folder + "/aside")
        // A folder in its place cannot be written to either.
        try FileManager.default.moveItem(atPath: path, toPath: aside)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        _ = try await bed.post("dnc/insert", [("phone_number", "3105550299")])
        await #expect(throws: DatabaseError.self) { try await bed.parts.journal.catchUp() }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: aside, toPath: path)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(#"{"account":1,"act"#.utf8))
        try file.close()
        #expect(try await bed.parts.journal.catchUp() == 1)
        #expect(try await Self.written(bed) == Self.stored(bed))
    }
}
