import Foundation
import Logging
import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@testable import SluiceServer

@Suite struct `The doctor` {
    static func verdicts(_ bed: DeskBed, _ subject: String) async -> [Finding] {
        await StoreExamination(
            settings: bed.bed.parts.settings, database: bed.bed.parts.database, clock: bed.bed.parts.clock
        ).findings().filter { $0.subject == subject }
    }

    static func journal(_ bed: DeskBed) -> String { bed.bed.folder + "/suppressions.jsonl" }

    @Test func `finds a sound store sound`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.addDNC(["number": "3105556001"]))
        try await bed.bed.parts.journal.catchUp()
        let findings = await StoreExamination(
            settings: bed.bed.parts.settings, database: bed.bed.parts.database, clock: bed.bed.parts.clock
        ).findings()
        #expect(findings.allSatisfy { $0.verdict == .fine }, "\(findings)")
        #expect(Set(findings.map(\.subject)) == ["database", "schema", "suppression journal", "registers"])
        for finding in findings { #expect(Finding(finding.json) == finding) }
    }

    @Test func `finds endpoints that another master key has sealed`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.create(.endpoint, ["name": "crm", "url": "https://crm.example/in"]))
        #expect(await Self.verdicts(bed, "master key").map(\.verdict) == [.fine])
        let file = bed.bed.folder + "/master.key"
        try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
        #expect(await Self.verdicts(bed, "master key").map(\.verdict) == [.failure])
        try String(repeating: "5a", count: 32).write(toFile: file, atomically: true, encoding: .utf8)
        let found = await Self.verdicts(bed, "master key")
        #expect(found.map(\.verdict) == [.failure])
        #expect(found.first?.sentence.contains("is not the one that 1 secrets are sealed with") == true)
    }

    @Test func `finds a journal line that was changed`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.addDNC(["number": "3105556001"]))
        try await bed.perform(.addDNC(["number": "3105556002"]))
        try await bed.bed.parts.database.write { connection in
            try connection.run("UPDATE suppression SET actor = 'somebody else' WHERE id = 1")
        }
        let found = await Self.verdicts(bed, "suppression journal")
        #expect(found.map(\.verdict) == [.failure])
        #expect(found.first?.sentence.contains("line 1") == true)
    }

    @Test func `finds a database that is older than the journal file`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.addDNC(["number": "3105556001"]))
        try await bed.perform(.addDNC(["number": "3105556002"]))
        try await bed.bed.parts.journal.catchUp()
        try await bed.bed.parts.database.write { connection in
            try connection.run("DELETE FROM suppression WHERE id = 2")
        }
        let found = await Self.verdicts(bed, "suppression journal")
        #expect(found.map(\.verdict) == [.failure])
        #expect(found.first?.sentence.contains("older database was restored") == true)
    }

    @Test func `finds a journal file that differs, lacks lines, or holds rubbish`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.addDNC(["number": "3105556001"]))
        #expect(await Self.verdicts(bed, "suppression journal").map(\.verdict) == [.warning])
        try await bed.bed.parts.journal.catchUp()
        let text = try String(contentsOfFile: Self.journal(bed), encoding: .utf8)
        try (text + "rubbish\n").write(toFile: Self.journal(bed), atomically: true, encoding: .utf8)
        #expect(await Self.verdicts(bed, "suppression journal").map(\.verdict) == [.failure])
        let range = try #require(text.range(of: "\"chain\":\""))
        let other = text.replacingCharacters(
            in: range.upperBound..<text.index(range.upperBound, offsetBy: 4), with: "0000")
        try other.write(toFile: Self.journal(bed), atomically: true, encoding: .utf8)
        #expect(await Self.verdicts(bed, "suppression journal").map(\.verdict) == [.failure])
    }

    @Test func `finds a register file that was damaged`() async throws {
        let bed = try await DeskBed.make()
        let file = bed.bed.folder + "/numbers.txt"
        try "3105551234\n".write(toFile: file, atomically: true, encoding: .utf8)
        try await bed.perform(
            .importRegister(["register": "litigator", "file": file, "issued_on": "2026-01-01"]))
        #expect(await Self.verdicts(bed, "registers").map(\.verdict) == [.fine])
        let path = bed.bed.folder + "/registers/litigator/1.reg"
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        data[data.count - 1] ^= 1
        try data.write(to: URL(fileURLWithPath: path))
        #expect(await Self.verdicts(bed, "registers").map(\.verdict) == [.failure])
    }

    @Test func `opens a store without changing it, and says when there is none`() async throws {
        let folder = try Engine.newFolder()
        let settings = try await Settings(flags: ["data": folder], environment: [:], file: nil)
        let empty = try await Doctor(settings).examine()
        #expect(empty.filter { $0.subject == "database" }.map(\.verdict) == [.warning])
        #expect(!FileManager.default.fileExists(atPath: folder + "/sluice.sqlite"))
        #expect(try await SchemaUpgrade(settings).run().applied.count == Migration.all.count)
        #expect(try await SchemaUpgrade(settings).run().applied == [])
        let made = try await Doctor(settings).examine()
        #expect(!made.contains { $0.verdict == .failure }, "\(made)")
        try Data("no database".utf8).write(to: URL(fileURLWithPath: folder + "/sluice.sqlite"))
        let damaged = try await Doctor(settings).examine()
        #expect(damaged.filter { $0.subject == "database" }.map(\.verdict) == [.failure])
    }

    @Test func `knows a folder that others can read, and one that is not there`() async throws {
        let folder = try Engine.newFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        var settings = try await Settings(flags: ["data": folder], environment: [:], file: nil)
        let open = try await MachineExamination(settings: settings).findings()
        #expect(open.first { $0.subject == "data folder" }?.verdict == .warning)
        settings.dataFolder = folder + "/none"
        let none = try await MachineExamination(settings: settings).findings()
        #expect(none.first { $0.subject == "data folder" }?.verdict == .failure)
    }
}

@Suite struct `Passwords and logs` {
    @Test func `a password is known by its hash, and another is not`() throws {
        let hash = try PasswordHash.make("correct horse battery", dice: SystemRuntime.dice)
        #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
        #expect(PasswordHash.matches("correct horse battery", hash))
        #expect(!PasswordHash.matches("correct horse batter", hash))
        #expect(!PasswordHash.matches("correct horse battery", "rubbish"))
        #expect(try PasswordHash.make("correct horse battery", dice: SystemRuntime.dice) != hash)
    }

    @Test(arguments: [
        (
            LineLog.Format.json,
            #"{"at":"2026-01-20T20:00:00.007Z","level":"warning","logger":"sluice","message":"a \"quoted\"\nmessage","count":"3","node":"a"}"#
        ),
        (.text, #"2026-01-20T20:00:00.007Z warning sluice: a "quoted"\nmessage count=3 node=a"#),
    ])
    func `an event of the log is one line`(format: LineLog.Format, line: String) async throws {
        let (lines, written) = AsyncStream.makeStream(of: String.self)
        var log = Logger(label: "sluice") { label in
            LineLog(label: label, format, now: { Timestamp(1_768_939_200_007) }, write: { written.yield($0) })
        }
        log[metadataKey: "node"] = "a"
        log.warning("a \"quoted\"\nmessage", metadata: ["count": "3"])
        log.debug("not written")
        written.finish()
        let all = await lines.reduce(into: []) { $0.append($1) }
        #expect(all == [line + "\n"])
    }
}
