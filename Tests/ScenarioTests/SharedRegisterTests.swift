import Foundation
import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceTesting
import Testing

@testable import SluiceServer

@Suite struct `Registers on a cluster` {
    private static let name = ClusterBed.register

    @Test(arguments: ClusterBed.engines)
    func `are imported on one node and answer on the others`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        #expect(bed.second.says(1) == [nil])
        #expect(try await bed.publish(1) == 1)
        #expect(bed.first.parts.says(1, 2) == [true, false])
        #expect(bed.second.says(1) == [nil])
        try await bed.follow()
        #expect(bed.second.says(1, 2) == [true, false])
        #expect(bed.second.registers.current(Self.name) == bed.first.parts.registers.current(Self.name))
        let parts = try await bed.run("SELECT count(*) FROM register_chunk").first?.integer(0) ?? 0
        #expect(parts > 4)

        let before = bed.second.registers.snapshot
        #expect(await bed.shared(of: bed.second) == [.fine("shared registers", "1, each the same here")])
        try await bed.publish(2)
        let lagging = await bed.shared(of: bed.second)
        #expect(lagging.map(\.verdict) == [.warning])
        #expect(lagging.first?.sentence.contains("is at version 2 and at 1 on this node") == true, "\(lagging)")
        #expect(await bed.shared(of: bed.first.parts).map(\.verdict) == [.fine])
        try await bed.follow()
        #expect(bed.second.says(1, 2) == [false, true])
        #expect(before.isOnNationalDNC(ClusterBed.phone(0, of: 1)) == true)
        // Nothing changed: nothing is fetched again, or it would fail.
        let bytes = try await bed.run("SELECT version, part, data FROM register_chunk")
        _ = try await bed.run("DELETE FROM register_chunk")
        #expect(try await bed.second.sharedRegisters.catchUp().isEmpty)
        for row in bytes {
            let (version, part, data) = (try row.integer(0), try row.integer(1), try row.text(2))
            _ = try await bed.run(
                """
                INSERT INTO register_chunk (name, version, part, data)
                VALUES (\(Self.name.description), \(version), \(part), \(data))
                """)
        }
        // A node that joins has it before it judges anything.
        let third = try await ClusterBed.node(bed.first, folder: try Engine.newFolder())
        #expect(third.says(1, 2) == [false, true])
        await third.close()
        await bed.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `keep the version in use while the next is not whole`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        try await bed.publish(1)
        try await bed.follow()
        try await bed.publish(2)
        let taken = try await bed.run(
            "DELETE FROM register_chunk WHERE version = 2 AND part = 3 RETURNING name, version, part, data")
        let faults = try await bed.second.sharedRegisters.catchUp()
        #expect(faults[Self.name]?.code == .damaged)
        #expect(bed.second.says(1, 2) == [true, false])
        let folder = bed.second.registers.folder + "/\(Self.name)"
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains("2.reg") == false)

        // A node that was killed while it fetched: the beginning of the file is there, and is worth nothing.
        _ = FileManager.default.createFile(atPath: folder + "/2.reg.partial", contents: Data(repeating: 7, count: 5000))
        let second = try await bed.restarted()
        #expect(second.says(1, 2) == [true, false])
        for row in taken {
            let (name, version, part, data) = (try row.text(0), try row.integer(1), try row.integer(2), try row.text(3))
            _ = try await bed.run(
                "INSERT INTO register_chunk (name, version, part, data) VALUES (\(name), \(version), \(part), \(data))")
        }
        // It rests for a minute, since it would most likely fail again.
        _ = try await Chores(second).followRegisters()
        #expect(second.says(1, 2) == [true, false])
        bed.first.time.advance(seconds: 61)
        _ = try await Chores(second).followRegisters()
        #expect(second.says(1, 2) == [false, true])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.hasSuffix(".partial") })
        await second.close()
        await bed.first.parts.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `refuse bytes that are not those that were published`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        try await bed.publish(1)
        try await bed.follow()
        try await bed.publish(2)
        // Chunks of the same length, of the version before.
        _ = try await bed.run(
            """
            UPDATE register_chunk SET data = (SELECT c.data FROM register_chunk c WHERE c.version = 1 AND c.part = 0)
            WHERE version = 2 AND part = 0
            """)
        #expect(try await bed.second.sharedRegisters.catchUp()[Self.name]?.code == .damaged)
        #expect(bed.second.says(1, 2) == [true, false])
        // The next version is taken at once.
        try await bed.publish(3)
        try await bed.follow()
        #expect(bed.second.says(1, 2, 3) == [false, false, true])
        await bed.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `are fetched again where the node's own file is damaged`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        try await bed.publish(1)
        try await bed.follow()
        let file = bed.second.registers.folder + "/\(Self.name)/1.reg"
        try Data(repeating: 7, count: 300).write(to: URL(fileURLWithPath: file))
        let second = try await bed.restarted()
        #expect(second.says(1, 2) == [true, false])
        await second.close()
        await bed.first.parts.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `go back and out of use on every node`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        for list in 1...3 { try await bed.publish(list) }
        try await bed.follow()
        let desk = AdminDesk(bed.second)
        func perform(_ operation: AdminOperation) async throws -> JSONValue {
            try await desk.perform(AdminRequest(account: nil, actor: "test", operation: operation))
        }
        // The second node never had this version.
        _ = try await perform(.rollbackRegister(name: "national_dnc", version: 1))
        #expect(bed.second.says(1, 3) == [true, false])
        #expect(bed.first.parts.says(1, 3) == [false, true])
        _ = try await Chores(bed.first.parts).followRegisters()
        #expect(bed.first.parts.says(1, 3) == [true, false])
        #expect(bed.first.parts.version == 1)

        let rows = try await perform(.listRegisters).elements ?? []
        #expect(rows.compactMap { $0["state"]?.string } == ["current", "retired", "retired"])
        #expect(rows.compactMap { $0["used_here"]?.bool } == [true, false, false])
        await #expect(throws: ProblemReport.self) {
            try await perform(.rollbackRegister(name: "national_dnc", version: 7))
        }
        _ = try await bed.sharing.withdraw(Self.name)
        try await bed.follow()
        #expect(bed.second.says(1, 3) == [nil, nil])
        _ = try await perform(.rollbackRegister(name: "national_dnc", version: 3))
        _ = try await Chores(bed.first.parts).followRegisters()
        #expect(bed.first.parts.says(1, 3) == [false, true])
        await bed.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `are one version everywhere when two nodes import at once`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        async let one = bed.sharing.publish(Self.name, ClusterBed.list(1))
        async let two = bed.second.sharedRegisters.publish(Self.name, ClusterBed.list(2))
        let made = Set(try await [one, two].map(\.edition.version))
        #expect(made == [1, 2])
        try await bed.follow()
        _ = try await Chores(bed.first.parts).followRegisters()
        #expect(bed.first.parts.registers.current(Self.name) == bed.second.registers.current(Self.name))
        #expect(bed.second.says(1, 2).count { $0 == true } == 1)
        await bed.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `keep what is in use when an import fails, and give up old bytes`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        try await bed.publish(1)
        let empty = RegisterList(sourceName: "none", issuedOn: ClusterBed.day(2)) { .bytes(Array("nobody".utf8)) }
        await #expect(throws: RegisterFault.self) { try await bed.sharing.publish(Self.name, empty) }
        #expect(bed.first.parts.version == 1)
        // Another that died on its way, a day ago.
        let now = bed.first.time.now
        try await bed.first.parts.database.write { connection in
            let rows = RegisterRows(connection)
            let number = try rows.begin(Self.name, above: 0, issuedOn: now, source: "dead", at: now)
            _ = try rows.add("AAAA", part: 0, to: Self.name, number, at: now)
        }
        bed.first.time.advance(seconds: 90_000)
        for list in 2...6 { try await bed.publish(list) }
        let chores = Chores(bed.first.parts)
        while try await chores.purge() < 1000 {}
        let versions = try await bed.first.parts.database.read { try RegisterRows($0).versions() }
        #expect(versions.map(\.source) == (1...6).map { "list \($0)" })
        #expect(versions.map(\.isThere) == [false, false, true, true, true, true])
        let kept = try await bed.run("SELECT DISTINCT version FROM register_chunk").map { try $0.integer(0) }.sorted()
        #expect(kept == versions.filter(\.isThere).map(\.number))
        await #expect(throws: RegisterFault.self) { try await bed.sharing.rollback(Self.name, to: 1) }
        #expect(bed.first.parts.says(6) == [true])
        await bed.close()
    }
}

extension ClusterBed {
    /// What the doctor says of a node's registers against those of all.
    fileprivate func shared(of node: Parts) async -> [Finding] {
        await StoreExamination(settings: node.settings, database: node.database, clock: node.clock).findings()
            .filter { $0.subject == "shared registers" }
    }
}
