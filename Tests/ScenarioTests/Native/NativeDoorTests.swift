import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `The native door` {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let method: HTTPRequest.Method
        let path: String
        var body: String?
        var type: String? = "application/json"
        let status: Int
        var testDescription: String { what }
    }

    static let cases: [Case] = [
        Case(what: "no such path", method: .get, path: "nothing", status: 404),
        Case(what: "no such thing", method: .get, path: "lists/4711", status: 404),
        Case(what: "no number", method: .get, path: "lists/abc", status: 404),
        Case(what: "a number beyond 64 bits", method: .get, path: "leads/99999999999999999999", status: 404),
        Case(what: "a method not taken", method: .put, path: "lists", status: 405),
        Case(what: "a parameter not known", method: .get, path: "lists?colour=red", status: 422),
        Case(what: "a limit too large", method: .get, path: "lists?limit=501", status: 422),
        Case(what: "a parameter twice", method: .get, path: "lists?limit=1&limit=2", status: 422),
        Case(what: "a cursor of nowhere", method: .get, path: "leads?cursor=x", status: 422),
        Case(what: "a moment that is none", method: .get, path: "leads?created_from=yesterday", status: 422),
        Case(what: "half of an escape", method: .get, path: "lists?q=%C3%28", status: 400),
        Case(what: "broken JSON", method: .post, path: "lists", body: "{\"name\":", status: 400),
        Case(what: "a list, not an object", method: .post, path: "lists", body: "[]", status: 400),
        Case(what: "a member twice", method: .post, path: "lists", body: #"{"name":"a","name":"b"}"#, status: 422),
        Case(what: "NUL in a text", method: .post, path: "lists", body: #"{"name":"Ten letters\u0000"}"#, status: 400),
        Case(what: "another type", method: .post, path: "lists", body: "a=b", type: "text/plain", status: 415),
        Case(what: "a body where none is taken", method: .get, path: "lists", body: "{}", status: 400),
        Case(
            what: "a body over 1 MB", method: .post, path: "lists", body: String(repeating: " ", count: 1 << 20 | 1),
            status: 413),
        Case(
            what: "deep nesting", method: .post, path: "leads", body: String(repeating: "[", count: 5000), status: 400),
    ]

    @Test(arguments: cases)
    func `answers what it cannot take with a problem`(asked: Case) async throws {
        let bed = try await TestBed.make(.sqlite)
        var headers: [String: String] = [:]
        headers["Content-Type"] = asked.type
        let answer = try await bed.api(asked.method, asked.path, asked.body, headers: headers)
        #expect(answer.status == asked.status, "\(answer.text)")
    }

    @Test func `without a credential, with a wrong one, and without the right`() async throws {
        let bed = try await TestBed.make(.sqlite)
        #expect(try await bed.send(.get, "/api/v1/lists").status == 401)
        #expect(try await bed.api(.get, "lists", token: "nobody's").status == 401)
        #expect(try await bed.api(.get, "lists", token: bed.vendorToken).status == 403)
        let scoped = try await bed.parts.addToken(bed.account, "scoped", sections: [.leads]) {
            $0.criteriaIDs = [CriteriaID(1)]
        }
        #expect(try await bed.api(.get, "leads", token: scoped).status == 403)
    }

    @Test func `each operation asks for its own right and no other opens it`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let routes = Server(bed.parts, metrics: PrometheusMetrics()).nativeRoutes.filter { $0.path != "events/stream" }
        for route in routes {
            guard let section = route.section else { continue }
            let path = route.path.replacing("{id}", with: "987654").replacing("{code}", with: "ZZZZ")
                .replacing("{number}", with: "3105556789")
            let others = Set(APIToken.Section.allCases).subtracting([section])
            let without = try await bed.parts.addToken(bed.account, "not \(route.name)", sections: others)
            let method = try #require(HTTPRequest.Method(route.method.rawValue.uppercased()))
            let answer = try await bed.api(method, path, route.body == nil ? nil : "{}", token: without)
            #expect(answer.status == 403, "\(route.name)")
        }
    }

    @Test func `what belongs to another account is not there`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let id = try await bed.parts.database.write { connection in
            try Accounts(connection).create(name: "Other", timeZone: "America/New_York", at: TestBed.noon).id
        }
        _ = try await bed.parts.cache.configuration(of: id)
        let stranger = try await bed.parts.addToken(id, "all of other", sections: Set(APIToken.Section.allCases))
        let posted = try await bed.api(
            .post, "leads", #"{"list":1001,"fields":{"phone_number":"3105556789"}}"#)
        let lead = try #require(posted.json["receipt"]?["lead_id"]?.integer)
        let receipt = try #require(posted.json["receipt"]?["id"]?.integer)
        for path in ["lists/1001", "campaigns/11", "campaigns/11/hopper", "leads/\(lead)", "receipts/\(receipt)"] {
            #expect(try await bed.api(.get, path).status == 200, "\(path)")
            let theirs = try await bed.api(.get, path, token: stranger)
            let nobodys = try await bed.api(.get, path.replacing(/\d+/, with: "424242"), token: stranger)
            #expect(theirs.status == 404, "\(path)")
            #expect(theirs.text == nobodys.text)
        }
        #expect(try await bed.api(.get, "leads", token: stranger).items.isEmpty)
        #expect(try await bed.api(.get, "receipts", token: stranger).items.isEmpty)
        #expect(try await bed.api(.get, "events", token: stranger).items.isEmpty)
        #expect(try await bed.api(.delete, "leads/\(lead)", token: stranger).status == 404)
        #expect(try await bed.api(.get, "leads/\(lead)").status == 200)
    }

    @Test func `the description names every route, and its page too`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let server = Server(bed.parts, metrics: PrometheusMetrics())
        let description = try await bed.send(.get, "/openapi.json").json
        let paths = try #require(description["paths"])
        let page = try await bed.send(.get, "/docs").text
        for route in server.nativeRoutes {
            #expect(paths["/api/v1/\(route.path)"]?[route.method.rawValue]?["operationId"]?.string == route.name)
            #expect(page.contains("/api/v1/\(route.path)<"))
        }
        for route in server.routes {
            #expect(paths["/v1/\(route.path)"]?["post"]?["summary"]?.string?.isEmpty == false, "\(route.path)")
        }
        let names = server.nativeRoutes.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(paths.members?.count == Set(server.nativeRoutes.map(\.path)).count + server.routes.count)
    }
}
