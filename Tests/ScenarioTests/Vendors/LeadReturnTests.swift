import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A lead goes back to its vendor` {
    private static func bed(_ engine: Engine) async throws -> TestBed {
        try await VendorBed.make(engine) { terms in
            (terms.price, terms.returnDays) = (Money(cents: 1250), 7)
            terms.returnReasons = ["wrong_number", "disconnected"]
        }
    }

    private static func sold(_ bed: TestBed, _ phone: String) async throws -> Int64 {
        try #require(try await bed.sell(phone).json["data"]?["lead_id"]?.integer)
    }

    @Test(arguments: Engine.available)
    func `for a reason, counts on the board, and comes back`(engine: Engine) async throws {
        let bed = try await Self.bed(engine)
        let lead = try await Self.sold(bed, "3105550100")
        _ = try await Self.sold(bed, "3105550101")
        bed.time.advance(seconds: 86_400)
        let back = try await bed.api(.post, "leads/\(lead)/return", "{\"reason\":\"wrong_number\"}")
        #expect(back.status == 200, "\(back.text)")
        #expect(back.json["price"]?.string == "12.50")
        #expect(back.json["bought_at"]?.string == "2026-01-20T20:00:00Z")
        #expect(back.json["token"]?.string == "vendor")
        #expect(try await bed.lead(lead)?.status == "RETURN")
        #expect(try await bed.count("event", where: "kind = 'lead.returned'") == 1)
        #expect(try await bed.api(.post, "leads/\(lead)/return", "{\"reason\":\"wrong_number\"}").faults == ["lead"])
        // It is still known, and not bought again.
        #expect(try await bed.sell("3105550100").json["code"]?.integer == 6009)
        let row = try #require(try await bed.board().first)
        #expect(row["accepted"]?.integer == 2 && row["returned"]?.integer == 1)
        #expect(row["returns"]?["wrong_number"]?.integer == 1)
        #expect(
            ["cost", "returned_cost", "net_cost", "cost_per_lead"].map { row[$0]?.string } == [
                "25.00", "12.50", "12.50", "12.50",
            ])
        let undone = try await bed.api(.delete, "leads/\(lead)/return")
        #expect(undone.json["undone_at"]?.string == "2026-01-21T20:00:00Z")
        #expect(try await bed.lead(lead)?.status == "NEW")
        #expect(try await bed.board().first?["returned"]?.integer == 0)
        #expect(try await bed.board().first?["returned_cost"]?.string == "0.00")
        #expect(try await bed.api(.delete, "leads/\(lead)/return").faults == ["lead"])
        // And again.
        #expect(
            try await bed.api(.post, "leads/\(lead)/return", "{\"reason\":\"disconnected\"}").status == 200)
        #expect(try await bed.count("lead_return") == 1)
    }

    @Test(arguments: Engine.available)
    func `within its days and for its reasons only`(engine: Engine) async throws {
        let bed = try await Self.bed(engine)
        let lead = try await Self.sold(bed, "3105550100")
        func back(_ id: Int64, _ reason: String) async throws -> TestBed.Answer {
            try await bed.api(.post, "leads/\(id)/return", "{\"reason\":\"\(reason)\"}")
        }
        #expect(try await back(lead, "too_dear").faults == ["reason"])
        #expect(try await back(lead, "Not A Word").faults == ["reason"])
        #expect(try await back(9999, "wrong_number").status == 404)
        let plain = try await bed.post("leads/insert", [("list_id", "1002"), ("phone_number", "3105550109")])
        let other = try #require(plain.json["data"]?["lead_id"]?.integer)
        #expect(try await back(other, "wrong_number").faults == ["lead"])
        bed.time.advance(seconds: 7 * 86_400)
        #expect(try await back(lead, "wrong_number").status == 200)
        bed.time.advance(seconds: 1)
        #expect(try await bed.api(.delete, "leads/\(lead)/return").faults == ["lead"])
        let late = try await Self.sold(bed, "3105550105")
        bed.time.advance(seconds: 7 * 86_400 + 1)
        #expect(try await back(late, "wrong_number").faults == ["lead"])
    }

    @Test(arguments: Engine.available)
    func `once, when many give it back at once, and makes a file`(engine: Engine) async throws {
        let bed = try await Self.bed(engine)
        let servers = [bed, try await bed.neighbor()]
        var leads: [Int64] = []
        for phone in ["3105550100", "3105550101", "3105550102"] { leads.append(try await Self.sold(bed, phone)) }
        let lead = leads[0]
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await servers[number % 2].api(
                        .post, "leads/\(lead)/return", "{\"reason\":\"wrong_number\"}"
                    ).status
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1)
        for lead in leads.dropFirst() {
            _ = try await bed.desk(.vendor(.return, ["lead": "\(lead)", "reason": "disconnected"]))
        }
        let file = try await bed.desk(.vendor(.returns, ["criteria": "Acme", "from": "2026-01-20"]))
        let rows = file["entries"]?.elements ?? []
        #expect(rows.map { $0["phone"]?.string } == ["13105550100", "13105550101", "13105550102"])
        #expect(Set(rows.map { $0["reason"]?.string }) == ["wrong_number", "disconnected"])
        var found: [Int64?] = []
        var cursor: String?
        repeat {
            let page = try await bed.api(.get, "returns?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
            found += page.items.map { $0["lead_id"]?.integer }
            cursor = page.json["next"]?.string
        } while cursor != nil
        #expect(found == leads)
        #expect(try await bed.api(.get, "returns?to=2026-01-19").items.isEmpty)
        #expect(try await bed.api(.get, "returns?cursor=x").faults == ["cursor"])
    }
}
