import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A backup` {
    @Test(arguments: Engine.available)
    func `is restored row for row, and is proved before`(engine: Engine) async throws {
        let made = try await BackupBed.make(engine)
        let bed = made.bed
        for number in 0..<30 { _ = try await BackupBed.post("31055502\(number + 10)", to: bed) }
        _ = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", "12")])
        try await bed.addDNC(13_105_550_211)
        while try await SearchIndex.feed(bed.parts.database) > 0 {}
        let path = try await made.backUp()
        let proof = try await made.verify(path)
        let before = try await BackupBed.rows(of: bed)
        let numbers = Int64(try await bed.parts.database.read { try Restorations($0).nextNumbers().count })
        #expect(proof["rows"]?.integer == Int64(before.values.reduce(0) { $0 + $1.count }) + numbers)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)

        let other = try await made.restored(path)
        let after = try await BackupBed.rows(of: other)
        #expect(Set(after.keys) == Set(before.keys))
        for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
        #expect(try await BackupBed.journalHolds(other))
        // It goes on, above every number that was handed out.
        let highest = try await bed.parts.database.read { try Restorations($0).nextNumbers() }
        let next = try await other.parts.database.read { try Restorations($0).nextNumbers() }
        for (sequence, number) in highest { #expect((next[sequence] ?? 0) >= number, "\(sequence)") }
        let lead = try #require(try await BackupBed.post("3105550299", to: other))
        #expect(lead > 31)
        // And its events are all read, the new one last.
        let read = try await EventOrder.all(of: other)
        #expect(read.last == lead)
        #expect(Set(read.dropLast()).count == 30)
        await other.parts.close()
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `made during posts holds each of them whole or not at all, and those before it`(engine: Engine) async throws {
        let made = try await BackupBed.make(engine)
        let bed = made.bed
        var before: [Int64] = []
        for number in 0..<50 {
            before.append(try #require(try await BackupBed.post("31055502\(number + 10)", to: bed)))
        }
        async let path = made.backUp()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<4 {
                group.addTask {
                    for number in 0..<60 {
                        _ = try await BackupBed.post("3106555\(1000 + part * 100 + number)", to: bed)
                    }
                }
            }
            try await group.waitForAll()
        }
        let archive = try await path
        _ = try await made.verify(archive)
        let other = try await made.restored(archive)
        for lead in before { #expect(try await other.lead(lead) != nil) }
        let leads = try await other.count("lead")
        #expect(leads >= 50 && leads <= 290)
        #expect(try await other.count("lead_phone") == leads)
        #expect(try await other.count("receipt", where: "outcome = 'accepted'") == leads)
        #expect(try await other.count("event", where: "kind = 'lead.created'") == leads)
        await other.parts.close()
        await bed.parts.close()
    }

    @Test(arguments: [0.1, 0.5, 0.9])
    func `that is damaged anywhere is refused, and nothing is touched`(place: Double) async throws {
        let made = try await BackupBed.make(.sqlite)
        for number in 0..<20 { _ = try await BackupBed.post("31055502\(number + 10)", to: made.bed) }
        let path = try await made.backUp()
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        var index = Int(Double(data.count) * place)
        while data[index] == 0 { index += 1 }  // between two files nothing stands that could be damaged
        data[index] = data[index] == 0x61 ? 0x62 : 0x61
        try data.write(to: URL(fileURLWithPath: path))
        await #expect(throws: BackupFault.self) { _ = try await made.verify(path) }
        let folder = try Engine.newFolder()
        let settings = try await BackupBed.settings(folder, "")
        await #expect(throws: BackupFault.self) {
            _ = try await Restoration(settings, Restoration.Wishes(archive: path, acceptsMissing: true)).run()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        await made.bed.parts.close()
    }

    @Test func `that is cut short is refused`() async throws {
        let made = try await BackupBed.make(.sqlite)
        let path = try await made.backUp()
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        for share in [0.0, 0.3, 0.95] {
            try data.prefix(Int(Double(data.count) * share)).write(to: URL(fileURLWithPath: path))
            await #expect(throws: BackupFault.self) { _ = try await made.verify(path) }
        }
        await made.bed.parts.close()
    }

    @Test func `is never written over another`() async throws {
        let made = try await BackupBed.make(.sqlite)
        let path = try await made.backUp()
        let again = AdminRequest(actor: "test", operation: .backup(path))
        await #expect(throws: ProblemReport.self) { _ = try await AdminDesk(made.bed.parts).perform(again) }
        #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
        await made.bed.parts.close()
    }

    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func `of the embedded store goes into PostgreSQL, and not the other way`() async throws {
        let made = try await BackupBed.make(.sqlite)
        for number in 0..<20 { _ = try await BackupBed.post("31055502\(number + 10)", to: made.bed) }
        let other = try await made.restored(try await made.backUp(), on: .postgres)
        #expect(try await other.count("lead") == 20)
        #expect(try await EventOrder.all(of: other).count == 20)
        let lead = try #require(try await BackupBed.post("3105550299", to: other))
        #expect(try await EventOrder.all(of: other).last == lead)
        let back = BackupBed(bed: other)
        let path = try await back.backUp()
        _ = try await back.verify(path)
        await #expect(throws: ProblemReport.self) { _ = try await back.restored(path, on: .sqlite) }
        await other.parts.close()
        await made.bed.parts.close()
    }
}

/// The leads of the events that say one was made, in the order in which a reader gets them.
enum EventOrder {
    static func all(of bed: TestBed) async throws -> [Int64] {
        // On PostgreSQL what has just been written shows once no older transaction runs, of other tests too.
        let expected = try await bed.count("event")
        while true {
            let events = try await bed.parts.database.read { try Events.after(.init(), limit: 5000, on: $0) }
            if events.count >= Int(expected) {
                return events.compactMap { $0.event.kind == .leadCreated ? $0.event.lead?.number : nil }
            }
        }
    }
}
