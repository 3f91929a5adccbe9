import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Events past their retention` {
    private static let day: Int64 = 86_400

    private static func tell(_ count: Int, in bed: TestBed) async throws {
        let (account, now) = (bed.account, bed.time.now)
        try await bed.parts.database.write { connection in
            try connection.runAll(
                (0..<count).map { _ in
                    Events.insertion(
                        .leadMoved, lead: nil, of: account, id: try connection.ids.take(from: .row), at: now,
                        facts: "{}")
                })
        }
    }

    /// Lets the search index read so many events; on PostgreSQL they show when no older transaction runs.
    private static func read(_ count: Int, in bed: TestBed) async throws {
        var taken = 0
        for _ in 0..<5_000 where taken < count { taken += try await SearchIndex.feed(bed.parts.database) }
        #expect(taken == count)
    }

    @Test(arguments: Engine.available)
    func `go a batch at a time, once every reader has passed them`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let chores = Chores(bed.parts)
        try await Self.tell(1200, in: bed)
        bed.time.advance(seconds: 31 * Self.day)
        try await Self.tell(2, in: bed)
        // Nobody has read them: the index would lose leads.
        #expect(try await chores.purgeEvents() == 60_000)
        #expect(try await bed.count("event") == 1202)
        try await Self.read(1202, in: bed)
        try await Self.tell(3, in: bed)
        #expect(try await chores.purgeEvents() == 50)
        #expect(try await bed.count("event") == 205)
        #expect(try await chores.purgeEvents() == 60_000)
        #expect(try await bed.count("event") == 5)
        // Old enough, and three of them not read yet.
        bed.time.advance(seconds: 31 * Self.day)
        _ = try await chores.purgeEvents()
        #expect(try await bed.count("event") == 3)
        try await Self.read(3, in: bed)
        _ = try await chores.purgeEvents()
        #expect(try await bed.count("event") == 0)
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `are kept as long as any account keeps its receipts`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.edit { edit in
            var settings = edit.snapshot.settings
            settings.receiptDays = 90
            try edit.put(StoredSettings(settings))
        }
        try await Self.tell(1, in: bed)
        try await Self.read(1, in: bed)
        bed.time.advance(seconds: 89 * Self.day)
        _ = try await Chores(bed.parts).purgeEvents()
        #expect(try await bed.count("event") == 1)
        bed.time.advance(seconds: 2 * Self.day)
        _ = try await Chores(bed.parts).purgeEvents()
        #expect(try await bed.count("event") == 0)
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `wait for every other reader that has a place`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await Self.tell(2, in: bed)
        try await Self.read(2, in: bed)
        try await bed.parts.database.write { try Events.remember(Events.Position(), of: "slow", on: $0) }
        bed.time.advance(seconds: 31 * Self.day)
        _ = try await Chores(bed.parts).purgeEvents()
        #expect(try await bed.count("event") == 2)
        await bed.parts.close()
    }
}
