import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The page of a key` {
    private static func link(_ bed: TestBed, _ body: String = "{}") async throws -> JSONValue {
        let made = try await bed.api(.post, "criteria/9/links", body)
        #expect(made.status == 201, "\(made.text)")
        return made.json
    }

    private static func path(_ bed: TestBed) async throws -> String {
        try #require(try await link(bed)["path"]?.string)
    }

    @Test(arguments: Engine.available)
    func `is opened by a link that ends`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine) { $0.price = Money(cents: 1250) }
        let made = try await Self.link(bed, "{\"days\":2}")
        let path = try #require(made["path"]?.string)
        let page = try await bed.send(.get, path)
        #expect(page.status == 200)
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        for piece in [
            "vendorkey", "/v1/lead-post-validation/insert", "curl -s", "import os, requests", "curl_setopt_array",
            "12.50 for each accepted lead", "Last refusals", "None lately.",
        ] { #expect(page.text.contains(HTMLText.escaped(piece)), "\(piece)") }
        // The secret is kept as a hash, and told once.
        let secret = String(path.dropFirst("/vendor/".count))
        #expect(try await bed.count("vendor_link", where: "hash = '\(secret)'") == 0)
        let listed = try await bed.api(.get, "criteria/9/links")
        #expect(!listed.text.contains(secret))
        #expect(listed.items.map { $0["state"]?.string } == ["valid"])
        for other in ["/vendor/" + String(repeating: "a", count: 32), "/vendor/x", path + "x"] {
            #expect(try await bed.send(.get, other).status == 404)
        }
        bed.time.advance(seconds: 2 * 86_400)
        let ended = try await bed.send(.get, path)
        #expect(ended.status == 404 && ended.text.contains("This link has ended"))
        #expect(try await bed.api(.get, "criteria/9/links").items.map { $0["state"]?.string } == ["expired"])
    }

    @Test(arguments: Engine.available)
    func `is closed when the link is revoked, on every server`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine)
        let neighbor = try await bed.neighbor()
        let made = try await Self.link(bed)
        let (path, id) = (try #require(made["path"]?.string), try #require(made["id"]?.integer))
        #expect(try await neighbor.send(.get, path).status == 200)
        #expect(try await bed.api(.delete, "links/\(id)").status == 204)
        #expect(try await neighbor.send(.get, path).status == 404)
        #expect(try await bed.send(.post, path, body: "phone_number=3105550100").status == 404)
        #expect(try await bed.api(.delete, "links/\(id)").status == 404)
        #expect(try await bed.count("audit_entry", where: "kind LIKE 'vendor_link_%'") == 2)
        _ = try await bed.desk(.vendor(.makeLink, ["criteria": "Acme", "days": "1"]))
        #expect(try await bed.desk(.vendor(.links, [:])).elements?.count == 2)
    }

    /// What the key discloses, and what the page then says of a duplicate and of a number that is none.
    static let disclosures: [(disclosure: Disclosure, says: [String], hides: [String])] = [
        (.none, ["6900", "6008"], ["6009", "already exists"]),
        (.category, ["6009", "The phone number already exists"], ["lead 1"]),
        (.full, ["6009", "6008"], []),
    ]

    @Test(arguments: disclosures)
    func `shows the last refusals as far as the key tells, and nobody's data`(
        disclosure: Disclosure, says: [String], hides: [String]
    ) async throws {
        let bed = try await VendorBed.make(disclosure: disclosure)
        let path = try await Self.path(bed)
        let person = [("first_name", "Zebediah"), ("email", "zeb@example.com")]
        try await bed.sell("3105550177", person)
        try await bed.sell("3105550177", person)
        try await bed.sell("55512", person)
        let page = try await bed.send(.get, path).text
        let refusals = page.split(separator: "id=\"refusals\"").last.map(String.init) ?? ""
        #expect(refusals.contains("2026-01-20 12:00:00"))
        #expect(refusals.contains("…0177"))
        for text in says { #expect(refusals.contains(text), "\(text)") }
        for text in hides { #expect(!refusals.contains(text), "\(text)") }
        for text in ["3105550177", "Zebediah", "zeb@example.com"] { #expect(!page.contains(text), "\(text)") }
    }

    @Test(arguments: Engine.available)
    func `judges what is tried and stores nothing`(engine: Engine) async throws {
        let bed = try await VendorBed.make(engine, disclosure: .full)
        let path = try await Self.path(bed)
        try await bed.sell("3105550100")
        let before = try await bed.count("receipt")
        func trying(_ phone: String, _ more: [(String, String)] = []) async throws -> String {
            let body = TestBed.form([("phone_number", phone)] + more)
            let answer = try await bed.send(
                .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
            #expect(answer.status == 200)
            return answer.text
        }
        #expect(try await trying("3105550101").contains(HTMLText.escaped("\"success\":true")))
        #expect(try await trying("3105550100").contains(HTMLText.escaped("\"code\":6009")))
        // Whatever the form sends, it is a dry run under this key.
        let forced = try await trying(
            "3105550102", [("dry_run", "0"), ("criteria_key", "other"), ("list_id", "1003"), ("auth_token", "x")])
        #expect(forced.contains(HTMLText.escaped("\"dry_run\":true")))
        let nasty = try await trying("<script>alert(1)</script>")
        #expect(!nasty.contains("<script>"))
        #expect(try await bed.count("receipt") == before)
        #expect(try await bed.count("lead") == 1)
    }
}

/// Text as a page has it.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
            .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
