import SluiceCore

/// One kind of event in OpenAPI's words: a request that the server makes of a receiver.
struct EventDescription {
    private let kind: EventKind

    init(_ kind: EventKind) {
        self.kind = kind
    }

    /// The headers that come with every event.
    static let headers: [Shape.Member] = [
        .init("webhook-id", .text(), "The same for every attempt, by which you tell a repeat.", isRequired: true),
        .init("webhook-timestamp", .text(), "Seconds since 1970 of this attempt.", isRequired: true),
        .init(
            "webhook-signature", .text(),
            "`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base 64, for each secret, between blanks; there where the "
                + "Endpoint has a secret."),
    ]

    func write(to json: inout JSONText) {
        json.key(kind.rawValue)
        json.beginObject()
        json.key("post")
        json.beginObject()
        json.member("operationId", "event_\(kind.rawValue.replacing(".", with: "_"))")
        json.member("summary", kind.meaning)
        json.key("tags")
        json.raw("[\"events\"]")
        json.key("security")
        json.raw("[]")
        parameters(&json)
        body(&json)
        json.key("responses")
        json.raw(
            "{\"2XX\":{\"description\":\"Taken.\"},\"410\":{\"description\":\"No more of them, please.\"},"
                + "\"default\":{\"description\":\"Not taken; 408, 423, 425, 429 and 5xx are tried again.\"}}")
        json.endObject()
        json.endObject()
    }

    private func parameters(_ json: inout JSONText) {
        json.key("parameters")
        json.beginArray()
        for header in EventDescription.headers {
            json.beginObject()
            json.member("name", header.name)
            json.member("in", "header")
            json.member("description", header.note)
            json.key("required")
            json.bool(header.isRequired)
            json.key("schema")
            header.shape.writeSchema(to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private func body(_ json: inout JSONText) {
        json.key("requestBody")
        json.beginObject()
        json.key("required")
        json.bool(true)
        json.key("content")
        json.beginObject()
        json.key("application/json")
        json.beginObject()
        json.key("schema")
        EventShapes.body(of: kind).writeSchema(to: &json)
        json.key("example")
        json.raw(EventShapes.example(of: kind).text)
        json.endObject()
        json.endObject()
        json.endObject()
    }
}
