import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A key buys within its limits` {
    @Test(arguments: Engine.available)
    func `so many an hour and a day, refused and updated leads not counted`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { ($0.hourCap, $0.dayCap) = (2, 3) }
        try await bed.edit { edit in
            guard var criteria = edit.snapshot.criteria[CriteriaID(9)] else { return }
            criteria.options.updatesFound = true
            try edit.put(criteria)
        }
        #expect(try await bed.sell("3105550100").json["success"]?.bool == true)
        #expect(try await bed.sell("12345").json["code"]?.integer == 6008)
        #expect(try await bed.sell("3105550100", [("city", "Reno")]).json["success"]?.bool == true)
        #expect(try await bed.sell("3105550101").json["success"]?.bool == true)
        let third = try await bed.sell("3105550102")
        #expect(third.json["code"]?.integer == 6911)
        #expect(third.json["evidence"] == nil)
        // The limit comes first: what would have been refused anyway is refused for it.
        #expect(try await bed.sell("12345").json["code"]?.integer == 6911)
        let dry = try await bed.sell("3105550102", [("dry_run", "1")], token: bed.token)
        #expect(dry.json["reason"]?.string == "vendor_cap_hour")
        #expect(dry.json["evidence"]?.string == "2 of 2 this hour, 0 reserved")
        let stages = dry.json["receipt"]?["stages"]?.elements ?? []
        #expect(stages.map { $0["verdict"]?.string }.prefix(3) == ["pass", "refuse", "not_reached"])
        bed.time.advance(seconds: 3600)
        #expect(try await bed.sell("3105550102").json["success"]?.bool == true)
        let last = try await bed.sell("3105550103", token: bed.token)
        #expect(last.json["reason"]?.string == "vendor_cap_day")
        // Noon became one o'clock; eleven hours later it is tomorrow.
        bed.time.advance(seconds: 11 * 3600)
        #expect(try await bed.sell("3105550103").json["success"]?.bool == true)
        #expect(try await bed.count("lead") == 4)
    }

    @Test(arguments: Engine.available)
    func `exactly, when 64 post at once on two servers`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { terms in
            (terms.hourCap, terms.price, terms.budget) = (40, Money(cents: 100), Money(cents: 2300))
        }
        let servers = [bed, try await bed.neighbor()]
        for round in 0..<3 {
            if round == 1 {
                try await bed.edit { edit in
                    guard var criteria = edit.snapshot.criteria[CriteriaID(9)] else { return }
                    criteria.buying?.budget = nil
                    try edit.put(criteria)
                }
                bed.time.advance(seconds: 3600)
            }
            let codes = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        let phone = "310555\(1000 + round * 100 + number)"
                        return try await servers[number % 2].sell(phone).json["code"]?.integer
                    }
                }
                return try await group.reduce(into: [Int64?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == [23, 40, 0][round])
            #expect(codes.count { $0 == 6911 } == [41, 24, 64][round])
        }
        #expect(try await bed.count("lead") == 63)
        #expect(try await bed.count("vendor_use", where: "hour_count = 40 AND day_count = 63") == 1)
    }

    @Test(arguments: Engine.available)
    func `set in the middle of a day, what was bought before counted`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { $0.price = Money(cents: 100) }
        try await bed.sell("3105550100")
        bed.time.advance(seconds: 3600)
        _ = try await Chores(bed.parts).addUpVendors()
        try await bed.sell("3105550101")
        let set = AdminOperation.change(.criteria, name: "Acme", ["cap_per_day": "3", "cap_per_hour": "2"])
        _ = try await bed.desk(set)
        #expect(
            try await bed.count("vendor_use", where: "hour_count = 1 AND day_count = 2 AND budget_spent = 200") == 1)
        #expect(try await bed.sell("3105550102").json["success"]?.bool == true)
        #expect(try await bed.sell("3105550103").json["code"]?.integer == 6911)
        // Put aside for a while, the limits begin again with what was bought meanwhile.
        _ = try await bed.desk(.change(.criteria, name: "Acme", ["cap_per_day": "none", "cap_per_hour": "none"]))
        try await bed.sell("3105550103")
        let version = try #require(bed.configuration?.version)
        _ = try await bed.desk(.restoreObject(.criteria, name: "Acme", version: version - 1))
        #expect(try await bed.count("vendor_use", where: "hour_count = 3 AND day_count = 4") == 1)
        #expect(try await bed.sell("3105550104").json["code"]?.integer == 6911)
        #expect(try await bed.board().first?["accepted"]?.integer == 4)
    }

    @Test func `within its hours, on the account's clock`() async throws {
        let bed = try await VendorBed.make(disclosure: .full) { terms in
            (terms.opensAt, terms.closesAt, terms.days) = (540, 720, [0, 1, 2, 3, 4])
        }
        let closed = try await bed.sell("3105550100")
        #expect(closed.json["reason"]?.string == "vendor_hours")
        #expect(
            closed.json["evidence"]?.string == "leads are taken 09:00-12:00 mon,tue,wed,thu,fri, America/Los_Angeles")
        bed.time.advance(seconds: -1)
        #expect(try await bed.sell("3105550100").json["success"]?.bool == true)
    }

    @Test func `and without limits it asks and stores nothing more`() async throws {
        let bed = try await VendorBed.make { $0.price = Money(cents: 1250) }
        let answer = try await bed.sell("3105550100")
        #expect(answer.json["price"]?.string == "12.50")
        #expect(try await bed.count("vendor_use") == 0)
        #expect(try await bed.count("receipt", where: "price = 1250 AND list_id = 1001 AND waited >= 0") == 1)
        let refused = try await bed.sell("3105550100")
        #expect(refused.json["price"] == nil)
        #expect(try await bed.count("receipt", where: "price IS NULL AND list_id = 1001") == 1)
    }

    @Test func `and every ping that is accepted tells the price`() async throws {
        let bed = try await VendorBed.make { $0.price = Money(cents: 1250) }
        try await bed.edit { edit in
            var wanted = ValidationCriteria(id: CriteriaID(20), name: "Wanted", key: "pingkey1")
            wanted.states = Selection(["CA"])
            try edit.put(wanted)
            guard var criteria = edit.snapshot.criteria[CriteriaID(9)] else { return }
            criteria.validationID = CriteriaID(20)
            try edit.put(criteria)
            var dearer = criteria
            (dearer.id, dearer.name, dearer.key) = (CriteriaID(10), "Dearer", "dearerkey")
            dearer.buying?.price = Money(cents: 9900)
            try edit.put(dearer)
        }
        func ping(_ state: String) async throws -> JSONValue {
            try await bed.post(
                "lead-validation/search",
                [("criteria_key", "pingkey1"), ("phone_number", "3105550100"), ("state", state)],
                token: bed.vendorToken
            ).json
        }
        let accepted = try await ping("CA")
        #expect(accepted["result"]?.string == "Accepted")
        #expect(accepted["price"]?.string == "12.50")
        let denied = try await ping("NV")
        #expect(denied["result"]?.string == "Denied")
        #expect(denied["price"] == nil)
    }

    @Test(arguments: Engine.available)
    func `set and shown by the form and by the native API`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine)
        let faults = try await bed.api(
            .patch, "criteria/9",
            """
            {"price":"1.234","cap_per_hour":0,"budget":"5","accept_hours":"09:00-09:00","accept_days":["funday"],
             "return_days":100,"return_reasons":["Bad Data"]}
            """)
        #expect(faults.status == 422)
        #expect(
            Set(faults.faults).isSuperset(of: [
                "price", "cap_per_hour", "budget", "accept_hours", "accept_days[0]", "return_days", "return_reasons",
            ]), "\(faults.text)")
        let changed = try await bed.api(
            .patch, "criteria/9",
            """
            {"price":"12.5","cap_per_hour":5,"cap_per_day":50,"budget":"500","budget_period":"day",
             "accept_hours":"20:00-02:00","accept_days":["mon","tue"],"return_days":7,"return_reasons":["wrong_number"]}
            """)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed.json["price"]?.string == "12.50")
        #expect(changed.json["accept_days"]?.elements?.map(\.string) == ["mon", "tue"])
        let terms = bed.configuration?.criteria[CriteriaID(9)]?.buying
        #expect(terms?.opensAt == 1200 && terms?.closesAt == 120 && terms?.budget == Money(cents: 50_000))
        let emptied = try await bed.api(
            .patch, "criteria/9",
            """
            {"price":null,"cap_per_hour":null,"cap_per_day":null,"budget":null,"budget_period":"month",
             "accept_hours":null,"accept_days":[],"return_days":null,"return_reasons":[]}
            """)
        #expect(emptied.status == 200, "\(emptied.text)")
        #expect(bed.configuration?.criteria[CriteriaID(9)]?.buying == nil)
    }
}
