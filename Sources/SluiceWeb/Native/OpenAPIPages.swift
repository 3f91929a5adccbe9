import HTTPTypes
public import Hummingbird
import NIOCore
import SluiceCore
import Synchronization

/// `/openapi.json`, and the same as a page for people at `/docs`. Both say nothing of any account and are open to all.
public struct OpenAPIPages: Sendable {
    private let description: PrintedOnce
    private let page: PrintedOnce

    /// The pages of this description, each printed when it is first asked for.
    public init(_ document: OpenAPIDocument) {
        description = PrintedOnce { document.text }
        page = PrintedOnce { OpenAPIPage(document).text }
    }

    /// Adds the two paths.
    public func add(to router: Router<SluiceContext>) {
        router.get("/openapi.json") { _, _ in OpenAPIPages.response(description.text, "application/json") }
        router.get("/docs") { _, _ in OpenAPIPages.response(page.text, "text/html; charset=utf-8") }
    }

    private static func response(_ text: String, _ type: String) -> Response {
        var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache"]
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// A text that is printed when it is first asked for, and kept.
private final class PrintedOnce: Sendable {
    private let kept = Mutex<String?>(nil)
    private let print: @Sendable () -> String

    init(_ print: @escaping @Sendable () -> String) {
        self.print = print
    }

    var text: String {
        kept.withLock { kept in
            if let kept { return kept }
            let printed = print()
            kept = printed
            return printed
        }
    }
}
