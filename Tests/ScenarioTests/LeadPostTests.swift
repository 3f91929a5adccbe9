import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A vendor posts with a Criteria Key` {
    static func criteria(_ change: (inout LeadPostCriteria) -> Void = { _ in }) -> LeadPostCriteria {
        var criteria = LeadPostCriteria(id: CriteriaID(9), name: "Vendor", key: "vendorkey", listID: ListID(1001))
        criteria.options.duplicateScope = .account
        criteria.options.checksDNC = true
        change(&criteria)
        return criteria
    }

    static func bed(
        _ engine: Engine = .sqlite, _ change: @escaping @Sendable (inout LeadPostCriteria) -> Void = { _ in }
    ) async throws -> TestBed {
        try await TestBed.make(engine) { edit in try edit.put(criteria(change)) }
    }

    static let path = "lead-post-validation/insert"

    @Test(arguments: Engine.available)
    func `and gets both documented shapes`(engine: Engine) async throws {
        let bed = try await Self.bed(engine)
        let fields = [("criteria_key", "vendorkey"), ("phone_number", "3105556789"), ("list_id", "1003")]
        let accepted = try await bed.post(Self.path, fields, token: bed.vendorToken)
        let id = try #require(accepted.json["data"]?["lead_id"]?.integer)
        #expect(accepted.json["result"]?.bool == true)
        #expect(accepted.json["lead_id"]?.string == String(id))
        #expect(try await bed.count("lead", where: "list_id = 1001") == 1)
        let refused = try await bed.post(Self.path, fields, token: bed.vendorToken)
        #expect(refused.status == 200)
        #expect(refused.json["success"]?.bool == false)
        #expect(refused.json["result"]?.bool == false)
        #expect(refused.json["code"]?.integer == 6009)
        #expect(refused.json["error_description"]?.string == refused.json["text"]?.string)
        #expect(refused.json["evidence"] == nil)
    }

    /// What the key discloses, the code that the vendor sees, whether evidence comes with it.
    static let disclosures: [(disclosure: Disclosure, code: Int64, hasEvidence: Bool)] = [
        (.none, 6900, false), (.category, 6901, false), (.full, 6901, true),
    ]

    @Test(arguments: disclosures)
    func `and is told as much as its key allows`(
        disclosure: Disclosure, code: Int64, hasEvidence: Bool
    ) async throws {
        let bed = try await Self.bed { $0.disclosure = disclosure }
        try await bed.addDNC(13_105_556_789)
        let fields = [("criteria_key", "vendorkey"), ("phone_number", "3105556789")]
        for extra in [[], [("dry_run", "1")]] {
            let answer = try await bed.post(Self.path, fields + extra, token: bed.vendorToken)
            #expect(answer.json["code"]?.integer == code)
            #expect((answer.json["evidence"] != nil) == hasEvidence)
            #expect(answer.json["receipt"] == nil || hasEvidence)
        }
        let own = try await bed.post(Self.path, fields)
        #expect(own.json["code"]?.integer == 6901)
        #expect(own.json["evidence"] != nil)
    }

    @Test(arguments: Engine.available)
    func `and updates what it finds within the rules`(engine: Engine) async throws {
        let bed = try await Self.bed(engine) { $0.options.updatesFound = true }
        let fields = [
            ("criteria_key", "vendorkey"), ("phone_number", "3105556789"), ("first_name", "Ann"), ("city", "Reno"),
        ]
        let first = try await bed.post(Self.path, fields, token: bed.vendorToken)
        let id = try #require(first.json["data"]?["lead_id"]?.integer)
        let second = try await bed.post(
            Self.path,
            [("criteria_key", "vendorkey"), ("phone_number", "3105556789"), ("city", "Elko"), ("status", "SALE")],
            token: bed.vendorToken)
        #expect(second.json["data"]?["lead_id"]?.integer == id)
        var lead = try #require(try await bed.lead(id))
        #expect(lead.fields == ["first_name": "Ann", "city": "Elko"])
        #expect(lead.status == "SALE")
        // SALE is final and a success: an update from outside does not take the lead out of it.
        _ = try await bed.post(
            Self.path, [("criteria_key", "vendorkey"), ("phone_number", "3105556789"), ("status", "NEW")],
            token: bed.vendorToken)
        lead = try #require(try await bed.lead(id))
        #expect(lead.status == "SALE")
        #expect(try await bed.count("lead") == 1)
        #expect(try await bed.count("receipt", where: "outcome = 'updated'") == 2)
        #expect(try await bed.count("event", where: "kind = 'lead.updated'") == 2)
    }

    @Test(arguments: Engine.available)
    func `and older leads move away when the account relocates`(engine: Engine) async throws {
        let bed = try await Self.bed(engine)
        let plain = [("list_id", "1001"), ("phone_number", "3105556789")]
        let old = try await bed.post("leads/insert", plain + [("status", "NI"), ("hopper", "1")])
        let busy = try await bed.post("leads/insert", plain + [("status", "INCALL")])
        try await bed.edit { edit in
            var settings = AccountSettings()
            settings.duplication = .relocate
            try edit.put(StoredSettings(settings))
        }
        let new = try await bed.post(
            Self.path, [("criteria_key", "vendorkey"), ("phone_number", "3105556789")], token: bed.vendorToken)
        let (oldID, busyID, newID) = (
            try #require(old.json["data"]?["lead_id"]?.integer), try #require(busy.json["data"]?["lead_id"]?.integer),
            try #require(new.json["data"]?["lead_id"]?.integer)
        )
        #expect(try await bed.lead(oldID)?.listID == ListID(999))
        #expect(try await bed.lead(busyID)?.listID == ListID(1001))
        // The person said no to the older lead: the new one does not forget it.
        #expect(try await bed.lead(newID)?.status == "NI")
        #expect(try await bed.count("lead_phone", where: "list_id = 999") == 1)
        #expect(try await bed.count("event", where: "kind = 'lead.moved'") == 1)
        #expect(try await bed.count("hopper_entry", where: "state = 'waiting'") == 0)
    }

    @Test(arguments: Engine.available)
    func `and the ping answers without storing`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine) { edit in
            var validation = ValidationCriteria(id: CriteriaID(3), name: "Wanted", key: "pingkey")
            validation.states = Selection(["CA", "NV"])
            validation.leadAge = 30
            try edit.put(validation)
        }
        func ping(_ fields: [(String, String)]) async throws -> TestBed.Answer {
            try await bed.get(
                "lead-validation/search", [("criteria_key", "pingkey")] + fields, token: bed.vendorToken)
        }
        #expect(try await ping([("phone_number", "3105556789")]).text == #"{"success":true,"result":"Accepted"}"#)
        #expect(
            try await ping([("phone_number", "3105556789"), ("state", "NY")]).text
                == #"{"success":true,"result":"Denied"}"#)
        _ = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", "3105556789")])
        #expect(try await ping([("phone_number", "3105556789")]).json["result"]?.string == "Denied")
        bed.time.advance(seconds: 30 * 86_400)
        #expect(try await ping([("phone_number", "3105556789")]).json["result"]?.string == "Accepted")
        try await bed.addDNC(1310)
        #expect(try await ping([("phone_number", "3105556789")]).json["result"]?.string == "Denied")
        #expect(try await ping([]).json["code"]?.integer == 6007)
        let unknown = try await bed.get("lead-validation/search", [("criteria_key", "no"), ("phone_number", "1")])
        #expect(unknown.json["code"]?.integer == 6090)
        #expect(try await bed.count("receipt") == 1)
    }

    @Test(arguments: Engine.available)
    func `and the hopper takes the lead once, and lets it go in time`(engine: Engine) async throws {
        let bed = try await Self.bed(engine) {
            $0.options.updatesFound = true
            $0.options.entersHopper = true
            $0.options.hopperSeconds = 60
        }
        let fields = [("criteria_key", "vendorkey"), ("phone_number", "3105556789")]
        for _ in 0..<3 { _ = try await bed.post(Self.path, fields, token: bed.vendorToken) }
        #expect(try await bed.count("hopper_entry") == 1)
        let chores = Chores(bed.parts)
        #expect(try await chores.expireHopper() == 1000)
        bed.time.advance(seconds: 61)
        _ = try await chores.expireHopper()
        #expect(try await bed.count("hopper_entry", where: "state = 'expired'") == 1)
        #expect(try await bed.count("event", where: "kind = 'hopper.expired'") == 1)
        _ = try await chores.expireHopper()
        #expect(try await bed.count("event", where: "kind = 'hopper.expired'") == 1)
        _ = try await bed.post(Self.path, fields, token: bed.vendorToken)
        #expect(try await bed.count("hopper_entry", where: "state = 'waiting'") == 1)
    }
}
