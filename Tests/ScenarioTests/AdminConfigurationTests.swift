import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `What an operator configures` {
    @Test(arguments: Engine.available)
    func `an account has a seller of its name and the usual dispositions`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let sellers = try await bed.perform(.list(.seller)).elements ?? []
        #expect(sellers.map { $0["name"]?.string } == ["Desk"])
        let statuses = try await bed.perform(.list(.status)).elements ?? []
        let custom = statuses.filter { $0["custom"]?.bool == true }.compactMap { $0["code"]?.string }
        #expect(Set(custom) == Set(LeadStatus.starters.map(\.code)))
    }

    @Test(arguments: Engine.available)
    func `only the given fields change`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let before = try await bed.perform(.show(.criteria, name: "Vendor"))
        let after = try await bed.perform(.change(.criteria, name: "vendor", ["hopper_priority": "7"]))
        #expect(after["hopper_priority"]?.integer == 7)
        for (name, value) in before.members ?? [] where name != "hopper_priority" {
            #expect(after[name] == value, "\(name)")
        }
    }

    @Test(arguments: Engine.available)
    func `none empties what may be empty`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(
            .change(
                .criteria, name: "Vendor",
                ["validation": "Wanted", "search_list_id": "First list of desk", "dup_lead_age": "30"]))
        let emptied = try await bed.perform(
            .change(
                .criteria, name: "Vendor", ["validation": "none", "search_list_id": "none", "dup_lead_age": "none"]))
        #expect(emptied["validation"]?.isNull == true)
        #expect(emptied["search_list_id"]?.isNull == true)
        #expect(emptied["dup_lead_age"]?.isNull == true)
    }

    @Test(arguments: Engine.available)
    func `a renamed field keeps its values and its rules`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.change(.criteria, name: "Vendor", ["validation": "Wanted"]))
        let poor = try await bed.post(["criteria": "Vendor", "phone_number": "3105556001", "income": "5"])
        #expect(poor["reason"]?.string == "validation_not_met")
        let rich = try await bed.post(["criteria": "Vendor", "phone_number": "3105556002", "income": "500"])
        let lead = try #require(rich["lead_id"]?.integer)
        try await bed.perform(.change(.field, name: "income", ["name": "salary"]))
        #expect(try await bed.perform(.showLead(lead))["fields"]?["salary"]?.string == "500")
        #expect(
            try await bed.perform(.show(.validation, name: "Wanted"))["rules"]?.elements?.first?.string
                == "salary at_least 100")
        let again = try await bed.post(["criteria": "Vendor", "phone_number": "3105556003", "salary": "5"])
        #expect(again["reason"]?.string == "validation_not_met")
    }

    @Test(arguments: Engine.available)
    func `relocation makes its list, and needs a campaign for it`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.createAccount(["name": "Empty"]), in: nil)
        await #expect(throws: ProblemReport.self) {
            try await bed.perform(.changeSettings(["lead_duplication": "always_relocate"]), in: "Empty")
        }
        try await bed.perform(.changeSettings(["lead_duplication": "always_relocate"]))
        try await bed.perform(.changeSettings(["lead_duplication": "always_relocate"]))
        let lists = try await bed.perform(.list(.list)).elements ?? []
        #expect(lists.filter { $0["name"]?.string == "SYS_DUPLICATE_LEADS" }.count == 1)
        let first = try #require(
            try await bed.post(["criteria": "Vendor", "phone_number": "3105556001"])["lead_id"]?.integer)
        let second = try await bed.post(["criteria": "Vendor", "phone_number": "3105556001"])
        #expect(second["outcome"]?.string == "accepted")
        #expect(try await bed.perform(.showLead(first))["list"]?.string == "SYS_DUPLICATE_LEADS")
        #expect(try await bed.faults(.change(.list, name: "SYS_DUPLICATE_LEADS", ["active": "yes"])) == ["list"])
        #expect(try await bed.faults(.remove(.list, name: "SYS_DUPLICATE_LEADS")) == ["list"])
    }

    @Test(arguments: Engine.available)
    func `what something needs stays`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.create(.list, ["name": "Second list of desk", "campaign": "Main"]))
        _ = try await bed.post(["list": "Second list of desk", "phone_number": "3105556001", "status": "CB"])
        #expect(try await bed.faults(.remove(.list, name: "Second list of desk")) == ["list"])
        #expect(try await bed.faults(.remove(.status, name: "CB")) == ["status"])
        #expect(try await bed.faults(.remove(.status, name: "NI")) == [])
        try await bed.perform(.change(.criteria, name: "Vendor", ["validation": "Wanted"]))
        #expect(try await bed.faults(.remove(.validation, name: "Wanted")) == ["validation"])
        #expect(try await bed.faults(.remove(.criteria, name: "Vendor")) == [])
        #expect(try await bed.faults(.remove(.validation, name: "Wanted")) == [])
        #expect(try await bed.faults(.remove(.field, name: "income")) == [])
    }

    @Test(arguments: Engine.available)
    func `a token's secret opens the door until it is revoked`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let token = try await bed.perform(.createToken(["name": "vendor", "criteria": "Vendor"]))
        let secret = try #require(token["secret"]?.string)
        #expect(token["sections"]?.elements?.compactMap(\.string) == ["lead-post-validation", "lead-validation"])
        let key = try #require(try await bed.perform(.show(.criteria, name: "Vendor"))["key"]?.string)
        let fields = [("criteria_key", key), ("phone_number", "3105556001")]
        #expect(try await bed.bed.post("lead-post-validation/insert", fields, token: secret).status == 200)
        #expect(try await bed.bed.post("leads/search", [], token: secret).status == 403)
        #expect(try await bed.faults(.createToken(["name": "vendor"])) == ["name"])
        try await bed.perform(.revokeToken(name: "vendor"))
        #expect(try await bed.bed.post("lead-post-validation/insert", fields, token: secret).status == 401)
        #expect(try await bed.faults(.revokeToken(name: "vendor")) == ["token"])
        #expect(try await bed.faults(.createToken(["name": "vendor"])) == [])
        let listed = try await bed.perform(.listTokens)
        #expect(!listed.text.contains(secret))
        #expect(listed.elements?.compactMap { $0["state"]?.string } == ["revoked", "valid"])
    }

    @Test func `the expiry of hopper entries counts in the account's unit`() async throws {
        let bed = try await DeskBed.make()
        try await bed.perform(.change(.criteria, name: "Vendor", ["hopper_expires_in": "300"]))
        #expect(
            try await bed.perform(.show(.criteria, name: "Vendor"))["hopper_expires_in_seconds"]?.integer == 300)
        try await bed.perform(.changeSettings(["hopper_expiry_unit": "minutes"]))
        try await bed.perform(.change(.criteria, name: "Vendor", ["hopper_expires_in": "300"]))
        #expect(
            try await bed.perform(.show(.criteria, name: "Vendor"))["hopper_expires_in_seconds"]?.integer == 18_000)
    }
}
