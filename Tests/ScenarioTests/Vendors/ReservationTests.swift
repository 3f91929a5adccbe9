import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A reservation` {
    private static func reserve(
        _ bed: TestBed, _ body: String = "{}", token: String? = nil, headers: [String: String] = [:]
    ) async throws -> TestBed.Answer {
        try await bed.api(.post, "criteria/vendorkey/reservations", body, headers: headers, token: token)
    }

    @Test(arguments: Engine.available)
    func `holds a place at its price, for the post that names it`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { ($0.hourCap, $0.price) = (2, Money(cents: 100)) }
        try await bed.sell("3105550100")
        // A vendor's own token holds the place, one that is limited to the key too.
        let limited = try await bed.parts.addToken(
            bed.account, "limited", sections: APIToken.vendorSections
        ) { $0.criteriaIDs = [CriteriaID(9)] }
        let held = try await Self.reserve(bed, "{\"seconds\":30}", token: limited)
        #expect(held.status == 201)
        #expect(held.json["price"]?.string == "1.00")
        #expect(held.json["expires_at"]?.string == "2026-01-20T20:00:30Z")
        let id = try #require(held.json["reservation_id"]?.string)
        #expect(try await bed.sell("3105550101").json["code"]?.integer == 6911)
        let full = try await Self.reserve(bed)
        #expect(full.status == 409 && full.json["reason"]?.string == "vendor_cap_hour")
        try await bed.edit { edit in
            guard var criteria = edit.snapshot.criteria[CriteriaID(9)] else { return }
            criteria.buying?.price = Money(cents: 500)
            try edit.put(criteria)
        }
        // A refused lead leaves the place where it is.
        #expect(try await bed.sell("3105550100", [("reservation_id", id)]).json["code"]?.integer == 6009)
        let taken = try await bed.sell("3105550101", [("reservation_id", id)])
        #expect(taken.json["success"]?.bool == true)
        #expect(taken.json["price"]?.string == "1.00")
        #expect(try await bed.count("vendor_reservation") == 0)
        // It is good for one lead.
        #expect(try await bed.sell("3105550102", [("reservation_id", id)]).json["code"]?.integer == 6911)
    }

    @Test(arguments: Engine.available)
    func `lets go when its time is over`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { $0.dayCap = 1 }
        let id = try #require(try await Self.reserve(bed).json["reservation_id"]?.string)
        #expect(try await bed.sell("3105550100").json["code"]?.integer == 6911)
        bed.time.advance(seconds: 60)
        let other = try #require(try await Self.reserve(bed, "{\"seconds\":300}").json["reservation_id"]?.string)
        #expect(try await bed.count("vendor_reservation") == 1)
        #expect(try await bed.sell("3105550100", [("reservation_id", id)]).json["code"]?.integer == 6911)
        #expect(try await bed.sell("3105550100", [("reservation_id", other)]).json["success"]?.bool == true)
        let unknown = try await bed.sell("3105550100", [("reservation_id", "nonsense"), ("dry_run", "1")])
        #expect(unknown.json["code"]?.integer == 6911)
    }

    @Test(arguments: Engine.available)
    func `of the last place is one, however many ask at once`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { $0.dayCap = 5 }
        let servers = [bed, try await bed.neighbor()]
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let server = servers[number % 2]
                    if number % 4 < 2 { return try await Self.reserve(server).status == 201 }
                    return try await server.sell("310555\(1000 + number)").json["success"]?.bool == true
                }
            }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 5)
        let (leads, places) = (try await bed.count("lead"), try await bed.count("vendor_reservation"))
        #expect(leads + places == 5)
    }

    @Test func `is made once under an Idempotency-Key, and only where something is limited`() async throws {
        let bed = try await VendorBed.make { $0.dayCap = 5 }
        let first = try await Self.reserve(bed, headers: ["Idempotency-Key": "one"])
        let second = try await Self.reserve(bed, headers: ["Idempotency-Key": "one"])
        #expect(first.json == second.json)
        #expect(try await bed.count("vendor_reservation") == 1)
        #expect(try await bed.api(.post, "criteria/77/reservations", "{}").status == 404)
        #expect(try await bed.api(.post, "criteria/9/reservations", "{\"seconds\":301}").status == 422)
        try await bed.edit { edit in
            guard var criteria = edit.snapshot.criteria[CriteriaID(9)] else { return }
            criteria.buying = nil
            try edit.put(criteria)
        }
        #expect(try await Self.reserve(bed).status == 409)
        let closed = try await VendorBed.make { ($0.opensAt, $0.closesAt) = (0, 60) }
        #expect(try await Self.reserve(closed).json["reason"]?.string == "vendor_hours")
    }
}
