import HTTPTypes
public import Hummingbird
import Metrics
import NIOCore
public import SluiceCore
public import SluiceDatabase

/// The door of `/v1`: reads a request of any shape, finds out who asks, and hands it to its route.
///
/// Every path takes GET and POST alike, as senders use both (convoso-api §2.1).
public struct APIFront: Sendable {
    /// The largest body taken, in bytes.
    public static let bodyLimit = 1 << 20

    private let authenticator: Authenticator
    private let addresses: ClientAddress
    private let routes: [APIRoute]
    private let clock: Clock

    /// A door to `routes`.
    public init(_ routes: [APIRoute], authenticator: Authenticator, addresses: ClientAddress, clock: Clock) {
        self.routes = routes
        self.clock = clock
        self.authenticator = authenticator
        self.addresses = addresses
    }

    /// Adds every path and its aliases below `/v1`.
    public func add(to router: Router<SluiceContext>) {
        for route in routes {
            let counter = RouteMetrics(route.path, clock)
            for path in [route.path] + route.aliases {
                for method in [HTTPRequest.Method.get, .post] {
                    router.on("/v1/\(path)", method: method) { request, context in
                        try await counter.count {
                            let asked = try await admit(
                                request, context, path: route.path, section: route.section, right: route.right)
                            return APIFront.response(try await route.action(asked))
                        }
                    }
                }
                for method in [HTTPRequest.Method.put, .patch, .delete] {
                    router.on("/v1/\(path)", method: method) { _, _ -> Response in
                        throw APIFailure(status: 405, "Use GET or POST")
                    }
                }
            }
        }
    }

    /// Reads a request and finds out who asks, with `right` in `section`.
    func admit(
        _ request: Request, _ context: SluiceContext, path: String, section: AccessSection, right: AccessRights
    ) async throws -> APIRequest {
        let headers = RequestHeaders(request.headers)
        let parameters = try await APIFront.parameters(of: request, headers)
        let bearer = headers.bearer
        if parameters.hasConflictingTokens { throw APIFailure.tokenInvalid }
        if let bearer, let other = parameters.token, other != bearer { throw APIFailure.tokenInvalid }
        let (caller, configuration) = try await authenticator.caller(
            secret: bearer ?? parameters.token,
            address: addresses.address(peer: context.peer, headers: request.headers), section: section, right: right)
        var asked = APIRequest(
            parameters: parameters, caller: caller, configuration: configuration, path: path, idempotencyKey: nil,
            digest: nil)
        try APIFront.readKey(headers, into: &asked)
        return asked
    }

    static func parameters(of request: Request, _ headers: RequestHeaders) async throws -> FlatParameters {
        if let length = headers.contentLength.flatMap({ Int($0) }), length > bodyLimit {
            throw APIFailure(status: 413, "The body is larger than 1 MB")
        }
        let body = try await request.body.collect(upTo: bodyLimit)
        do {
            return try body.withUnsafeReadableBytes { bytes throws(UnreadableRequest) in
                try FlatParameters(
                    query: request.uri.query, contentType: headers.contentType, body: bytes)
            }
        } catch {
            throw APIFailure(status: error.status, error.text, fields: error.fields)
        }
    }

    private static func readKey(_ headers: RequestHeaders, into request: inout APIRequest) throws {
        guard let key = headers.idempotencyKey else { return }
        guard !key.isEmpty, key.utf8.count <= 255 else {
            throw APIFailure(status: 400, "The Idempotency-Key needs 1 to 255 bytes", fields: ["Idempotency-Key"])
        }
        request.idempotencyKey = key
        request.digest = IdempotencyKey.digest(of: request.parameters.entries.filter { $0.name != "auth_token" })
    }

    /// An answer as a response. It is never cached.
    public static func response(_ answer: StoredAnswer, retryAfter: Int? = nil) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }
}

/// Counts and times one route.
struct RouteMetrics: Sendable {
    private let answered: Counter
    private let failed: Counter
    private let timer: Metrics.Timer
    private let clock: Clock

    init(_ path: String, _ clock: Clock) {
        self.clock = clock
        answered = Counter(label: "sluice_requests_total", dimensions: [("path", path), ("result", "answered")])
        failed = Counter(label: "sluice_requests_total", dimensions: [("path", path), ("result", "failed")])
        timer = Metrics.Timer(label: "sluice_request_seconds", dimensions: [("path", path)])
    }

    func count(_ body: () async throws -> Response) async throws -> Response {
        let start = clock.nanoseconds()
        do {
            let response = try await body()
            answered.increment()
            timer.recordNanoseconds(Int64(clamping: clock.nanoseconds() &- start))
            return response
        } catch {
            failed.increment()
            throw error
        }
    }
}
