import HTTPTypes
import SluiceCore
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Configuration by the native API` {
    struct Noun: Sendable, CustomTestStringConvertible {
        let path: String
        let body: String
        let change: String
        let changed: (name: String, value: String)
        var key = "id"
        var testDescription: String { path }
    }

    static let nouns: [Noun] = [
        Noun(
            path: "sellers", body: #"{"name":"Another"}"#, change: #"{"name":"Renamed"}"#, changed: ("name", "Renamed")),
        Noun(
            path: "campaigns", body: #"{"name":"Third","purpose":"sales","dialable_statuses":["NEW"]}"#,
            change: #"{"window":"09:00-20:00","active":false}"#, changed: ("window", "09:00-20:00")),
        Noun(
            path: "lists", body: #"{"name":"List of the API","campaign":11}"#,
            change: #"{"description":"of posts"}"#, changed: ("description", "of posts")),
        Noun(
            path: "criteria",
            body: #"{"name":"Web","list":"First list of main","reject_by_carrier_type":["VOIP","MOBILE"]}"#,
            change: #"{"dup_lead_age":30,"check_dup":1,"disclosure":"full"}"#, changed: ("disclosure", "full")),
        Noun(
            path: "validations",
            body: #"{"name":"West","states":["CA","NV"],"rules":["city equals Reno","state is_given"]}"#,
            change: #"{"states":[],"min_age":21}"#, changed: ("min_age", "21")),
        Noun(
            path: "fields", body: #"{"name":"roof","type":"select","choices":["tile","slate"]}"#,
            change: #"{"label":"Kind of roof"}"#, changed: ("label", "Kind of roof")),
        Noun(
            path: "statuses", body: #"{"code":"WARM","name":"Warm"}"#, change: #"{"hex_color":"ff8800"}"#,
            changed: ("hex_color", "ff8800"), key: "code"),
        Noun(
            path: "adaptors", body: #"{"name":"CRM","rows":["lead.email -> a, b; default=x,y","lead.city -> c"]}"#,
            change: #"{"active":false}"#, changed: ("active", "false")),
    ]

    @Test(arguments: nouns)
    func `is made, shown, changed, listed and removed`(noun: Noun) async throws {
        let bed = try await TestBed.make(.sqlite)
        let made = try await bed.api(.post, noun.path, noun.body)
        #expect(made.status == 201, "\(made.text)")
        let key = try #require(made.json[noun.key])
        let place = "\(noun.path)/\(key.string ?? key.text)"
        #expect(try await bed.api(.get, place).json == made.json)
        let changed = try await bed.api(.patch, place, noun.change)
        #expect(changed.status == 200, "\(changed.text)")
        let value = changed.json[noun.changed.name]
        #expect(value?.string ?? value?.text == noun.changed.value)
        #expect(try await bed.api(.get, "\(noun.path)?limit=500").items.contains(changed.json))
        #expect(try await bed.api(.delete, place).status == 204)
        #expect(try await bed.api(.get, place).status == 404)
    }

    @Test func `names every bad field at once, of shape and of sense`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let answer = try await bed.api(
            .post, "lists", #"{"name":"short","campaign":"nowhere","active":"maybe","colour":"red"}"#)
        #expect(answer.status == 422)
        #expect(answer.faults == ["active", "campaign", "colour", "name"])
        #expect(try await bed.api(.post, "criteria", "{}").faults == ["list", "name"])
        #expect(
            try await bed.api(.patch, "settings", #"{"receipt_days":0,"validation":"none such"}"#).faults
                == ["receipt_days", "validation"])
    }

    @Test(arguments: Engine.available)
    func `the second of two edits is told what it is now`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let read = try await bed.api(.get, "lists/1001")
        let first = try await bed.api(
            .patch, "lists/1001", #"{"description":"one"}"#, headers: ["If-Match": read.tag])
        #expect(first.status == 200)
        let second = try await bed.api(
            .patch, "lists/1001", #"{"description":"two"}"#, headers: ["If-Match": read.tag])
        #expect(second.status == 412)
        #expect(second.json["current"]?["description"]?.string == "one")
        let tag = try #require(second.json["etag"]?.string)
        #expect(try await bed.api(.delete, "lists/1001", headers: ["If-Match": read.tag]).status == 412)
        let third = try await bed.api(
            .patch, "lists/1001", #"{"description":"two"}"#, headers: ["If-Match": tag])
        #expect(third.json["description"]?.string == "two")
    }

    @Test func `both of two simultaneous edits of one tag do not happen`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let tag = try await bed.api(.get, "lists/1001").tag
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await bed.api(
                        .patch, "lists/1001", #"{"description":"\#(number)"}"#, headers: ["If-Match": tag]
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 7))
    }

    @Test func `a reader that knows it already gets 304`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let read = try await bed.api(.get, "settings")
        let again = try await bed.api(.get, "settings", headers: ["If-None-Match": "\"0-0\", \(read.tag)"])
        #expect(again.status == 304)
        #expect(again.text.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `a write with a key is done once, and refused under it for another body`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let body = #"{"name":"List of the API","campaign":11}"#
        let first = try await bed.api(.post, "lists", body, headers: ["Idempotency-Key": "k"])
        let again = try await bed.api(.post, "lists", body, headers: ["Idempotency-Key": "k"])
        #expect(again.status == 201)
        #expect(again.json == first.json)
        let other = try await bed.api(
            .post, "lists", #"{"name":"Another list of it","campaign":11}"#, headers: ["Idempotency-Key": "k"])
        #expect(other.status == 422)
        #expect(other.faults == ["Idempotency-Key"])
        // A refusal is kept as well: mended meanwhile, the request is still the one that was refused.
        let refused = try await bed.api(.post, "lists", #"{"name":"no"}"#, headers: ["Idempotency-Key": "r"])
        #expect(refused.status == 422)
        let later = try await bed.api(.post, "lists", #"{"name":"no"}"#, headers: ["Idempotency-Key": "r"])
        #expect(later.json == refused.json)
    }

    @Test func `what something needs is not removed`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let answer = try await bed.api(.delete, "campaigns/11")
        #expect(answer.status == 409)
        #expect(answer.json["detail"]?.string?.contains("First list of main") == true)
    }

    @Test func `pages follow one another without a gap or a double`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let all = try await bed.api(.get, "statuses?limit=500").items
        var found: [JSONValue] = []
        var cursor: String?
        repeat {
            let page = try await bed.api(.get, "statuses?limit=7" + (cursor.map { "&cursor=\($0)" } ?? ""))
            found += page.items
            cursor = page.json["next"]?.string
        } while cursor != nil
        #expect(found == all)
        #expect(
            try await bed.api(.get, "statuses?q=sale").items.allSatisfy { item in
                item["code"]?.string?.lowercased().contains("sale") == true
            })
    }
}
