import SluiceCore
import Testing

@testable import SluiceLookups

@Suite struct `Register shelf` {
    private let given: ShelfFixture

    init() throws { given = try ShelfFixture() }

    @Test func `answers nothing before anything is published`() throws {
        let snapshot = given.shelf.snapshot
        #expect(snapshot.isOnNationalDNC(given.first) == nil)
        #expect(snapshot.isLitigator(given.first) == nil)
        #expect(snapshot.isWireless(given.first) == nil)
        #expect(snapshot.stateLists(given.first) == [])
        #expect(snapshot.carrier(given.first).type == .unknown)
        #expect(snapshot.editions.isEmpty && snapshot.faults.isEmpty)
    }

    @Test func `what is published answers at once, and after a restart`() throws {
        let publication = try given.publish(given.text(given.first))
        try given.publish(given.text(given.second), as: .litigator)
        try given.publish(given.text(given.first), as: ShelfFixture.texas)
        try given.publish(given.text(given.second), as: .portedToWireless)
        try given.publish(.bytes(Array("310555,6,LANDLINE,Bell".utf8)), as: .carrierBlock)
        try given.publish(.bytes(Array("3105557".utf8)), as: .wirelessBlock)

        #expect(publication.edition.version == 1)
        #expect(publication.previous == nil)
        #expect(publication.report.count == 1)
        for shelf in [given.shelf, try given.reopened()] {
            let snapshot = shelf.snapshot
            #expect(snapshot.isOnNationalDNC(given.first) == true)
            #expect(snapshot.isOnNationalDNC(given.second) == false)
            #expect(snapshot.isLitigator(given.first) == false)
            #expect(snapshot.isLitigator(given.second) == true)
            #expect(snapshot.stateLists(given.first) == [ShelfFixture.texas])
            #expect(snapshot.stateLists(given.second) == [])
            #expect(snapshot.isWireless(given.second) == true)
            #expect(snapshot.isWireless(given.first) == false)
            #expect(snapshot.isWireless(PhoneNumber(13_105_557_000)) == true)
            #expect(snapshot.carrier(given.first).blockCarrier == "Bell")
            #expect(snapshot.editions[.nationalDNC] == publication.edition)
            #expect(snapshot.age(of: .nationalDNC, at: 5_000) == 4_000)
            #expect(snapshot.age(of: .portedToLandline, at: 5_000) == nil)
            #expect(snapshot.faults.isEmpty)
        }
    }

    @Test func `who holds a snapshot keeps seeing what it showed`() throws {
        try given.publish(given.text(given.first))
        let before = given.shelf.snapshot
        try given.publish(given.text(given.second))
        try given.shelf.prune(.nationalDNC, keepingRetired: 0)
        #expect(before.isOnNationalDNC(given.first) == true)
        #expect(before.editions[.nationalDNC]?.version == 1)
        #expect(given.shelf.snapshot.isOnNationalDNC(given.first) == false)
        #expect(given.shelf.snapshot.isOnNationalDNC(given.second) == true)
        #expect(given.shelf.snapshot.editions[.nationalDNC]?.version == 2)
    }

    @Test func `a rollback goes back, a later one forward, and both outlast a restart`() throws {
        try given.publish(given.text(given.first))
        try given.publish(given.text(given.second))
        for (version, listed, other) in [(Int64(1), given.first, given.second), (2, given.second, given.first)] {
            let edition = try given.shelf.rollback(.nationalDNC, to: version, now: 9_000)
            #expect(edition.version == version)
            for shelf in [given.shelf, try given.reopened()] {
                #expect(shelf.current(.nationalDNC) == edition)
                #expect(shelf.snapshot.isOnNationalDNC(listed) == true)
                #expect(shelf.snapshot.isOnNationalDNC(other) == false)
            }
        }
        #expect(try given.shelf.versions(of: .nationalDNC).map(\.state) == [.retired, .current])
        #expect(try given.publish(given.text(given.first)).edition.version == 3)
    }

    @Test func `another process takes up what was published when it looks`() throws {
        let other = try given.reopened()
        try given.publish(given.text(given.first))
        #expect(other.snapshot.isOnNationalDNC(given.first) == nil)
        try other.refresh()
        #expect(other.snapshot.isOnNationalDNC(given.first) == true)
        try given.shelf.withdraw(.nationalDNC, now: 0)
        #expect(given.shelf.snapshot.isOnNationalDNC(given.first) == nil)
        try other.refresh()
        #expect(other.snapshot.isOnNationalDNC(given.first) == nil)
        #expect(try other.rollback(.nationalDNC, to: 1, now: 0).version == 1)
    }

    @Test func `changes since the version are merged, whatever they change`() throws {
        try given.publish(given.text(given.first))
        given.shelf.apply([
            .nationalDNC: RegisterDelta(added: [given.second.digits], removed: [given.first.digits]),
            .litigator: RegisterDelta(added: [given.first.digits, 1], removed: [1, given.second.digits]),
            ShelfFixture.texas: RegisterDelta(added: [given.second.digits]),
        ])
        #expect(given.shelf.snapshot.isOnNationalDNC(given.first) == false)
        #expect(given.shelf.snapshot.isOnNationalDNC(given.second) == true)
        #expect(given.shelf.snapshot.isLitigator(given.first) == true)
        #expect(given.shelf.snapshot.isLitigator(given.second) == nil)
        #expect(given.shelf.snapshot.isLitigator(PhoneNumber(1)) == true)
        #expect(given.shelf.snapshot.stateLists(given.second) == [ShelfFixture.texas])
        given.shelf.apply([:])
        #expect(given.shelf.snapshot.isOnNationalDNC(given.first) == true)
        #expect(given.shelf.snapshot.isOnNationalDNC(given.second) == false)
    }

    @Test func `after a new version removals are forgotten and additions kept`() throws {
        try given.publish(given.text(given.first))
        given.shelf.apply([.nationalDNC: RegisterDelta(added: [given.second.digits], removed: [given.first.digits])])
        try given.publish(given.text(given.first))
        #expect(given.shelf.snapshot.isOnNationalDNC(given.first) == true)
        #expect(given.shelf.snapshot.isOnNationalDNC(given.second) == true)
    }

    @Test func `readers see one of the versions while they are exchanged, never none`() async throws {
        let (shelf, both) = (given.shelf, given.first)
        try given.publish(given.text(both, given.second))
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                for _ in 0..<20 {
                    let source = ByteSource.bytes(Array("\(both.digits)\n".utf8))
                    _ = try shelf.publish(.nationalDNC, importing: source, sourceName: "", issuedOn: 0, now: 0)
                }
                return 0
            }
            group.addTask {
                (0..<50_000).count { _ in shelf.snapshot.isOnNationalDNC(both) != true }
            }
            for try await misses in group {
                #expect(misses == 0)
            }
        }
        #expect(shelf.current(.nationalDNC)?.version == 21)
    }
}
