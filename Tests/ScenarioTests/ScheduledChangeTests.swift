import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A change that waits for its moment` {
    private static func schedule(
        _ bed: DeskBed, _ action: String, _ kind: String?, _ object: String? = nil, _ fields: [String: String] = [:],
        at: String = "2026-01-20 14:00:00"
    ) async throws -> Int64 {
        var given = Dictionary(fields.map { ("field.\($0.key)", $0.value) }) { $1 }
        given["at"] = at
        given["action"] = action
        given["kind"] = kind
        given["object"] = object
        return try await bed.perform(.scheduleChange(given))["id"]?.integer ?? 0
    }

    private static func row(_ bed: DeskBed, _ id: Int64) async throws -> JSONValue {
        let rows = try await bed.perform(.listScheduled([:])).elements ?? []
        return try #require(rows.first { $0["id"]?.integer == id })
    }

    @Test(arguments: Engine.available)
    func `takes effect then, in the account's time zone, and not before`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let chores = Chores(bed.bed.parts)
        let local = try await Self.schedule(bed, "change", "criteria", "Vendor", ["check_dup": "2"])
        let utc = try await Self.schedule(
            bed, "change", "settings", nil, ["receipt_days": "7"], at: "2026-01-20 21:00:00 UTC")
        let made = try await Self.schedule(bed, "create", "seller", nil, ["name": "Tomorrow's"])
        bed.bed.time.advance(seconds: 3599)
        _ = try await chores.activateScheduled()
        #expect(try await Self.row(bed, utc)["state"]?.string == "waiting")
        bed.bed.time.advance(seconds: 1)
        _ = try await chores.activateScheduled()
        #expect(try await bed.perform(.showSettings)["receipt_days"]?.integer == 7)
        #expect(try await Self.row(bed, utc)["state"]?.string == "done")
        #expect(try await Self.row(bed, local)["state"]?.string == "waiting")
        bed.bed.time.advance(seconds: 3600)
        _ = try await chores.activateScheduled()
        #expect(try await bed.perform(.show(.criteria, name: "Vendor"))["check_dup"]?.integer == 2)
        #expect(try await Self.row(bed, made)["state"]?.string == "done")
        let newest = try await bed.perform(.listChanges([:])).elements?.first?["version"]?.integer
        #expect(try await Self.row(bed, made)["version"]?.integer == newest)
        #expect(try await AuditVerification.run(bed.bed.parts.database, of: bed.id).broken == nil)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `happens once, whatever the number of nodes`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        for number in 0..<5 {
            _ = try await Self.schedule(bed, "create", "seller", nil, ["name": "Seller \(number)"])
        }
        bed.bed.time.advance(seconds: 7200)
        let nodes = [bed.bed.parts, try await bed.bed.neighbor().parts]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in 0..<6 {
                let chores = Chores(nodes[node % 2])
                group.addTask { _ = try await chores.activateScheduled() }
            }
            try await group.waitForAll()
        }
        try await bed.bed.parts.cache.refresh()
        #expect(try await bed.perform(.list(.seller)).elements?.count == 6)
        let rows = try await bed.perform(.listScheduled(["state": "done"])).elements ?? []
        #expect(Set(rows.compactMap { $0["version"]?.integer }).count == 5)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `fails with its reason when it does not pass any more, and can be taken back`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let doomed = try await Self.schedule(bed, "change", "list", "Resting list 01", ["active": "yes"])
        let back = try await Self.schedule(bed, "create", "seller", nil, ["name": "Never"])
        try await bed.perform(.remove(.list, name: "Resting list 01"))
        try await bed.perform(.unschedule(back))
        #expect(try await bed.faults(.unschedule(back)) == ["id"])
        bed.bed.time.advance(seconds: 7200)
        _ = try await Chores(bed.bed.parts).activateScheduled()
        let row = try await Self.row(bed, doomed)
        #expect(row["state"]?.string == "failed")
        #expect(row["faults"]?.string?.contains("any more") == true)
        #expect(try await Self.row(bed, back)["state"]?.string == "cancelled")
        #expect(try await bed.perform(.list(.seller)).elements?.count == 1)
        await bed.bed.parts.close()
    }

    @Test func `is judged when it is asked for, and every bad field is named`() async throws {
        let bed = try await DeskBed.make()
        #expect(try await bed.faults(.scheduleChange([:])) == ["at", "action", "kind"])
        let past = ["at": "2026-01-20 11:00:00", "action": "change", "kind": "settings", "field.receipt_days": "7"]
        #expect(try await bed.faults(.scheduleChange(past)) == ["at"])
        let wrong = ["at": "2026-01-21", "action": "change", "kind": "settings", "field.receipt_days": "never"]
        #expect(try await bed.faults(.scheduleChange(wrong)) == ["receipt_days"])
        #expect(try await bed.perform(.listScheduled([:])).elements?.isEmpty == true)
        await bed.bed.parts.close()
    }

    @Test func `does not move what a receipt was judged on`() async throws {
        let bed = try await DeskBed.make()
        let receipt = try await bed.post(["criteria": "Vendor", "phone_number": "3105550142"])
        let id = try #require(receipt["receipt_id"]?.integer)
        try await bed.perform(.change(.criteria, name: "Vendor", ["check_dup": "2"]))
        let then = try await bed.perform(.showVersionOfReceipt(id))
        #expect(then["version"]?.integer == receipt["configuration_version"]?.integer)
        #expect(then["criteria"]?.elements?.first?["check_dup"]?.integer == 1)
        await bed.bed.parts.close()
    }
}
