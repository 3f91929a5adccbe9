import HTTPTypes
public import Hummingbird
import NIOCore
import SluiceCore

/// `/openapi.json`, and the same as a page for people at `/docs`. Both say nothing of any account and are open to all.
public struct OpenAPIPages: Sendable {
    private let description: String
    private let page: String

    /// The pages of this description, made once.
    public init(_ document: OpenAPIDocument) {
        description = document.text
        page = OpenAPIPage(document).text
    }

    /// Adds the two paths.
    public func add(to router: Router<SluiceContext>) {
        router.get("/openapi.json") { _, _ in OpenAPIPages.response(description, "application/json") }
        router.get("/docs") { _, _ in OpenAPIPages.response(page, "text/html; charset=utf-8") }
    }

    private static func response(_ text: String, _ type: String) -> Response {
        var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache"]
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
