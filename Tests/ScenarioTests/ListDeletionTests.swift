import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Synchronization
import Testing

@Suite struct `A list that is deleted while leads come in` {
    /// Goes on with deletions until nothing is left to do.
    static func finish(_ bed: TestBed) async throws {
        try await bed.parts.cache.refresh()
        let deletion = ListDeletion(bed.parts.database, bed.parts.cache)
        while try await deletion.step(at: bed.time.now) {}
    }

    /// The lists that live leads stand in, though they are not there.
    static func strayed(_ bed: TestBed) async throws -> [Int64] {
        let account = bed.account
        return try await bed.parts.database.read { connection in
            let lists = try Configurations(connection, of: account).snapshot()?.lists.keys.map(\.number) ?? []
            let live = try connection.run(
                "SELECT list_id FROM lead WHERE account_id = \(account.number) AND deleted_at IS NULL")
            return try live.map { try $0.integer(0) }.filter { !lists.contains($0) }
        }
    }

    @Test(arguments: Engine.available)
    func `leaves no lead without a list, whichever of two servers took it`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let servers = [bed, try await bed.neighbor()]
        let codes = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let server = servers[number % 2]
                    if number == 24 { _ = try await server.post("lists/delete", [("list_id", "1001")]) }
                    let fields = [("list_id", "1001"), ("phone_number", "31055502\(10 + number)")]
                    return try await server.post("leads/insert", fields).json["code"]?.integer
                }
            }
            return try await group.reduce(into: [Int64?]()) { $0.append($1) }
        }
        #expect(Set(codes).isSubset(of: [nil, 6002]))
        let taken = Int64(codes.filter { $0 == nil }.count)
        try await Self.finish(bed)
        #expect(try await Self.strayed(bed) == [])
        #expect(try await bed.count("lead_phone") == 0)
        #expect(try await bed.count("lead", where: "deleted_at IS NOT NULL") == taken)
        #expect(try await bed.count("event", where: "kind = 'lead.deleted'") == taken)
        #expect(try await bed.count("configuration", where: "kind = 'list' AND id = 1001") == 0)
    }

    @Test(arguments: Engine.available)
    func `takes a lead that is moved into it along`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let servers = [bed, try await bed.neighbor()]
        var leads: [Int64] = []
        for number in 10..<42 {
            let posted = try await bed.post(
                "leads/insert", [("list_id", "1002"), ("phone_number", "31055502\(number)")])
            leads.append(try #require(posted.json["data"]?["lead_id"]?.integer))
        }
        let wanted = leads
        let codes = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for (number, lead) in wanted.enumerated() {
                group.addTask {
                    let server = servers[number % 2]
                    if number == 12 { _ = try await server.post("lists/delete", [("list_id", "1001")]) }
                    let fields = [("lead_id", "\(lead)"), ("list_id", "1001")]
                    return try await server.post("leads/update", fields).json["code"]?.integer
                }
            }
            return try await group.reduce(into: [Int64?]()) { $0.append($1) }
        }
        #expect(Set(codes).isSubset(of: [nil, 6002]))
        try await Self.finish(bed)
        #expect(try await Self.strayed(bed) == [])
        #expect(try await bed.count("lead_phone", where: "list_id = 1002") == Int64(codes.filter { $0 != nil }.count))
        #expect(try await bed.count("lead_phone", where: "list_id <> 1002") == 0)
    }

    /// A server holds up the receipts, so that a post that has been judged cannot be stored; then the list is deleted.
    @Test(.enabled(if: Engine.postgresURL != nil))
    func `waits for a post that was judged before it`() async throws {
        let bed = try await TestBed.make(.postgres)
        let (taker, holder) = (try await bed.neighbor(), try await bed.neighbor())
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        let (judged, judge) = AsyncStream.makeStream(of: Void.self)
        let isDeleted = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await holder.parts.database.write { connection in
                    defer { judge.finish() }
                    try connection.run("LOCK TABLE receipt IN EXCLUSIVE MODE")
                    hold.finish()
                    try Self.wait(for: "relation", on: connection) { false }
                    judge.finish()
                    try Self.wait(for: "advisory", on: connection) { isDeleted.value.withLock { $0 } }
                }
            }
            for await _ in held {}
            group.addTask {
                let fields = [("list_id", "1001"), ("phone_number", "3105550200")]
                let posted = try await taker.post("leads/insert", fields)
                #expect(posted.json["success"]?.bool == true)
            }
            for await _ in judged {}
            let answer = try await bed.post("lists/delete", [("list_id", "1001")])
            isDeleted.value.withLock { $0 = true }
            #expect(answer.text == #"{"success":true}"#)
            try await group.waitForAll()
        }
        try await Self.finish(bed)
        #expect(try await Self.strayed(bed) == [])
        #expect(try await bed.count("lead", where: "deleted_at IS NOT NULL") == 1)
    }

    private final class Flag: Sendable {
        let value = Mutex(false)
    }

    /// Looks until somebody waits for such a lock in this database, or it is over.
    private static func wait(for kind: String, on connection: any Connection, _ isOver: () -> Bool) throws {
        for _ in 0..<1_000_000 where !isOver() {
            let waiting = try connection.first(
                """
                SELECT count(*) FROM pg_locks WHERE locktype = \(kind) AND NOT granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
            if try waiting?.integer(0) ?? 0 > 0 { return }
        }
        #expect(isOver())
    }

    @Test(arguments: Engine.available)
    func `counts its leads as gone from its mark on`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let phone = ("phone_number", "3105550200")
        let posted = try await bed.post("leads/insert", [("list_id", "1001"), phone])
        let lead = try #require(posted.json["data"]?["lead_id"]?.integer)
        try await bed.edit { edit in
            var list = try #require(edit.snapshot.lists[TestBed.lists[0]])
            list.deletionStartedAt = edit.now
            try edit.put(list)
        }
        let update = try await bed.post("leads/update", [("lead_id", "\(lead)"), ("status", "SALE")])
        #expect(update.json["code"]?.integer == 6001)
        let again = try await bed.post(
            "leads/insert",
            [("list_id", "1002"), phone, ("check_dup", "1"), ("update_if_found", "1"), ("status", "SALE")])
        let other = try #require(again.json["data"]?["lead_id"]?.integer)
        #expect(other != lead)
        try await bed.addDNC(13_105_550_200)
        let lift = try await bed.post(
            "dnc/delete",
            [phone, ("phone_code", "1"), ("campaign_id", "0"), ("update_lead_status", "1"), ("lead_status", "NI")])
        #expect(lift.json["success"]?.bool == true)
        #expect(try await bed.lead(lead)?.status == "NEW")
        #expect(try await bed.lead(other)?.status == "NI")
        try await Self.finish(bed)
        #expect(try await bed.lead(lead)?.deletedAt != nil)
        #expect(try await bed.lead(other)?.deletedAt == nil)
    }

    @Test(arguments: Engine.available)
    func `gives none of its leads back`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let posted = try await bed.post(["list": "First list of desk", "phone_number": "3105550200"])
        let lead = try #require(posted["lead_id"]?.integer ?? posted["lead"]?.integer)
        let before = try await bed.perform(.listAccounts).elements?.last?["id"]?.integer
        let account = AccountID(try #require(before))
        try await bed.bed.parts.cache.edit(account, by: "test", at: bed.bed.time.now) { edit in
            var list = try #require(edit.snapshot.lists.values.first { $0.name == "First list of desk" })
            list.deletionStartedAt = edit.now
            try edit.put(list)
        }
        try await Self.finish(bed.bed)
        #expect(try await bed.faults(.changeLead(lead, .undelete)) == ["lead"])
    }
}
