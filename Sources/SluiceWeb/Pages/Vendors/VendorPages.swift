import HTTPTypes
public import Hummingbird
import NIOCore
public import SluiceCore
public import SluiceDatabase
public import SluiceIntake

/// `/vendor/{link}`: the page of one key for its vendor, opened by a link that ends.
///
/// Whoever has the link needs no token. The page shows how to post under the key and what was refused lately, as far as
/// the key tells; its form judges a post and stores nothing. A link that ended, was revoked or never was is answered
/// alike.
public struct VendorPages: Sendable {
    private let intake: Intake
    private let database: any Database
    private let cache: ConfigurationCache
    private let clock: Clock
    private let isSecure: Bool
    private let views = RateLimiter()
    private let tries = RateLimiter()

    /// Refusals that the page shows at most.
    static let refusals: Int64 = 20

    /// Pages over these parts. `isSecure` says that the server is reached by HTTPS, which the samples then name.
    public init(intake: Intake, database: any Database, cache: ConfigurationCache, clock: Clock, isSecure: Bool) {
        self.intake = intake
        self.database = database
        self.cache = cache
        self.clock = clock
        self.isSecure = isSecure
    }

    /// Adds the path.
    public func add(to router: Router<SluiceContext>) {
        router.get("/vendor/{link}") { request, context in
            guard let found = try await find(context) else { return VendorPages.ended }
            if let wait = views.take(TokenID(found.link), perMinute: 120, at: clock.now()) {
                return VendorPages.tooMany(wait)
            }
            return try await page(found, request, tried: nil)
        }
        router.post("/vendor/{link}") { request, context in
            guard let found = try await find(context) else { return VendorPages.ended }
            if let wait = tries.take(TokenID(found.link), perMinute: 30, at: clock.now()) {
                return VendorPages.tooMany(wait)
            }
            return try await page(found, request, tried: try await judge(request, found))
        }
    }

    /// The key that a link opens.
    private struct Found {
        var link: Int64
        var criteria: LeadPostCriteria
        var configuration: AccountConfiguration

        /// Who posts through the page: a vendor with this key and nothing else.
        var caller: Caller {
            Caller(
                APIToken(
                    id: TokenID(0), accountID: configuration.account.id, name: "vendor page",
                    sections: APIToken.vendorSections, criteriaIDs: [criteria.id]))
        }
    }

    private func find(_ context: SluiceContext) async throws -> Found? {
        guard let secret = context.parameters.get("link"), (16...128).contains(secret.utf8.count) else { return nil }
        let hash = TokenHash(of: secret).text
        guard let link = try await database.read({ try VendorLinks($0).link(hash: hash) }),
            link.isValid(at: clock.now()),
            let configuration = try await cache.configuration(of: link.accountID),
            let criteria = configuration.criteria[link.criteriaID]
        else { return nil }
        return Found(link: link.id, criteria: criteria, configuration: configuration)
    }

    /// What the sender of the form would have been answered; nothing is stored.
    private func judge(_ request: Request, _ found: Found) async throws -> VendorPage.Trial {
        let parameters = try await APIFront.parameters(of: request, RequestHeaders(request.headers))
        let asked = APIRequest(
            parameters: parameters, caller: found.caller, configuration: found.configuration, path: "vendor",
            idempotencyKey: nil, digest: nil)
        var post = LeadPostParameters.read(asked, door: .leadPost)
        post.criteriaKey = found.criteria.key
        post.reservation = nil
        post.isDryRun = true
        let disclosure = found.criteria.disclosure
        let answer: @Sendable (Receipt) -> StoredAnswer = {
            PostAnswer($0, disclosure: disclosure, isDryRun: true).answer
        }
        let result = try await intake.run(post, from: found.caller, path: "vendor", answer: answer)
        guard case .receipt(let receipt) = result else { throw APIFailure.unavailable }
        let sent = parameters.entries.filter { !$0.value.isEmpty }
        return VendorPage.Trial(sent: sent, answer: answer(receipt).body)
    }

    private func page(_ found: Found, _ request: Request, tried: VendorPage.Trial?) async throws -> Response {
        let (account, key) = (found.configuration.account.id, found.criteria.id)
        let refused = try await database.read { connection in
            try Receipts(connection, of: account).lastRefusals(of: key, limit: VendorPages.refusals)
        }
        let page = VendorPage(
            criteria: found.criteria, configuration: found.configuration,
            host: VendorPages.host(request.head.authority, isSecure: isSecure), refused: refused, tried: tried)
        return VendorPages.response(page.text)
    }

    /// Where the server is, as the reader reached it; a name with other characters in it is not repeated.
    private static func host(_ authority: String?, isSecure: Bool) -> String {
        let name = authority ?? ""
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        return "\(isSecure ? "https" : "http")://\(isPlain && !name.isEmpty ? name : "your-host")"
    }

    private static var ended: Response { response(VendorPage.ended, status: .notFound) }

    private static func tooMany(_ wait: Int) -> Response {
        var response = response(VendorPage.tooMany, status: .tooManyRequests)
        response.headers[.retryAfter] = String(wait)
        return response
    }

    /// The address of the page is a secret: no other site is told of it, and nothing keeps the page.
    private static func response(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        for (name, value) in [("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex, nofollow")] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
