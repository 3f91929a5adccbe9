import HTTPTypes
public import Hummingbird
import NIOCore
public import SluiceCore
public import SluiceDatabase

/// The door of `/api/v1`: reads a request, finds out who asks, checks it against its route's shapes, and answers.
///
/// Unlike `/v1`, which must understand whatever vendors send, this door takes JSON, names every field that is wrong, and
/// answers failures as problem details.
public struct NativeFront: Sendable {
    /// Where every path of it begins.
    public static let root = "/api/v1"

    private let doorkeeper: Doorkeeper
    private let cache: ConfigurationCache
    private let addresses: ClientAddress
    private let clock: Clock
    /// Its routes, in the order of the page.
    public let routes: [NativeRoute]

    /// A door to `routes`.
    public init(
        _ routes: [NativeRoute], doorkeeper: Doorkeeper, cache: ConfigurationCache, addresses: ClientAddress,
        clock: Clock
    ) {
        self.routes = routes
        self.doorkeeper = doorkeeper
        self.cache = cache
        self.addresses = addresses
        self.clock = clock
    }

    /// Adds every path. A method that a path does not take is answered with those that it does.
    public func add(to router: Router<SluiceContext>) {
        for route in routes {
            let counter = RouteMetrics("\(route.method.rawValue) \(route.path)", clock)
            router.on("\(NativeFront.root)/\(route.path)", method: route.method.wire) { request, context in
                try await counter.count { try await answer(request, context, route) }
            }
        }
        for (path, same) in Dictionary(grouping: routes, by: \.path) {
            let methods = Set(same.map(\.method))
            let allowed = methods.map { $0.rawValue.uppercased() }.sorted().joined(separator: ", ")
            let others = [.head, .options, .trace, .connect] + [HTTPRequest.Method("QUERY")].compactMap(\.self)
            let taken = Set(methods.map(\.wire))
            for method in NativeRoute.Method.allCases.map(\.wire) + others where !taken.contains(method) {
                router.on("\(NativeFront.root)/\(path)", method: method) { _, _ in
                    var response = NativeProblem(.methodNotAllowed, "Use \(allowed)").response
                    response.headers[.allow] = allowed
                    return response
                }
            }
        }
    }

    private func answer(_ request: Request, _ context: SluiceContext, _ route: NativeRoute) async throws -> Response {
        do {
            let asked = try await read(request, context, route)
            switch try await route.action(asked) {
            case .json(let answer, let isTagged): return response(answer, isTagged: isTagged, to: asked)
            case .stream(let events): return EventStreamWriter.response(events)
            case .file(let download): return download.response
            case .cookie(let answer, let cookie):
                var response = response(answer, isTagged: false, to: asked)
                response.headers[.setCookie] = cookie
                return response
            }
        } catch let failure as APIFailure {
            throw NativeProblem(failure)
        }
    }

    private func response(_ answer: StoredAnswer, isTagged: Bool, to request: NativeRequest) -> Response {
        var response = APIFront.response(answer)
        if answer.status == 204 { response.headers[.contentType] = nil }
        if answer.status >= 400 { response.headers[.contentType] = "application/problem+json" }
        guard isTagged, answer.status < 300 else { return response }
        let version = cache.current(request.caller.accountID)?.version ?? request.configuration.version
        let tag = EntityTag(of: answer.body, version: version)
        if request.known.contains(where: { tag.matches($0) }) {
            response = Response(status: .notModified, headers: [.cacheControl: "no-cache"])
        } else {
            // Kept, but asked about each time.
            response.headers[.cacheControl] = "no-cache"
        }
        response.headers[.eTag] = tag.text
        return response
    }

    // MARK: Reading

    private func read(
        _ request: Request, _ context: SluiceContext, _ route: NativeRoute
    ) async throws -> NativeRequest {
        let headers = RequestHeaders(request.headers)
        let address = addresses.address(peer: context.peer, headers: request.headers)
        let visitor = try await visitor(request.head, address, route)
        var faults: [FieldFault] = []
        let query = try NativeQuery.read(request.uri.query, route.query, &faults)
        let bytes = route.takesFile ? [] : try await NativeFront.bytes(of: request, headers, route)
        let members = try NativeFront.members(of: bytes, route, &faults)
        guard faults.isEmpty || route.judgesBody else { throw NativeProblem.invalid(faults) }
        var variables: [String: String] = [:]
        for name in route.variables { variables[name] = context.parameters.get(name) }
        var asked = NativeRequest(
            visitor: visitor, path: "\(route.method.rawValue) \(request.uri.path)", variables: variables, query: query,
            body: members)
        asked.program = RequestOrigin.program(request.head)
        asked.isEncrypted = RequestOrigin.isEncrypted(request.head)
        asked.faults = faults
        if route.takesFile { asked.file = FileUpload(request.body, length: headers.contentLength) }
        asked.address = address
        asked.comment = HTTPField.Name("Change-Comment").flatMap { request.headers[$0] }.map { String($0.prefix(200)) }
        let (doorkeeper, head) = (doorkeeper, request.head)
        asked.isStillAllowed = { try await doorkeeper.isStillAllowed(head, address, route) }
        asked.lastEventID = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        try NativeFront.readConditions(request.headers, route, into: &asked)
        try NativeFront.readKey(headers, request, bytes, route, into: &asked)
        return asked
    }

    /// Whoever asks, where they may use the route.
    private func visitor(_ head: HTTPRequest, _ address: String?, _ route: NativeRoute) async throws -> Visitor {
        guard route.access != .open else {
            guard !RequestOrigin.isForeign(head) else {
                throw NativeProblem(.forbidden, "A browser sent this for another site")
            }
            return .nobody
        }
        let visitor = try await doorkeeper.visitor(head, address: address)
        try visitor.check(route)
        return visitor
    }

    private static func bytes(
        of request: Request, _ headers: RequestHeaders, _ route: NativeRoute
    ) async throws -> [UInt8] {
        if let length = headers.contentLength.flatMap({ Int($0) }), length > APIFront.bodyLimit {
            throw NativeProblem(.tooLarge, "Send less at once")
        }
        let body = try await request.body.collect(upTo: APIFront.bodyLimit)
        let bytes = Array(body.readableBytesView)
        guard !bytes.isEmpty else { return [] }
        guard route.body != nil else { throw NativeProblem(.unreadable, "This takes no body") }
        let type = headers.contentType?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() } ?? ""
        guard ["application/json", "application/merge-patch+json"].contains(type) else {
            throw NativeProblem(.mediaType, "Send Content-Type: application/json")
        }
        return bytes
    }

    private static func members(
        of bytes: [UInt8], _ route: NativeRoute, _ faults: inout [FieldFault]
    ) throws -> [(name: String, value: JSONValue)] {
        guard let known = route.body else { return [] }
        guard !bytes.isEmpty else {
            faults += Shape.object(known).faults(of: .object([]))
            return []
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw NativeProblem(.unreadable, "The body is no JSON: \(error)")
        }
        guard let members = value.members else { throw NativeProblem(.unreadable, "The body is no JSON object") }
        let names = members.map(\.name)
        for name in Set(names).sorted() where names.count(where: { $0 == name }) > 1 {
            faults.append(FieldFault(name, "stands more than once"))
        }
        faults += Shape.object(known).faults(of: value)
        return members
    }

    private static func readConditions(
        _ headers: HTTPFields, _ route: NativeRoute, into asked: inout NativeRequest
    ) throws {
        if let text = headers[.ifNoneMatch] {
            asked.known = text.split(separator: ",").map { EntityTag.bare(String($0)) }
        }
        guard let text = headers[.ifMatch], text != "*" else { return }
        guard route.takesMatch else { throw NativeProblem(.unreadable, "If-Match means nothing here") }
        asked.match = EntityTag.bare(text)
    }

    private static func readKey(
        _ headers: RequestHeaders, _ request: Request, _ bytes: [UInt8], _ route: NativeRoute,
        into asked: inout NativeRequest
    ) throws {
        guard route.hearsKey, let key = headers.idempotencyKey else { return }
        guard !key.isEmpty, key.utf8.count <= 255 else {
            throw NativeProblem.invalid([FieldFault("Idempotency-Key", "takes 1 to 255 bytes")])
        }
        let digest = ContentDigest.text(of: Array("\(request.uri.query ?? "")\n".utf8) + bytes)
        asked.key = IdempotencyKey(
            account: asked.caller.accountID, token: asked.caller.keyOwner, path: asked.path, key: key, digest: digest)
    }
}

extension NativeRoute.Method {
    /// The method as HTTP writes it.
    var wire: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}
