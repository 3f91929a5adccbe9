import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

/// What was listed and lifted after the archive was made.
@Suite struct `A restored Do Not Call list` {
    static let (lifted, kept, later): (Int64, Int64, Int64) = (13_105_550_201, 13_105_550_202, 13_105_550_203)

    /// One entry lifted after the archive, one that stands, one added after it by the person.
    static func story(_ engine: Engine) async throws -> (BackupBed, archive: String) {
        let made = try await BackupBed.make(engine)
        let bed = made.bed
        try await bed.addDNC(lifted)
        try await bed.addDNC(kept)
        let archive = try await made.backUp()
        let lift = [("phone_number", "3105550201"), ("phone_code", "1"), ("campaign_id", "0")]
        #expect(try await bed.post("dnc/delete", lift).json["success"]?.bool == true)
        try await add(later, .consumer, bed)
        try await add(kept, .consumer, bed)
        try await bed.parts.journal.catchUp()
        return (made, archive)
    }

    static func add(_ number: Int64, _ origin: DNCEntry.Origin, _ bed: TestBed) async throws {
        let (account, now, salt) = (bed.account, bed.time.now, bed.parts.dice.secret())
        try await bed.parts.database.write { connection in
            let list = DNCList(connection, of: account)
            try connection.lock(list.locks(for: [number]))
            _ = try list.add(
                number: number, scope: .account, origin: origin, reason: "", purpose: "", by: "test", salt: salt,
                at: now)
        }
    }

    @Test(arguments: Engine.available)
    func `is that of the journal, lifts and a person's own wishes too`(engine: Engine) async throws {
        let (made, archive) = try await Self.story(engine)
        let other = try await made.restored(archive)
        #expect(try await BackupBed.entries(other) == [Self.kept: .consumer, Self.later: .consumer])
        #expect(try await BackupBed.journalHolds(other))
        // The same chain: its lines are those of the journal, and the next one follows.
        #expect(try await `The journal file of a node`.stored(other) == `The journal file of a node`.stored(made.bed))
        try await other.addDNC(13_105_550_204)
        #expect(try await BackupBed.journalHolds(other))
        await other.parts.close()
        await made.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `is refused without a newer journal, unless told`(engine: Engine) async throws {
        let (made, archive) = try await Self.story(engine)
        await #expect(throws: ProblemReport.self) { _ = try await made.restored(archive, journals: []) }
        let other = try await made.restored(archive, journals: [], acceptsMissing: true)
        #expect(try await BackupBed.entries(other) == [Self.lifted: .operator, Self.kept: .operator])
        await other.parts.close()
        await made.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `names the lines that no file has, and without them lifts nothing`(engine: Engine) async throws {
        let (made, archive) = try await Self.story(engine)
        let lines = try String(contentsOfFile: `The journal file of a node`.path(made.bed), encoding: .utf8).split(
            separator: "\n")
        #expect(lines.count == 5)
        // Line 3 is the lift; the file lacks line 4, and has the rest.
        let torn = try Engine.newFolder() + "/suppressions.jsonl"
        try (lines[0...2] + lines[4...]).map { String($0) + "\n" }.joined().write(
            toFile: torn, atomically: true, encoding: .utf8)
        let refusal = await #expect(throws: ProblemReport.self) {
            _ = try await made.restored(archive, journals: [torn])
        }
        #expect(refusal?.description.contains("account \(made.bed.account): 4.") == true)
        // Another node's file has it.
        let whole = try await made.restored(archive, journals: [torn, `The journal file of a node`.path(made.bed)])
        #expect(try await BackupBed.entries(whole) == [Self.kept: .consumer, Self.later: .consumer])
        await whole.parts.close()
        let other = try await made.restored(archive, journals: [torn], acceptsMissing: true)
        #expect(try await BackupBed.entries(other) == [Self.kept: .consumer])
        #expect(try await BackupBed.journalHolds(other))
        // Without the line that lifted it, the number stands.
        try (lines[0...1] + lines[3...]).map { String($0) + "\n" }.joined().write(
            toFile: torn, atomically: true, encoding: .utf8)
        let safe = try await made.restored(archive, journals: [torn], acceptsMissing: true)
        #expect(
            try await BackupBed.entries(safe)
                == [Self.lifted: .operator, Self.kept: .consumer, Self.later: .consumer])
        for bed in [other, safe, made.bed] { await bed.parts.close() }
    }
}
