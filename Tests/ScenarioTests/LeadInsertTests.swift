import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A lead through the front door` {
    @Test(arguments: Engine.available)
    func `is stored with receipt and event, and the answer holds its number`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let answer = try await bed.post(
            "leads/insert",
            [("list_id", "1001"), ("phone_number", "(310) 555-6789"), ("first_name", "Ann"), ("publisher", "x")])
        #expect(answer.status == 200)
        #expect(answer.json["success"]?.bool == true)
        let id = try #require(answer.json["data"]?["lead_id"]?.integer)
        let account = bed.account
        let lead = try await bed.parts.database.read { connection in
            try Leads(connection, of: account).lead(LeadID(id))
        }
        #expect(lead?.phone == PhoneNumber(13_105_556_789))
        #expect(lead?.status == "NEW")
        #expect(lead?.listID == ListID(1001))
        #expect(lead?.fields == ["first_name": "Ann"])
        #expect(try await bed.count("receipt", where: "outcome = 'accepted' AND lead_id = \(id)") == 1)
        #expect(try await bed.count("event", where: "kind = 'lead.created' AND lead_id = \(id)") == 1)
        #expect(answer.headers[.cacheControl] == "no-store")
    }

    /// What is sent instead of a good post, and the code of the answer.
    static let faults: [(fields: [(String, String)], code: Int64, status: Int)] = [
        ([("list_id", "1001")], 6007, 200),
        ([("phone_number", "3105556789")], 6007, 200),
        ([("list_id", "0"), ("phone_number", "3105556789")], 6007, 200),
        ([("list_id", "55"), ("phone_number", "3105556789")], 6002, 200),
        ([("list_id", "abc"), ("phone_number", "3105556789")], 6002, 200),
        ([("list_id", "999"), ("phone_number", "3105556789")], 6002, 200),
        ([("list_id", "1001"), ("phone_number", "12345")], 6008, 200),
        ([("list_id", "1001"), ("phone_number", "1105556789")], 6008, 200),
        ([("list_id", "1001"), ("phone_number", "3105556789"), ("email", "nobody")], 6079, 200),
        ([("list_id", "1001"), ("phone_number", "3105556789"), ("owner_id", "42")], 6006, 200),
        (
            [("list_id", "1001"), ("phone_number", "3105556789"), ("city", String(repeating: "x", count: 3000))], 422,
            422
        ),
    ]

    @Test(arguments: faults)
    func `is refused with Convoso's code, and the receipt says why`(
        fields: [(String, String)], code: Int64, status: Int
    ) async throws {
        let bed = try await TestBed.make(.sqlite)
        let answer = try await bed.post("leads/insert", fields)
        #expect(answer.status == status)
        #expect(answer.json["success"]?.bool == false)
        #expect(answer.json["code"]?.integer == code)
        #expect(answer.json["evidence"]?.string?.isEmpty == false)
        #expect(try await bed.count("receipt", where: "outcome = 'refused'") == 1)
        #expect(try await bed.count("lead") == 0)
    }

    @Test(arguments: Engine.available)
    func `64 posts of one phone at once make one lead`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let codes = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for number in 0..<64 {
                group.addTask {
                    try await bed.post(
                        "leads/insert",
                        [
                            ("list_id", number % 2 == 0 ? "1001" : "1003"), ("phone_number", "3105550200"),
                            ("check_dup", "1"),
                        ]
                    ).json["code"]?.integer
                }
            }
            return try await group.reduce(into: [Int64?]()) { $0.append($1) }
        }
        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(codes.filter { $0 == 6009 }.count == 63)
        #expect(try await bed.count("lead_phone") == 1)
        #expect(try await bed.count("receipt") == 64)
    }

    @Test(arguments: Engine.available)
    func `a dry run tells the same and writes nothing`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let post = [("list_id", "1001"), ("phone_number", "3105556789"), ("check_dup", "1")]
        let dry = try await bed.post("leads/insert", post + [("dry_run", "1")])
        #expect(dry.json["success"]?.bool == true)
        #expect(dry.json["outcome"]?.string == "accepted")
        #expect(dry.json["receipt"]?["stages"]?.elements?.count == 14)
        #expect(try await bed.count("receipt") == 0)
        _ = try await bed.post("leads/insert", post)
        let again = try await bed.post("leads/insert", post + [("dry_run", "1")])
        #expect(again.json["code"]?.integer == 6009)
        #expect(try await bed.count("receipt") == 1)
    }

    @Test(arguments: Engine.available)
    func `an Idempotency-Key stores one lead and replays the answer`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let post = [("list_id", "1001"), ("phone_number", "3105556789")]
        let key = try #require(HTTPField.Name("Idempotency-Key"))
        let first = try await bed.post("leads/insert", post, headers: [key: "k1"])
        let second = try await bed.post("leads/insert", post, headers: [key: "k1"])
        #expect(first.text == second.text)
        #expect(try await bed.count("lead") == 1)
        let other = try await bed.post("leads/insert", post + [("city", "Reno")], headers: [key: "k1"])
        #expect(other.status == 422)
        #expect(try await bed.count("lead") == 1)
        bed.time.advance(seconds: 25 * 3600)
        let later = try await bed.post("leads/insert", post, headers: [key: "k1"])
        #expect(later.json["success"]?.bool == true)
        #expect(try await bed.count("lead") == 2)
    }
}
