import HTTPTypes
import SluiceCore
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Every shape of request` {
    /// Content type, body; the token and the list travel in the query.
    static let bodies: [(type: String?, body: String)] = [
        ("application/x-www-form-urlencoded", "phone_number=3105556789&first_name=Zo%C3%AB&hopper=true"),
        ("application/json", #"{"phone_number":3105556789,"first_name":"Zoë","hopper":true,"city":null}"#),
        ("text/json; charset=utf-8", #"{"phone_number":"3105556789","first_name":"Zo\u00eb","hopper":1}"#),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"phone_number\"\r\n\r\n3105556789\r\n--x\r\n"
                + "Content-Disposition: form-data; name=\"first_name\"\r\n\r\nZoë\r\n--x--\r\n"
        ),
        ("application/x-www-form-urlencoded", #"{"phone_number":"3105556789","first_name":"Zoë"}"#),
        (nil, "phone_number=3105556789&first_name=Zo%C3%AB"),
    ]

    @Test(arguments: bodies)
    func `is read alike`(type: String?, body: String) async throws {
        let bed = try await TestBed.make(.sqlite)
        var headers = HTTPFields()
        if let type { headers[.contentType] = type }
        let answer = try await bed.send(
            .post, "/v1/lead/insert?auth_token=\(bed.token)&list_id=1001", headers: headers, body: body)
        let id = try #require(answer.json["data"]?["lead_id"]?.integer, "\(answer.text)")
        #expect(try await bed.lead(id)?.fields == ["first_name": "Zoë"])
        #expect(try await bed.lead(id)?.phone == PhoneNumber(13_105_556_789))
    }

    @Test func `a query alone will do, and the body wins over it`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let query = "auth_token=\(bed.token)&list_id=1001&phone_number=3105556789&city=Reno"
        let alone = try await bed.send(.get, "/v1/leads/insert?\(query)")
        let first = try #require(alone.json["data"]?["lead_id"]?.integer)
        #expect(try await bed.lead(first)?.fields == ["city": "Reno"])
        let both = try await bed.send(
            .post, "/v1/leads/insert?\(query)", headers: [.contentType: "application/x-www-form-urlencoded"],
            body: "city=Elko")
        let second = try #require(both.json["data"]?["lead_id"]?.integer)
        #expect(try await bed.lead(second)?.fields == ["city": "Elko"])
    }

    /// Content type, body, the status; the body of each answer is the failure envelope.
    static let unreadable: [(type: String, body: String, status: Int)] = [
        ("application/json", "{\"phone_number\":", 400), ("application/json", "[1]", 422),
        ("application/json", #"{"a":{"b":1}}"#, 422), ("application/json", #"{"a":"\ud800"}"#, 400),
        ("application/x-www-form-urlencoded", "a=%00", 400), ("application/x-www-form-urlencoded", "a=%ff", 400),
        ("application/x-www-form-urlencoded; charset=koi8-r", "a=b", 400), ("text/xml", "<a/>", 415),
        ("application/x-www-form-urlencoded", "a=" + String(repeating: "x", count: 70_000), 422),
        ("application/x-www-form-urlencoded", String(repeating: "x", count: 1_100_000), 413),
    ]

    @Test(arguments: unreadable)
    func `that cannot be read is a clear 4xx`(type: String, body: String, status: Int) async throws {
        let bed = try await TestBed.make(.sqlite)
        let answer = try await bed.send(
            .post, "/v1/leads/insert?auth_token=\(bed.token)", headers: [.contentType: type], body: body)
        #expect(answer.status == status)
        #expect(answer.json["success"]?.bool == false)
        #expect(answer.json["code"]?.integer == Int64(status))
        #expect(answer.json["text"]?.string?.isEmpty == false)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `any bytes at all get an answer, never a 5xx`(seed: UInt64) async throws {
        let bed = try await TestBed.make(.sqlite)
        var state = seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        let pieces = [
            "phone_number", "list_id", "=", "&", "%", "%4", "%zz", "+", "{", "}", "\"", "[", ":", ",", "\\u0000",
            "null",
            "1001", "3105556789", "-1", "99999999999999999999", "check_dup", "hopper_expires_in", "lead_id", "é",
            "\u{1F600}",
            "--x", "\r\n", "Content-Disposition: form-data; name=", ";", "true", "1e999", "update_if_found",
            "criteria_key",
        ]
        let types = [
            "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
            "multipart/form-data", "application/json; charset=utf-16", ";;;", "",
        ]
        for round in 0..<150 {
            let body = (0..<next(40)).map { _ in pieces[next(pieces.count)] }.joined()
            let type = types[next(types.count)]
            let path = ["leads/insert", "lead-post-validation/insert", "lead-validation/search"][next(3)]
            let answer = try await bed.send(
                .post,
                "/v1/\(path)?auth_token=\(bed.token)&\(next(2) == 0 ? "list_id=1001&phone_number=3105556789" : "")",
                headers: [.contentType: type], body: body)
            #expect(answer.status < 500, "seed \(seed), round \(round): \(type) \(body.debugDescription)")
            #expect(answer.json["success"]?.bool != nil, "seed \(seed), round \(round): \(answer.text)")
        }
    }
}
