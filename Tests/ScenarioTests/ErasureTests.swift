import Foundation
import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

/// A person called Wilhelmina, of whom nothing is left in any table but what the law wants kept.
@Suite struct `An erased person` {
    static let (phone, email, name) = ("3105550266", "wilhelmina@example.com", "Wilhelmina")

    /// Posts that were taken and refused, a deleted lead, a kept answer, and another person beside them.
    static func fill(_ bed: TestBed) async throws -> (leads: [Int64], other: Int64) {
        func post(_ fields: [(String, String)], key: String? = nil) async throws -> Int64? {
            var headers = HTTPFields()
            if let key, let field = HTTPField.Name("Idempotency-Key") { headers[field] = key }
            let all = [("list_id", "1001"), ("first_name", name)] + fields
            return try await bed.post("leads/insert", all, headers: headers).json["data"]?["lead_id"]?.integer
        }
        let first = try await post([("phone_number", phone), ("email", email)], key: "wilhelmina-1")
        let second = try await post([("phone_number", "3105550277"), ("email", "WILHELMINA@example.com")])
        let third = try await post([("phone_number", "3105550288"), ("alt_phone_1", "(310) 555-0266")])
        _ = try await post([("phone_number", phone), ("list_id", "7777")])
        _ = try await bed.post("leads/delete", [("lead_id", "\(try #require(second))")])
        let other = try await bed.post(
            "leads/insert", [("list_id", "1001"), ("phone_number", "3105550299"), ("email", "bob@example.com")])
        try await bed.addDNC(13_105_550_266)
        let file = bed.folder + "/people.csv"
        try Data("phone,first_name,email\n12,\(name),\(email)\n3105550266,\(name),\n".utf8)
            .write(to: URL(fileURLWithPath: file))
        _ = try await AdminDesk(bed.parts).perform(
            AdminRequest(
                actor: "test",
                operation: .importing(.start, ["kind": "leads", "file": file, "list": "First list of main"])))
        while try await SearchIndex.feed(bed.parts.database) > 0 {}
        return (
            [try #require(first), try #require(second), try #require(third)],
            try #require(other.json["data"]?["lead_id"]?.integer)
        )
    }

    static func erase(_ bed: TestBed, confirmed: Bool) async throws -> JSONValue {
        var fields = ["phones": phone, "emails": email]
        if confirmed { fields["confirm"] = "yes" }
        return try await AdminDesk(bed.parts).perform(AdminRequest(actor: "test", operation: .erasePerson(fields)))
    }

    /// Everything that any table but those of the law says of them.
    static func traces(_ bed: TestBed) async throws -> [String] {
        let kept: Set = ["dnc_entry", "suppression", "consent", "sms_opt_out"]
        let words = [phone, email, name.lowercased()]
        return try await BackupBed.rows(of: bed).filter { !kept.contains($0.key) }.flatMap { table, rows in
            rows.filter { row in words.contains { row.lowercased().contains($0) } }.map { "\(table): \($0)" }
        }
    }

    @Test(arguments: Engine.available)
    func `is first counted, then gone, and the chains hold`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let (leads, other) = try await Self.fill(bed)
        let preview = try await Self.erase(bed, confirmed: false)
        #expect(preview["erased"]?.bool == false)
        #expect(preview["leads"]?.integer == 3)
        #expect(preview["stays_dnc"]?.integer == 1)
        #expect(try await bed.lead(leads[0]) != nil)
        let done = try await Self.erase(bed, confirmed: true)
        #expect(done["erased"]?.bool == true)
        #expect(done["kept_answers"]?.integer == 1)
        for lead in leads { #expect(try await bed.lead(lead) == nil) }
        #expect(try await Self.traces(bed) == [])
        #expect(try await bed.lead(other) != nil)
        #expect(try await bed.count("receipt", where: "lead_id = \(other) AND phone IS NOT NULL") == 1)
        #expect(try await BackupBed.entries(bed) == [13_105_550_266: .operator])
        #expect(try await BackupBed.journalHolds(bed))
        #expect(try await AuditVerification.run(bed.parts.database, of: bed.account).broken == nil)
        let list = try await AdminDesk(bed.parts).perform(AdminRequest(actor: "test", operation: .listErasures))
        #expect(list.elements?.count == 1)
        // What is not there any more is not found again.
        #expect(try await Self.erase(bed, confirmed: false)["receipts"]?.integer == 0)
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `is erased again when an older archive is restored`(engine: Engine) async throws {
        let made = try await BackupBed.make(engine)
        let (_, other) = try await Self.fill(made.bed)
        let archive = try await made.backUp()
        _ = try await Self.erase(made.bed, confirmed: true)
        let back = try await made.restored(archive)
        #expect(try await Self.traces(back) == [])
        #expect(try await back.lead(other) != nil)
        #expect(try await back.count("erasure") == 1)
        await back.parts.close()
        await made.bed.parts.close()
    }

    @Test func `is erased by the API with the right alone, and only of its own account`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let (leads, _) = try await Self.fill(bed)
        func ask(_ token: String, _ body: String) async throws -> TestBed.Answer {
            var headers = HTTPFields()
            headers[.authorization] = "Bearer \(token)"
            headers[.contentType] = "application/json"
            return try await bed.send(.post, "/api/v1/erasures", headers: headers, body: body)
        }
        let body = "{\"phones\":\"\(Self.phone)\",\"confirm\":true}"
        #expect(try await ask(bed.vendorToken, body).status == 403)
        #expect(try await ask(bed.token, "{}").status == 422)
        let account = try await bed.parts.database.write { connection in
            try Accounts(connection).create(name: "Other", timeZone: "UTC", at: bed.time.now).id
        }
        _ = try await bed.parts.cache.configuration(of: account)
        let stranger = try await bed.parts.addToken(account, "all", sections: Set(APIToken.Section.allCases))
        #expect(try await ask(stranger, body).json["leads"]?.integer == 0)
        #expect(try await bed.lead(leads[0]) != nil)
        let answer = try await ask(bed.token, body)
        #expect(answer.status == 200)
        #expect(answer.json["erased"]?.bool == true)
        #expect(try await bed.lead(leads[0]) == nil)
        await bed.parts.close()
    }
}
