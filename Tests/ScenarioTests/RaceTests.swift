import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Things that happen at once` {
    /// The leads of the first `count` events of these kinds, in the order in which they were committed. On PostgreSQL
    /// transactions of other tests on the same server hold events back for as long as they run.
    static func order(_ bed: TestBed, _ count: Int) async throws -> [(kind: EventKind, lead: LeadID)] {
        for _ in 0..<5000 {
            let events = try await bed.parts.database.read { connection in
                try Events.after(Events.Position(), limit: 1000, on: connection).map(\.event)
            }
            let found = events.compactMap { event in
                if let kind = event.kind, let lead = event.lead { (kind: kind, lead: lead) } else { nil }
            }
            if found.count >= count { return found }
        }
        return []
    }

    /// Of posts at most one makes a lead. The account's own update is never refused for a duplicate: it makes a second
    /// lead with the phone only where the post came first.
    @Test(arguments: Engine.available)
    func `an update to a new phone and posts of that phone under check_dup`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let servers = [bed, try await bed.neighbor()]
        var events = 0
        for round in 10..<26 {
            let first = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", "31055503\(round)")])
            let updated = try #require(first.json["data"]?["lead_id"]?.integer)
            let phone = ("phone_number", "31055504\(round)")
            let answers = try await withThrowingTaskGroup(of: TestBed.Answer.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        let server = servers[number % 2]
                        if number == round % 6 {
                            return try await server.post("leads/update", [("lead_id", "\(updated)"), phone])
                        }
                        return try await server.post(
                            "leads/insert", [("list_id", "1001"), phone, ("check_dup", "1")])
                    }
                }
                return try await group.reduce(into: [TestBed.Answer]()) { $0.append($1) }
            }
            let made = answers.compactMap { $0.json["data"]?["lead_id"]?.integer }
            #expect(answers.contains { $0.json["data"]?["lead_id"]?.string == "\(updated)" })
            #expect(made.count <= 1)
            #expect(answers.filter { $0.json["code"]?.integer == 6009 }.count == 5 - made.count)
            #expect(try await bed.count("lead_phone", where: "phone = 131055504\(round)") == Int64(1 + made.count))
            events += 2 + made.count
            let order = try await Self.order(bed, events).suffix(1 + made.count)
            #expect(order.map(\.kind) == (made.isEmpty ? [] : [.leadCreated]) + [.leadUpdated])
            #expect(order.last?.lead == LeadID(updated))
        }
    }

    /// Of three posts with one phone only the first can store its receipt here; whichever posts share a transaction with
    /// the other two, they are the only ones that fail.
    @Test(arguments: Engine.available)
    func `a row that cannot be stored takes no other post along`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.parts.database.write { connection in
            try connection.run("CREATE UNIQUE INDEX test_once ON receipt (phone) WHERE phone = 13105550499")
        }
        let phones = (10..<40).map { "31055505\($0)" } + Array(repeating: "3105550499", count: 3)
        let answers = try await withThrowingTaskGroup(of: (String, Bool).self) { group in
            for phone in phones {
                group.addTask {
                    let answer = try await bed.post("leads/insert", [("list_id", "1001"), ("phone_number", phone)])
                    return (phone, answer.json["success"] == .bool(true))
                }
            }
            return try await group.reduce(into: [(phone: String, isStored: Bool)]()) { $0.append($1) }
        }
        #expect(answers.count { $0.isStored } == 31)
        #expect(answers.count { $0.isStored && $0.phone == "3105550499" } == 1)
        for table in ["lead", "lead_phone", "receipt", "event"] { #expect(try await bed.count(table) == 31) }
    }

    @Test(arguments: Engine.available)
    func `a Do Not Call status and a post under check_dnc`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let servers = [bed, try await bed.neighbor()]
        let phone = ("phone_number", "3105550200")
        let post = [("list_id", "1002"), phone, ("check_dnc", "1")]
        let first = try await bed.post("leads/insert", post)
        let lead = try #require(first.json["data"]?["lead_id"]?.integer)
        let codes = try await withThrowingTaskGroup(of: Int64?.self) { group in
            group.addTask {
                let update = try await servers[0].post("leads/update", [("lead_id", "\(lead)"), ("status", "DNC")])
                // Whoever posts after the answer is refused, on whichever server.
                let late = try await servers[1].post("leads/insert", post)
                #expect(late.json["code"]?.integer == 6901)
                return update.json["code"]?.integer
            }
            for number in 0..<16 {
                group.addTask { try await servers[number % 2].post("leads/insert", post).json["code"]?.integer }
            }
            return try await group.reduce(into: [Int64?]()) { $0.append($1) }
        }
        #expect(Set(codes).isSubset(of: [nil, 6901]))
        #expect(try await bed.lead(lead)?.status == "DNC")
        let again = try await bed.post("leads/insert", post)
        #expect(again.json["success"]?.bool == false)
        #expect(again.json["code"]?.integer == 6901)
        // No lead was stored after the number was listed.
        #expect(try await bed.count("dnc_entry", where: "number = 13105550200 AND origin = 'consumer'") == 1)
        #expect(try await bed.count("lead") == Int64(1 + codes.filter { $0 == nil }.count - 1))
    }

    @Test(arguments: Engine.available)
    func `an e-mail address is found before the index has it, on every server`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let servers = [bed, try await bed.neighbor()]
        func found(_ email: String) async throws -> [[String?]] {
            var found: [[String?]] = []
            for server in servers {
                let answer = try await server.post("leads/search", [("email", email)])
                found.append(answer.json["data"]?["entries"]?.elements?.map { $0["id"]?.string } ?? [])
            }
            return found
        }
        let posted = try await bed.post(
            "leads/insert", [("list_id", "1001"), ("phone_number", "3105550200"), ("email", "Ann@Example.com")])
        let lead = try #require(posted.json["data"]?["lead_id"]?.integer)
        let other = try await bed.post(
            "leads/insert", [("list_id", "1001"), ("phone_number", "3105550201"), ("email", "bea@example.com")])
        #expect(other.json["success"]?.bool == true)
        #expect(try await found("ann@example.com") == [["\(lead)"], ["\(lead)"]])
        let update = [
            ("list_id", "1001"), ("phone_number", "3105550200"), ("email", "new@example.com"), ("update_if_found", "1"),
        ]
        _ = try await servers[1].post("leads/insert", update)
        #expect(try await found("ann@example.com") == [[], []])
        #expect(try await found("NEW@example.com") == [["\(lead)"], ["\(lead)"]])
        #expect(try await bed.count("search_key") == 0)
    }
}
