import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The past of the configuration` {
    private func version(_ bed: TestBed) async throws -> Int64 {
        let account = bed.account
        return try await bed.parts.database.read { try Configurations($0, of: account).version() } ?? 0
    }

    private func change(_ bed: TestBed, _ path: String, _ body: String) async throws {
        let answer = try await bed.api(.patch, path, body)
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test(arguments: Engine.available)
    func `tells who changed what, from where and why`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let answer = try await bed.api(
            .patch, "lists/1001", #"{"description":"Fresh","campaign":"Other"}"#,
            headers: ["Change-Comment": "as agreed on Monday"])
        #expect(answer.status == 200)
        let newest = try await bed.api(.get, "configuration/changes?limit=1").items.first
        #expect(newest?["actor"]?.string?.hasPrefix("token:") == true)
        #expect(newest?["door"]?.string == "api")
        #expect(newest?["comment"]?.string == "as agreed on Monday")
        #expect(newest?["what"]?.string == "changed")
        #expect(newest?["name"]?.string == "First list of main")
        let fields = (newest?["difference"]?.elements ?? []).map { [$0["field"], $0["before"], $0["after"]] }
        #expect(
            fields == [
                [.string("campaign"), .string("Main"), .string("Other")],
                [.string("description"), .string(""), .string("Fresh")],
            ])
        let all = try await bed.api(.get, "configuration/changes?kind=list&id=1001").items
        #expect(all.map { $0["what"]?.string } == ["changed", "made"])
    }

    @Test(arguments: Engine.available)
    func `is shown and compared at any version`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let first = try await version(bed)
        try await change(bed, "lists/1001", #"{"description":"one"}"#)
        let second = try await version(bed)
        try await change(bed, "lists/1001", #"{"description":"two"}"#)
        try await change(bed, "settings", #"{"receipt_days":90}"#)
        let then = try await bed.api(.get, "configuration/versions/\(second)").json
        let list = then["list"]?.elements?.first { $0["id"]?.integer == 1001 }
        #expect(list?["description"]?.string == "one")
        let changed = try await bed.api(.get, "configuration/difference?from=\(first)&to=\(second)").items
        #expect(changed.count == 1)
        let since = try await bed.api(.get, "configuration/difference?from=\(second)").items
        #expect(since.compactMap { $0["kind"]?.string } == ["list", "settings"])
        #expect(try await bed.api(.get, "configuration/difference?from=99999").faults == ["from"])
        #expect(try await bed.api(.get, "configuration/versions/99999").status == 404)
    }

    @Test(arguments: Engine.available)
    func `the second of two edits is told the difference`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let read = try await bed.api(.get, "lists/1001")
        try await change(bed, "lists/1001", #"{"description":"one"}"#)
        let second = try await bed.api(
            .patch, "lists/1001", #"{"description":"two"}"#, headers: ["If-Match": read.tag])
        #expect(second.status == 412)
        let field = second.json["difference"]?.elements?.first
        #expect(field?["field"]?.string == "description")
        #expect(field?["before"]?.string == "")
        #expect(field?["after"]?.string == "one")
    }

    @Test(arguments: Engine.available)
    func `an object is put back, a removed one under its number`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let made = try await bed.api(.post, "criteria", #"{"name":"Web","list":1001,"check_dup":1}"#)
        let id = try #require(made.json["id"]?.integer)
        let good = try await version(bed)
        try await change(bed, "criteria/\(id)", #"{"check_dup":0,"key":"a-newer-key-of-theirs"}"#)
        let back = try await bed.api(.put, "configuration/criteria/\(id)/restoration", #"{"version":\#(good)}"#)
        #expect(back.status == 200, "\(back.text)")
        let now = try await bed.api(.get, "criteria/\(id)").json
        #expect(now["check_dup"]?.integer == 1)
        #expect(now["key"]?.string == "a-newer-key-of-theirs", "a key that was changed stays changed")
        #expect(try await bed.api(.delete, "criteria/\(id)").status == 204)
        _ = try await bed.api(.put, "configuration/criteria/\(id)/restoration", #"{"version":\#(good)}"#)
        #expect(try await bed.api(.get, "criteria/\(id)").json["name"]?.string == "Web")
        #expect(try await bed.api(.put, "configuration/criteria/\(id)/restoration", #"{"version":1}"#).status == 422)
        #expect(try await bed.api(.put, "configuration/engine/1/restoration", #"{"version":1}"#).status == 404)
    }

    @Test func `what refers to something that is gone is not put back`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let list = try await bed.api(.post, "lists", #"{"name":"List of the API","campaign":11}"#)
        let number = try #require(list.json["id"]?.integer)
        let made = try await bed.api(.post, "criteria", #"{"name":"Web","list":"List of the API"}"#)
        let id = try #require(made.json["id"]?.integer)
        let then = try await version(bed)
        #expect(try await bed.api(.delete, "criteria/\(id)").status == 204)
        #expect(try await bed.api(.delete, "lists/\(number)").status == 204)
        let refused = try await bed.api(
            .put, "configuration/criteria/\(id)/restoration", #"{"version":\#(then)}"#)
        #expect(refused.status == 422)
        #expect(refused.faults == ["list"])
    }

    @Test(arguments: Engine.available)
    func `the whole is put back at once, and that can be put back too`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let before = try await version(bed)
        let wanted = try await bed.api(.get, "configuration/versions/\(before)").json
        try await change(bed, "lists/1001", #"{"description":"changed"}"#)
        try await change(bed, "settings", #"{"receipt_days":90}"#)
        let list = try await bed.api(.post, "lists", #"{"name":"List of the API","campaign":11}"#)
        _ = try await bed.api(.post, "criteria", #"{"name":"Web","list":"List of the API"}"#)
        _ = try await bed.api(.post, "statuses", #"{"code":"WARM","name":"Warm"}"#)
        let after = try await version(bed)
        let back = try await bed.api(.put, "configuration/restoration", #"{"version":\#(before)}"#)
        #expect(back.status == 200, "\(back.text)")
        let restored = try #require(back.json["version"]?.integer)
        #expect(try await bed.api(.get, "configuration/difference?from=\(before)&to=\(restored)").items.isEmpty)
        #expect(try await bed.api(.get, "configuration/versions/\(restored)").json["list"] == wanted["list"])
        let forth = try await bed.api(.put, "configuration/restoration", #"{"version":\#(after)}"#)
        #expect(forth.status == 200, "\(forth.text)")
        let number = try #require(list.json["id"]?.integer)
        #expect(try await bed.api(.get, "lists/\(number)").json == list.json)
    }

    @Test func `leads in a list keep the whole from being put back to before it`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let before = try await version(bed)
        let list = try await bed.api(.post, "lists", #"{"name":"List of the API","campaign":11}"#)
        let number = try #require(list.json["id"]?.integer)
        try await change(bed, "lists/1001", #"{"description":"changed"}"#)
        _ = try await bed.api(.post, "leads", #"{"list":\#(number),"fields":{"phone_number":"3105556789"}}"#)
        let refused = try await bed.api(.put, "configuration/restoration", #"{"version":\#(before)}"#)
        #expect(refused.status == 422)
        #expect(refused.faults == ["list \(number).list"])
        #expect(try await bed.api(.get, "lists/1001").json["description"]?.string == "changed", "all or nothing")
    }
}
