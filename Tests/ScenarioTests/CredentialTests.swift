import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Who may ask` {
    static let post = [("list_id", "1001"), ("phone_number", "3105556789")]

    @Test func `a token that does not count is 401 with code 5001`() async throws {
        let bed = try await TestBed.make(.sqlite)
        for token in ["", "nobody's", String(repeating: "x", count: 5000)] {
            let answer = try await bed.post("leads/insert", Self.post, token: token)
            #expect(answer.status == 401)
            #expect(answer.text == #"{"success":false,"code":5001,"text":"Auth token is invalid"}"#)
        }
        let ended = try await bed.parts.addToken(bed.account, "ended", sections: [.leads]) {
            $0.expiresAt = TestBed.noon.adding(seconds: 10)
        }
        #expect(try await bed.post("leads/insert", Self.post, token: ended).status == 200)
        bed.time.advance(seconds: 10)
        #expect(try await bed.post("leads/insert", Self.post, token: ended).status == 401)
    }

    @Test func `a token without the right is 403`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let answer = try await bed.post("leads/insert", Self.post, token: bed.vendorToken)
        #expect(answer.status == 403)
        #expect(answer.json["code"]?.integer == 403)
    }

    @Test(arguments: Engine.available)
    func `a revoked token stops at once, also for posts that wait`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let secret = try await bed.parts.addToken(bed.account, "short", sections: [.leads])
        #expect(try await bed.post("leads/insert", Self.post, token: secret).status == 200)
        let (account, now) = (bed.account, bed.time.now)
        // Revoked behind the server's back, as another node does it: the batch sees the newer version.
        try await bed.parts.database.write { connection in
            let accounts = Accounts(connection)
            let token = try accounts.tokens(of: account).first { $0.token.name == "short" }
            if let id = token?.token.id { _ = try accounts.revoke(id, of: account, at: now) }
        }
        #expect(try await bed.post("leads/insert", Self.post, token: secret).status == 401)
        #expect(try await bed.count("lead") == 1)
    }

    @Test func `a bearer header, a parameter, or both when they agree`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let body = TestBed.form(Self.post)
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.authorization] = "Bearer \(bed.token)"
        #expect(try await bed.send(.post, "/v1/leads/insert", headers: headers, body: body).status == 200)
        let same = "/v1/leads/insert?auth_token=\(bed.token)"
        #expect(try await bed.send(.post, same, headers: headers, body: body).status == 200)
        let other = "/v1/leads/insert?auth_token=\(bed.vendorToken)"
        #expect(try await bed.send(.post, other, headers: headers, body: body).status == 401)
        let twice = "\(body)&auth_token=\(bed.token)"
        headers[.authorization] = nil
        #expect(try await bed.send(.post, other, headers: headers, body: twice).status == 401)
    }

    @Test func `a token in a hurry is 429 with Retry-After`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let slow = try await bed.parts.addToken(bed.account, "slow", sections: [.leads]) { $0.perMinute = 2 }
        #expect(try await bed.post("leads/insert", Self.post, token: slow).status == 200)
        #expect(try await bed.post("leads/insert", Self.post, token: slow).status == 200)
        let third = try await bed.post("leads/insert", Self.post, token: slow)
        #expect(third.status == 429)
        #expect(third.headers[.retryAfter] == "30")
        bed.time.advance(seconds: 30)
        #expect(try await bed.post("leads/insert", Self.post, token: slow).status == 200)
    }

    @Test func `a token for named keys inserts through them only`() async throws {
        let bed = try await TestBed.make(.sqlite) { edit in
            try edit.put(LeadPostCriteria(id: CriteriaID(9), name: "A", key: "akey", listID: ListID(1001)))
            try edit.put(LeadPostCriteria(id: CriteriaID(10), name: "B", key: "bkey", listID: ListID(1001)))
        }
        let token = try await bed.parts.addToken(bed.account, "a only", sections: [.leads, .leadPost]) {
            $0.criteriaIDs = [CriteriaID(9)]
        }
        let phone = ("phone_number", "3105556789")
        #expect(try await bed.post("leads/insert", Self.post, token: token).status == 403)
        let other = try await bed.post("lead-post-validation/insert", [phone, ("criteria_key", "bkey")], token: token)
        #expect(other.json["code"]?.integer == 6090)
        let own = try await bed.post("leads/insert", [phone, ("criteria_key", "akey")], token: token)
        #expect(own.json["success"]?.bool == true)
    }

    @Test func `another account's list is no list`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let other = try await bed.parts.database.write { connection in
            try Accounts(connection).create(name: "Other", timeZone: "America/New_York", at: TestBed.noon).id
        }
        _ = try await bed.parts.cache.configuration(of: other)
        let token = try await bed.parts.addToken(other, "theirs", sections: [.leads])
        let answer = try await bed.post("leads/insert", Self.post, token: token)
        #expect(answer.json["code"]?.integer == 6002)
        #expect(try await bed.count("lead") == 0)
    }

    @Test func `unknown paths and verbs answer in the envelope`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let unknown = try await bed.send(.get, "/v1/nobody/knows")
        #expect(unknown.status == 404)
        #expect(unknown.json["success"]?.bool == false)
        let verb = try await bed.send(.delete, "/v1/leads/insert")
        #expect(verb.status == 405)
        #expect(verb.json["code"]?.integer == 405)
    }
}
