import Foundation
import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `Logging in` {
    @Test(arguments: Engine.available)
    func `with e-mail and password opens a session that a script can use, and leaves its line`(engine: Engine)
        async throws
    {
        let bed = try await TestBed.make(engine)
        let admin = try await bed.user(.superAdmin).session
        _ = try await bed.member("ann@example.com", by: admin, #","must_change_password":false"#)
        let opened = try await bed.logIn("Ann@Example.com")
        #expect(opened.status == 201, "\(opened.text)")
        #expect(opened.headers[.setCookie] == nil)
        let secret = try #require(opened.json["token"]?.string)
        let shown = try await bed.api(.get, "session", token: secret)
        #expect(shown.json["user"]?["email"]?.string == "ann@example.com")
        #expect(shown.json["rights"]?["leads"]?.elements?.count == 3)
        #expect(shown.json["rights"]?["tokens"] == nil)
        #expect(try await bed.api(.get, "lists", token: secret).status == 200)
        #expect(try await bed.api(.get, "tokens", token: secret).status == 403)
        #expect(
            try await bed.api(.get, "users/2", token: admin).json["last_log_in_at"]?.string == "2026-01-20T20:00:00Z")
        #expect(try await bed.audited(.loggedIn) == 1)
        #expect(try await bed.api(.delete, "session", token: secret).status == 204)
        #expect(try await bed.api(.get, "session", token: secret).status == 401)
        #expect(try await bed.audited(.loggedOut) == 1)
    }

    @Test func `tells nobody whether an e-mail is somebody's`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let admin = try await bed.user(.superAdmin).session
        let id = try await bed.member("ann@example.com", by: admin)
        let wrong = try await bed.logIn("ann@example.com", "not the password at all")
        let unknown = try await bed.logIn("bob@example.com")
        #expect(try await bed.api(.patch, "users/\(id)", #"{"active":false}"#, token: admin).status == 200)
        let inactive = try await bed.logIn("ann@example.com")
        #expect(wrong.status == 401)
        #expect(wrong.text == unknown.text && wrong.text == inactive.text)
        #expect(try await bed.audited(.logInRefused) == 2)
    }

    @Test func `in a browser is a cookie that no page reads and no other site uses`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let admin = try await bed.user(.superAdmin).session
        _ = try await bed.member("ann@example.com", by: admin, #","must_change_password":false"#)
        let body = #"{"email":"ann@example.com","password":"\#(TestBed.password)"}"#
        var headers: HTTPFields = [.contentType: "application/json"]
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        headers[site] = "cross-site"
        #expect(try await bed.send(.post, "/api/v1/session", headers: headers, body: body).status == 403)
        headers[site] = "same-origin"
        headers[try #require(HTTPField.Name("X-Forwarded-Proto"))] = "https"
        let opened = try await bed.send(.post, "/api/v1/session", headers: headers, body: body)
        #expect(opened.status == 201)
        #expect(opened.json["token"] == nil)
        let cookie = try #require(opened.headers[.setCookie])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.hasSuffix("Secure"))
        let pair = String(cookie.prefix { $0 != ";" })
        #expect(try await bed.send(.get, "/api/v1/lists", headers: [.cookie: "a=b; \(pair)"]).status == 200)
        // What changes anything has to come from our own pages.
        let list = #"{"name":"A list of the browser","campaign":11}"#
        for (name, value, status) in [
            ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-site", 403),
            ("Origin", "https://evil.example", 403),
            ("Accept", "*/*", 403), ("X-Sluice-Request", "1", 201),
        ] {
            let fields: HTTPFields = [
                .cookie: pair, .contentType: "application/json", try #require(HTTPField.Name(name)): value,
            ]
            #expect(try await bed.send(.post, "/api/v1/lists", headers: fields, body: list).status == status, "\(name)")
        }
        var leave: HTTPFields = [.cookie: pair]
        leave[site] = "same-origin"
        let left = try await bed.send(.delete, "/api/v1/session", headers: leave)
        #expect(left.status == 204)
        #expect(left.headers[.setCookie]?.contains("Max-Age=0") == true)
        #expect(try await bed.send(.get, "/api/v1/lists", headers: [.cookie: pair]).status == 401)
    }

    @Test func `ends when unused, at its end, and when the user is switched off or gets another password`() async throws
    {
        let bed = try await TestBed.make(.sqlite)
        let admin = try await bed.user(.superAdmin).session
        let id = try await bed.member("ann@example.com", by: admin, #","must_change_password":false"#)
        func fresh() async throws -> String {
            let opened = try await bed.logIn("ann@example.com")
            return try #require(opened.json["token"]?.string, "\(opened.text)")
        }
        func status(_ secret: String) async throws -> Int { try await bed.api(.get, "session", token: secret).status }
        let idle = try await fresh()
        bed.time.advance(seconds: 59 * 60)
        #expect(try await status(idle) == 200)
        bed.time.advance(seconds: 59 * 60)
        #expect(try await status(idle) == 200)
        bed.time.advance(seconds: 60 * 60)
        #expect(try await status(idle) == 401)

        let boss = try await bed.user(.superAdmin, "boss").session
        let first = try await fresh()
        #expect(try await bed.api(.patch, "users/\(id)", #"{"active":false}"#, token: boss).status == 200)
        #expect(try await status(first) == 401)
        #expect(try await bed.api(.patch, "users/\(id)", #"{"active":true}"#, token: boss).status == 200)
        #expect(try await status(first) == 401)
        let second = try await fresh()
        let new = #"{"password":"another walk by the sea"}"#
        #expect(try await bed.api(.put, "users/\(id)/password", new, token: boss).status == 204)
        #expect(try await status(second) == 401)

        // Whoever got a password chooses their own before anything else.
        let given = try await bed.logIn("ann@example.com", "another walk by the sea")
        let third = try #require(given.json["token"]?.string)
        #expect(try await bed.api(.get, "lists", token: third).json["duty"]?.string == "change_password")
        let own = #"{"current_password":"another walk by the sea","new_password":"\#(TestBed.password)"}"#
        #expect(try await bed.api(.put, "me/password", own, token: third).status == 204)
        #expect(try await bed.api(.get, "lists", token: third).status == 200)
    }

    @Test(arguments: Engine.available)
    func `a hundred tries at once are no way around the throttle`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let admin = try await bed.user(.superAdmin).session
        _ = try await bed.member("ann@example.com", by: admin)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await bed.logIn("ann@example.com", "not the password at all").status }
            }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        // Five are free, the sixth closes the door.
        #expect(statuses == [401: 6, 429: 14])
        let right = try await bed.logIn("ann@example.com")
        #expect(right.status == 429)
        #expect(right.headers[.retryAfter] == "1")
        bed.time.advance(seconds: 1)
        #expect(try await bed.logIn("ann@example.com").status == 201)
        // Who proved to be the right one begins anew.
        #expect(try await bed.logIn("ann@example.com", "not the password at all").status == 401)
        #expect(try await bed.count("user_session", where: "stage = 'open'") >= 2)
    }

    static let passwords: [(String, isTaken: Bool)] = [
        ("short", false), ("123456789012", false), ("aaaaaaaaaaaaaaaa", false), ("ann@example.com", false),
        ("passwordpassword", false), ("abcabcabcabcabc", false), ("Zürich im Regen 7", true),
        (String(repeating: "x1y", count: 70), false),
    ]

    @Test(arguments: passwords)
    func `a password is long and none of those that are guessed first`(password: String, isTaken: Bool) async throws {
        let bed = try await TestBed.make(.sqlite)
        let admin = try await bed.user(.superAdmin).session
        let body = #"{"email":"ann@example.com","password":"\#(password)"}"#
        let answer = try await bed.api(.post, "users", body, token: admin)
        #expect(answer.status == (isTaken ? 201 : 422), "\(answer.text)")
        #expect(answer.faults == (isTaken ? [] : ["password"]))
    }

    @Test func `many who log in at once wait their turn, and too many are told to come again`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<80 { group.addTask { try await bed.logIn("user\(number)@example.com").status } }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        // Twenty failures of one address are free, so others find it closed; nobody gets in, and nothing breaks.
        #expect(statuses.keys.allSatisfy { [401, 429, 503].contains($0) }, "\(statuses)")
        #expect(statuses.values.reduce(0, +) == 80)
    }
}
