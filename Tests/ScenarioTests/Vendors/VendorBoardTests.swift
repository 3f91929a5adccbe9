import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The vendor board` {
    struct Killed: Error {}

    @Test(arguments: Engine.available)
    func `sums up posts by outcome, reason, cost and time`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { $0.price = Money(cents: 250) }
        for phone in ["3105550100", "3105550101", "3105550101", "123"] { try await bed.sell(phone) }
        bed.time.advance(seconds: 86_400)
        try await bed.sell("3105550102", token: bed.token)
        _ = try await bed.post("leads/insert", [("list_id", "1002"), ("phone_number", "3105550103")])
        let rows = try await bed.board()
        #expect(rows.count == 2)
        let acme = try #require(rows.first { $0["key"]?.string == "Acme" })
        #expect(
            ["posts", "accepted", "updated", "refused", "duplicates", "returned"].map { acme[$0]?.integer } == [
                5, 3, 0, 2, 1, 0,
            ])
        #expect(acme["cost"]?.string == "7.50")
        #expect(acme["cost_per_lead"]?.string == "2.50")
        #expect(acme["refusals"]?["phone_invalid"]?.integer == 1)
        #expect(acme["refusals"]?["duplicate"]?.integer == 1)
        let (average, slowest) = (acme["average_microseconds"]?.integer, acme["slowest_microseconds"]?.integer)
        #expect(average.map { $0 > 0 } == true && slowest.map { $0 >= average ?? 0 } == true)
        let plain = try #require(rows.first { $0["key"]?.isNull == true })
        #expect(plain["posts"]?.integer == 1 && plain["cost"]?.string == "0.00")
        let days = try await bed.board("by=day,token&criteria=Acme")
        #expect(
            days.map { [$0["day"]?.string, $0["token"]?.string] } == [
                ["2026-01-20", "vendor"], ["2026-01-21", "all"],
            ])
        #expect(try await bed.board("by=hour,list").map { $0["hour"]?.integer } == [12, 12])
        #expect(try await bed.board("from=2026-01-21&to=2026-01-21").first?["posts"]?.integer == 1)
        for by in ["moon", "", "key,", "key,key", "key,none"] {
            #expect(try await bed.api(.get, "vendor-board?by=\(by)").status == 422, "\(by)")
        }
        #expect(try await bed.board("by=none").map { $0["posts"]?.integer } == [6])
        #expect(try await bed.api(.get, "vendor-board?from=2026-02-30").faults == ["from"])
        #expect(try await bed.api(.get, "vendor-board?criteria=Nobody").faults == ["criteria"])
        let page = try await bed.api(.get, "vendor-board?limit=1")
        #expect(page.items.count == 1 && page.json["next"]?.string == "1")
    }

    @Test(arguments: Engine.available)
    func `holds every post once, whatever is killed and however many add up`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine)
        let neighbor = try await bed.neighbor()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask { try await (number % 2 == 0 ? bed : neighbor).sell("310555\(1000 + number)") }
            }
            for _ in 0..<6 {
                group.addTask { _ = try await Chores(bed.parts).addUpVendors() }
                group.addTask { _ = try await Chores(neighbor.parts).addUpVendors() }
            }
            try await group.waitForAll()
        }
        try await bed.sell("3105552000")
        // Killed after it added up and before it committed: nothing is taken, nothing is added.
        await #expect(throws: Killed.self) {
            try await bed.parts.database.write { connection in
                guard try VendorFigures.addUp(on: connection) > 0 else { return }
                throw Killed()
            }
        }
        #expect(try await bed.count("post_tally") > 0)
        #expect(try await bed.board().first?["accepted"]?.integer == 61)
        #expect(try await bed.count("post_tally") == 0)
    }

    @Test(arguments: Engine.available)
    func `is the same when it is made anew from the receipts, and repaired where it was not`(
        engine: Engine
    ) async throws {
        let bed = try await VendorBed.make(engine) { $0.price = Money(cents: 99) }
        // The days of the account's calendar that are over and whose receipts are all kept begin two days from here.
        bed.time.advance(seconds: -4 * 86_400)
        for day in 0..<4 {
            for number in 0..<5 { try await bed.sell("310555\(1000 + day * 4 + number)") }
            bed.time.advance(seconds: 86_400)
            // Of the last day nothing has been added up yet.
            if day < 3 { _ = try await Chores(bed.parts).addUpVendors() }
        }
        let sound = try await bed.desk(.vendor(.rebuild, [:]))
        #expect(sound["differences"]?.integer == 0, "\(sound.text)")
        #expect(sound["posts"]?.integer == 20)
        let before = try await bed.board("by=key,token,list,day,hour")
        #expect(before.count == 4)
        _ = try await bed.parts.database.write { connection in
            try connection.run("UPDATE vendor_hour SET posts = posts + 1 WHERE day = '2026-01-17'")
            return try connection.run("DELETE FROM vendor_hour WHERE day = '2026-01-18' AND outcome = 'accepted'")
        }
        #expect(try await bed.board("by=key,token,list,day,hour") != before)
        let repaired = try await bed.desk(.vendor(.rebuild, [:]))
        #expect((repaired["differences"]?.integer ?? 0) >= 2, "\(repaired.text)")
        #expect(try await bed.board("by=key,token,list,day,hour") == before)
    }

    @Test func `shows an account its own and nothing else`() async throws {
        let bed = try await VendorBed.make()
        try await bed.sell("3105550100")
        _ = try await AdminDesk(bed.parts).perform(
            AdminRequest(account: nil, actor: "test", operation: .createAccount(["name": "Other"])))
        let other = AccountID(bed.account.number + 1)
        let token = try await bed.parts.addToken(other, "other", sections: Set(APIToken.Section.allCases))
        #expect(try await bed.board(token: token).isEmpty)
        #expect(try await bed.board().count == 1)
        #expect(try await bed.api(.post, "leads/1/return", "{\"reason\":\"x\"}", token: token).status == 404)
        #expect(try await bed.api(.post, "criteria/9/reservations", "{}", token: token).status == 404)
        #expect(try await bed.api(.post, "criteria/vendorkey/reservations", "{}", token: token).status == 404)
        #expect(try await bed.api(.get, "criteria/9/links", token: token).status == 404)
    }

    @Test func `is printed by the command line`() async throws {
        let bed = try await VendorBed.make()
        try await bed.sell("3105550100")
        _ = try await Chores(bed.parts).addUpVendors()
        let board = try await bed.desk(.vendor(.board, ["by": "key,day"]))
        #expect(board["entries"]?.elements?.first?["day"]?.string == "2026-01-20")
        let all = try await bed.desk(.vendor(.board, ["by": "none"]))
        #expect(all["entries"]?.elements?.first?["posts"]?.integer == 1)
    }
}
