import HTTPTypes

/// The headers that `/v1` looks at, found in one pass. Of a header that came more than once the first counts.
struct RequestHeaders {
    private(set) var contentLength: String?
    private(set) var contentType: String?
    private(set) var idempotencyKey: String?
    private var authorization: String?

    private static let idempotencyKeyName = HTTPField.Name("Idempotency-Key")

    init(_ headers: HTTPFields) {
        for header in headers {
            switch header.name {
            case .contentLength: contentLength = contentLength ?? header.value
            case .contentType: contentType = contentType ?? header.value
            case .authorization: authorization = authorization ?? header.value
            case RequestHeaders.idempotencyKeyName: idempotencyKey = idempotencyKey ?? header.value
            default: break
            }
        }
    }

    /// The token behind `Bearer` (RFC 6750).
    var bearer: String? {
        guard let authorization, authorization.utf8.count > 7, authorization.prefix(7).lowercased() == "bearer " else {
            return nil
        }
        return String(authorization.dropFirst(7).drop { $0 == " " })
    }
}
