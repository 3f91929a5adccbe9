import HTTPTypes
import SluiceCore
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A token for tests` {
    private static func bed(_ engine: Engine) async throws -> (TestBed, String) {
        let bed = try await VendorBed.make(engine) { ($0.dayCap, $0.price) = (1, Money(cents: 100)) }
        let made = try await bed.desk(.createToken(["name": "trying", "test": "yes"]))
        return (bed, try #require(made["secret"]?.string))
    }

    @Test(arguments: Engine.available)
    func `is answered as if its posts were taken, and nothing is stored`(engine: Engine) async throws {
        let (bed, token) = try await Self.bed(engine)
        for _ in 0..<2 {
            let taken = try await bed.sell("3105550100", token: token)
            #expect(taken.json["success"]?.bool == true)
            #expect(taken.json["lead_id"]?.string == "0")
            #expect(taken.json["data"]?["lead_id"]?.integer == 0)
            #expect(taken.json["test"]?.bool == true)
            #expect(taken.json["price"]?.string == "1.00")
            #expect(taken.json["receipt_id"] == nil)
            #expect(taken.json["dry_run"] == nil)
        }
        for table in ["lead", "receipt", "event", "vendor_use", "post_tally"] {
            #expect(try await bed.count(table) == 0, "\(table)")
        }
        // What stands is judged by: the real post fills the cap, and then the test is refused.
        #expect(try await bed.sell("3105550100").json["success"]?.bool == true)
        let refused = try await bed.sell("3105550101", token: token)
        #expect(refused.json["code"]?.integer == 6911)
        #expect(refused.json["test"]?.bool == true)
        #expect(try await bed.count("receipt") == 1)
        let held = try await bed.api(.post, "criteria/vendorkey/reservations", "{}", token: token)
        #expect(held.status == 409)
        #expect(try await bed.count("vendor_reservation") == 0)
    }

    @Test func `does nothing else`() async throws {
        let (bed, _) = try await Self.bed(.sqlite)
        await #expect(throws: ProblemReport.self) {
            try await bed.desk(.createToken(["name": "more", "test": "yes", "sections": "leads"]))
        }
        let shown = try await bed.api(.get, "tokens")
        #expect(shown.items.map { $0["test"]?.bool } == [false, false, true])
    }
}
