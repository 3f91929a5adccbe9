import HTTPTypes
import SluiceCore
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `Leads by the native API` {
    private func post(_ bed: TestBed, _ phone: String, _ more: String = "") async throws -> Int64 {
        let answer = try await bed.api(
            .post, "leads", #"{"list":"First list of main","fields":{"phone_number":"\#(phone)"\#(more)}}"#)
        return try #require(answer.json["receipt"]?["lead_id"]?.integer, "\(answer.text)")
    }

    @Test(arguments: Engine.available)
    func `a lead is posted, shown, changed, archived, deleted and restored`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let id = try await post(bed, "3105556789", #","first_name":"Ann","city":"Reno","postal_code":90210"#)
        let lead = try await bed.api(.get, "leads/\(id)")
        #expect(lead.json["fields"]?["postal_code"]?.string == "90210")
        #expect(lead.json["campaign"]?.string == "Main")
        let changed = try await bed.api(
            .patch, "leads/\(id)",
            #"{"list":1002,"status":"NI","phone":"2125556789","fields":{"first_name":"Bea","city":null}}"#)
        #expect(changed.json["list_id"]?.integer == 1002)
        #expect(changed.json["status"]?.string == "NI")
        #expect(changed.json["phone"]?.string == "12125556789")
        #expect(changed.json["fields"]?["city"] == nil)
        #expect(try await bed.api(.get, "leads/\(id)").json == changed.json)
        #expect(try await bed.api(.put, "leads/\(id)/archive").json["archived_at"]?.isNull == false)
        #expect(try await bed.api(.put, "leads/\(id)/archive").status == 422)
        #expect(try await bed.api(.get, "leads?state_of_life=archived").items.count == 1)
        #expect(try await bed.api(.delete, "leads/\(id)/archive").json["archived_at"]?.isNull == true)
        #expect(try await bed.api(.delete, "leads/\(id)").status == 204)
        #expect(try await bed.api(.delete, "leads/\(id)").status == 404)
        #expect(try await bed.api(.get, "leads").items.isEmpty)
        #expect(try await bed.api(.put, "leads/\(id)/restoration").json["deleted_at"]?.isNull == true)
        #expect(try await bed.api(.get, "leads").items.count == 1)
    }

    @Test func `a refused lead is an answer with its receipt, and a dry run leaves nothing`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let refused = try await bed.api(.post, "leads", #"{"list":1001,"fields":{"phone_number":"123"}}"#)
        #expect(refused.status == 200)
        #expect(refused.json["accepted"]?.bool == false)
        #expect(refused.json["receipt"]?["code"]?.integer == 6008)
        let dry = try await bed.api(
            .post, "leads?dry_run=true", #"{"list":1001,"fields":{"phone_number":"3105556789"}}"#)
        #expect(dry.json["accepted"]?.bool == true)
        #expect(dry.json["receipt"]?["id"]?.isNull == true)
        #expect(try await bed.count("lead") == 0)
        let receipts = try await bed.api(.get, "receipts?outcome=refused").items
        #expect(receipts.map { $0["id"] } == [refused.json["receipt"]?["id"]])
    }

    @Test func `one key posts one lead`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let body = #"{"list":1001,"fields":{"phone_number":"3105556789"}}"#
        let first = try await bed.api(.post, "leads", body, headers: ["Idempotency-Key": "a"])
        let again = try await bed.api(.post, "leads", body, headers: ["Idempotency-Key": "a"])
        #expect(again.text == first.text)
        #expect(try await bed.count("lead") == 1)
        let other = try await bed.api(
            .post, "leads", #"{"list":1002,"fields":{"phone_number":"3105556789"}}"#, headers: ["Idempotency-Key": "a"])
        #expect(other.status == 422)
    }

    @Test func `what cannot be is named field by field`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let posted = try await bed.api(
            .post, "leads", #"{"list":"nowhere","criteria":"none","fields":{"phone_number":{"a":1}}}"#)
        #expect(posted.faults == ["criteria", "fields.phone_number", "list"])
        let id = try await post(bed, "3105556789")
        let changed = try await bed.api(.patch, "leads/\(id)", #"{"status":"NOPE","list":"nowhere"}"#)
        #expect(changed.faults == ["list", "status"])
        #expect(try await bed.api(.patch, "leads/\(id)", #"{"phone":"12"}"#).status == 422)
    }

    @Test(arguments: Engine.available)
    func `leads are found by what they are, page by page`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        var ids: [Int64] = []
        for number in 0..<5 {
            ids.append(try await post(bed, "310555678\(number)", #","last_name":"Name\#(number % 2)""#))
            bed.time.advance(seconds: 60)
        }
        func found(_ query: String) async throws -> [Int64] {
            try await bed.api(.get, "leads?\(query)").items.compactMap { $0["id"]?.integer }
        }
        #expect(try await found("last_name=name1") == [ids[1], ids[3]])
        #expect(try await found("phone=3105556782") == [ids[2]])
        #expect(try await found("status=NEW&list=1001,1002&limit=2") == Array(ids.prefix(2)))
        #expect(try await found("list=Second%20list%20of%20main").isEmpty)
        let from = RFC3339.write(TestBed.noon.adding(seconds: 120))
        #expect(try await found("created_from=\(from)") == Array(ids.dropFirst(2)))
        #expect(try await found("created_until=\(from)") == Array(ids.prefix(2)))
        let page = try await bed.api(.get, "leads?limit=3")
        let next = try #require(page.json["next"]?.string)
        #expect(try await found("limit=3&cursor=\(next)") == Array(ids.dropFirst(3)))
        #expect(try await bed.api(.get, "leads?status=NOPE&list=nowhere").faults == ["list", "status"])
    }

    @Test(arguments: Engine.available)
    func `events come in order, each once, and can be gone on from`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        var ids: [Int64] = []
        for number in 0..<4 { ids.append(try await post(bed, "310555678\(number)")) }
        var seen: [Int64] = []
        var next = ""
        // On PostgreSQL an event shows when no older transaction of the server runs any more.
        for _ in 0..<5_000 where seen.count < ids.count {
            let page = try await bed.api(.get, "events?limit=3" + (next.isEmpty ? "" : "&after=\(next)"))
            seen += page.items.compactMap { $0["lead_id"]?.integer }
            next = page.json["next"]?.string ?? next
        }
        #expect(seen == ids)
        #expect(try await bed.api(.get, "events?after=nowhere").faults == ["after"])
    }

    @Test func `the hopper shows what waits, the most urgent first`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let calm = try await post(bed, "3105556781", #","hopper":1,"hopper_priority":10"#)
        let urgent = try await post(bed, "3105556782", #","hopper":1,"hopper_priority":90,"hopper_expires_in":60"#)
        let waiting = try await bed.api(.get, "campaigns/11/hopper").items
        #expect(waiting.compactMap { $0["lead_id"]?.integer } == [urgent, calm])
        #expect(waiting.first?["expires_at"]?.string == "2026-01-20T20:01:00Z")
    }

    @Test func `numbers are put on Do Not Call and lifted, unless the person asked`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let ours = try await bed.api(.post, "dnc", #"{"number":"3105556789","reason":"DNC"}"#)
        #expect(ours.status == 201)
        #expect(try await bed.api(.post, "dnc", #"{"number":"3105556789"}"#).status == 200)
        let theirs = try await bed.api(.post, "dnc", #"{"number":"212","scope":"campaign:Main","consumer":true}"#)
        #expect(try await bed.api(.get, "dnc").items.count == 2)
        #expect(try await bed.api(.get, "dnc?scope=account").items.count == 1)
        let known = try await bed.api(.get, "phones/2125556789")
        #expect(known.json["dnc"]?.elements?.count == 1)
        let id = try #require(ours.json["id"]?.integer)
        #expect(try await bed.api(.delete, "dnc/\(id)").status == 204)
        #expect(try await bed.api(.delete, "dnc/\(id)").status == 404)
        let kept = try #require(theirs.json["id"]?.integer)
        #expect(try await bed.api(.delete, "dnc/\(kept)").status == 403)
        #expect(try await bed.api(.get, "dnc/\(kept)").status == 200)
        #expect(
            try await bed.api(.post, "dnc", #"{"number":"12","scope":"campaign:Nope"}"#).faults == ["number", "scope"])
    }
}
