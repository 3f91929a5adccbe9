import SluiceCore

/// Both APIs as one OpenAPI 3.1 description, made from the routes that the server answers: what is not routed is not
/// described, and what is routed cannot be left out.
public struct OpenAPIDocument: Sendable {
    /// The routes of `/api/v1`.
    public let native: [NativeRoute]
    /// The routes of `/v1`.
    public let convoso: [APIRoute]

    /// The description of these routes.
    public init(native: [NativeRoute], convoso: [APIRoute]) {
        self.native = native
        self.convoso = convoso
    }

    /// The description as JSON.
    public var text: String {
        var json = JSONText(capacity: 1 << 17)
        json.beginObject()
        json.member("openapi", "3.1.0")
        json.key("info")
        json.beginObject()
        json.member("title", "Sluice")
        json.member("version", "1")
        json.member("description", "Takes leads, judges them, stores them, and says why. Not affiliated with Convoso.")
        json.endObject()
        json.key("paths")
        json.beginObject()
        for (path, routes) in grouped { write(path, routes, to: &json) }
        for route in convoso { ConvosoDescription(route).write(to: &json) }
        json.endObject()
        json.key("webhooks")
        json.beginObject()
        for kind in EventKind.allCases { EventDescription(kind).write(to: &json) }
        json.endObject()
        json.key("components")
        components(&json)
        json.endObject()
        return json.text()
    }

    /// The native routes by path, in the order of their first.
    private var grouped: [(path: String, routes: [NativeRoute])] {
        var order: [String] = []
        for route in native where !order.contains(route.path) { order.append(route.path) }
        return order.map { path in (path, native.filter { $0.path == path }) }
    }

    private func write(_ path: String, _ routes: [NativeRoute], to json: inout JSONText) {
        json.key("\(NativeFront.root)/\(path)")
        json.beginObject()
        for route in routes {
            json.key(route.method.rawValue)
            NativeDescription(route).write(to: &json)
        }
        json.endObject()
    }

    private func components(_ json: inout JSONText) {
        json.beginObject()
        json.key("securitySchemes")
        json.beginObject()
        json.key("token")
        json.beginObject()
        json.member("type", "http")
        json.member("scheme", "bearer")
        json.endObject()
        json.key("session")
        json.beginObject()
        json.member("type", "apiKey")
        json.member("in", "cookie")
        json.member("name", SessionSecret.cookieName)
        json.member(
            "description",
            "A user's session, which POST /api/v1/session opens. With `bearer` it is sent like a token instead.")
        json.endObject()
        json.endObject()
        json.key("schemas")
        json.beginObject()
        json.key("Problem")
        OpenAPIDocument.problem.writeSchema(to: &json, note: "Problem details (RFC 9457).")
        json.key("Failure")
        OpenAPIDocument.failure.writeSchema(to: &json, note: "A failure of /v1.")
        json.endObject()
        json.endObject()
    }

    static let problem = Shape.object([
        .init("type", .text(), "A place on this server's page of the API.", isRequired: true),
        .init("title", .text(), "The same for every failure of the kind.", isRequired: true),
        .init("status", .integer(), "The HTTP status.", isRequired: true),
        .init("detail", .text(), "What is wrong and what would be right.", isRequired: true),
        .init(
            "errors",
            .list(
                .object([
                    .init("field", .text(), "The field at fault.", isRequired: true),
                    .init("detail", .text(), "What is wrong with it.", isRequired: true),
                ])), "Every field at fault."),
        .init("current", .any, "After 412: what it is now."), .init("etag", .text(), "After 412: its tag."),
        .init("difference", .any, "After 412: what was changed since you read it."),
    ])

    static let failure = Shape.object([
        .init("success", .flag, "false", isRequired: true), .init("result", .any, "false on Lead Post"),
        .init("code", .integer(), "Per endpoint.", isRequired: true), .init("text", .text(), "", isRequired: true),
        .init("error_description", .text(), ""), .init("fields", .list(.text()), "Every parameter at fault."),
    ])
}

/// One native operation in OpenAPI's words.
struct NativeDescription {
    private let route: NativeRoute

    init(_ route: NativeRoute) {
        self.route = route
    }

    private var security: String {
        switch route.access {
        case .open: "[]"
        case .own: #"[{"session":[]}]"#
        case .section(let section): #"[{"token":["\#(section.rawValue)"]},{"session":["\#(section.rawValue)"]}]"#
        }
    }

    func write(to json: inout JSONText) {
        json.beginObject()
        json.member("operationId", route.name)
        json.member("summary", route.summary)
        json.key("tags")
        json.beginArray()
        json.string(route.path.split(separator: "/").first.map(String.init) ?? route.path)
        json.endArray()
        json.key("security")
        json.raw(security)
        parameters(&json)
        body(&json)
        json.key("responses")
        responses(&json)
        json.endObject()
    }

    private func parameters(_ json: inout JSONText) {
        json.key("parameters")
        json.beginArray()
        for name in route.variables {
            let isNumber = name == "id"
            parameter(name, "path", isNumber ? .id : .text(), "", true, &json)
        }
        for member in route.query {
            parameter(member.name, "query", member.shape, member.note, member.isRequired, &json)
        }
        if route.hearsKey {
            parameter(
                "Idempotency-Key", "header", .text(1...255), "Sent again with it, a request is done once.", false, &json
            )
        }
        if route.isWrite {
            parameter("Change-Comment", "header", .text(), "Why, for the history of the configuration.", false, &json)
        }
        if route.takesMatch {
            parameter("If-Match", "header", .text(), "The ETag that the change is based on.", false, &json)
        }
        json.endArray()
    }

    private func parameter(
        _ name: String, _ place: String, _ shape: Shape, _ note: String, _ isRequired: Bool, _ json: inout JSONText
    ) {
        json.beginObject()
        json.member("name", name)
        json.member("in", place)
        if !note.isEmpty { json.member("description", note) }
        json.key("required")
        json.bool(isRequired)
        if case .list = shape, place == "query" {
            json.member("style", "form")
            json.key("explode")
            json.bool(false)
        }
        json.key("schema")
        shape.writeSchema(to: &json)
        json.endObject()
    }

    private func body(_ json: inout JSONText) {
        if route.takesFile {
            json.key("requestBody")
            json.raw(
                "{\"required\":true,\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}}"
            )
            return
        }
        guard let body = route.body else { return }
        json.key("requestBody")
        json.beginObject()
        json.key("required")
        json.bool(body.contains(where: \.isRequired))
        content("application/json", .object(body), &json)
        json.endObject()
    }

    private func content(_ type: String, _ shape: Shape, _ json: inout JSONText) {
        json.key("content")
        json.beginObject()
        json.key(type)
        json.beginObject()
        json.key("schema")
        shape.writeSchema(to: &json)
        json.endObject()
        json.endObject()
    }

    private func responses(_ json: inout JSONText) {
        json.beginObject()
        switch route.answer {
        case .json(let shape, let status):
            response(status, "Done.", shape, &json)
            // What was there already is answered as it is.
            if status == 201 { response(200, "It was there already.", shape, &json) }
        case .page: if let page = route.shape { response(200, "A page.", page, &json) }
        case .nothing:
            json.key("204")
            json.raw("{\"description\":\"Done.\"}")
        case .file:
            json.key("200")
            json.raw(
                "{\"description\":\"A CSV file.\",\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\"}}}}"
            )
        case .events:
            json.key("200")
            json.raw(
                "{\"description\":\"Events as they come.\",\"content\":{\"text/event-stream\":{\"schema\":{\"type\":\"string\"}}}}"
            )
        }
        json.key("default")
        json.raw(
            "{\"description\":\"A problem.\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}"
        )
        json.endObject()
    }

    private func response(_ status: Int, _ note: String, _ shape: Shape, _ json: inout JSONText) {
        json.key(String(status))
        json.beginObject()
        json.member("description", note)
        content("application/json", shape, &json)
        json.endObject()
    }
}
