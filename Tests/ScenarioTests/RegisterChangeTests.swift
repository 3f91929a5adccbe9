import Foundation
import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Changes between two full lists` {
    private static let name = ClusterBed.register

    private static func changes(_ text: String, day: Int) -> RegisterList {
        RegisterList(sourceName: "changes", issuedOn: ClusterBed.day(day)) { .bytes(Array(text.utf8)) }
    }

    /// The first number of list 9 was added, that of list 1 taken off.
    private static func sample(day: Int) -> RegisterList {
        changes("\(ClusterBed.phone(0, of: 9).digits)\n\(ClusterBed.phone(0, of: 1).digits),D\nx\n", day: day)
    }

    @Test(arguments: Engine.available)
    func `outlive a restart, a new list that does not know them, and going back`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let registers = bed.parts.sharedRegisters
        await #expect(throws: RegisterFault.self) { try await registers.change(Self.name, Self.sample(day: 3)) }
        _ = try await registers.publish(Self.name, ClusterBed.list(1))
        await #expect(throws: RegisterFault.self) { try await registers.change(Self.name, Self.sample(day: 1)) }
        #expect(bed.parts.says(1, 9) == [true, false])
        let taken = try await registers.change(Self.name, Self.sample(day: 3))
        #expect(taken.delta.added.count == 1)
        #expect(taken.delta.removed.count == 1)
        #expect(taken.report.rejected == 1)
        #expect(bed.parts.says(1, 9) == [false, true])

        let restarted = try RegisterShelf(folder: bed.parts.registers.folder)
        let later = SharedRegisters(restarted, database: bed.parts.database, clock: bed.parts.clock)
        #expect(try await later.catchUp().isEmpty)
        #expect(restarted.snapshot.isOnNationalDNC(ClusterBed.phone(0, of: 1)) == false)
        #expect(restarted.snapshot.isOnNationalDNC(ClusterBed.phone(0, of: 9)) == true)

        // Of two changes of one number the later issued counts, in whatever order they come.
        _ = try await registers.change(Self.name, Self.changes("\(ClusterBed.phone(0, of: 9).digits),D", day: 2))
        #expect(bed.parts.says(1, 9) == [false, true])
        // Issued the day before the changes: it does not know them.
        _ = try await registers.publish(Self.name, ClusterBed.list(2))
        #expect(bed.parts.says(1, 2, 9) == [false, true, true])
        // Issued after them: what it says counts.
        _ = try await registers.publish(Self.name, ClusterBed.list(4))
        #expect(bed.parts.says(2, 4, 9) == [false, true, false])
        _ = try await registers.rollback(Self.name, to: 1)
        #expect(bed.parts.says(1, 4, 9) == [false, false, true])
        try await registers.withdraw(Self.name)
        #expect(bed.parts.says(1, 4, 9) == [nil, nil, nil])
        await bed.parts.close()
    }

    @Test(arguments: ClusterBed.engines)
    func `reach every node`(engine: Engine) async throws {
        let bed = try await ClusterBed.make(engine)
        try await bed.publish(1)
        try await bed.follow()
        let file = bed.first.folder + "/changes.txt"
        let text = "\(ClusterBed.phone(0, of: 9).digits)\n\(ClusterBed.phone(0, of: 1).digits),D\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let day = "2026-01-01"
        let answer = try await AdminDesk(bed.first.parts).perform(
            AdminRequest(
                account: nil, actor: "test",
                operation: .changeRegister(["register": "national_dnc", "file": file, "issued_on": day])))
        #expect(answer["added"]?.integer == 1)
        #expect(answer["removed"]?.integer == 1)
        #expect(bed.first.parts.says(1, 9) == [false, true])
        #expect(bed.second.says(1, 9) == [true, false])
        try await bed.follow()
        #expect(bed.second.says(1, 9) == [false, true])
        let second = try await bed.restarted()
        #expect(second.says(1, 9) == [false, true])
        await second.close()
        await bed.first.parts.close()
    }

    @Test func `are read line by line, the later of two about one number counts`() throws {
        let list = try RegisterChangeList(.bytes(Array("3105556789\n3105556789,D\n3105556780,D\n3105556780".utf8)))
        #expect(list.delta == RegisterDelta(added: [13_105_556_780], removed: [13_105_556_789]))
        #expect(throws: RegisterFault.self) { try RegisterChangeList(.bytes(Array("hello\n".utf8))) }
    }
}
