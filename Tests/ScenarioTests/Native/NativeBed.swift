import HTTPTypes
import SluiceCore
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

extension TestBed {
    /// Sends a request to the native API with the token of every right, and holds the answer to the shape that its
    /// route declares.
    func api(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: [String: String] = [:],
        token: String? = nil
    ) async throws -> Answer {
        var fields: HTTPFields = [.authorization: "Bearer \(token ?? self.token)"]
        if body != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let answer = try await send(method, "/api/v1/\(path)", headers: fields, body: body)
        try check(answer, method, path)
        return answer
    }

    private func check(_ answer: Answer, _ method: HTTPRequest.Method, _ path: String) throws {
        if answer.status >= 400 {
            #expect(answer.headers[.contentType] == "application/problem+json", "\(path): \(answer.text)")
            #expect(answer.json["status"]?.integer == Int64(answer.status))
            #expect(answer.json["type"]?.string?.hasPrefix("/docs#") == true)
        } else if answer.status != 204, answer.status != 304 {
            let bare = path.split(separator: "?").first.map(String.init) ?? path
            let route = try #require(found(method, bare), "\(method) \(path)")
            if let shape = route.shape {
                let faults = shape.faults(of: answer.json)
                #expect(faults.isEmpty, "\(method) \(path): \(faults) in \(answer.text)")
            }
        }
    }

    private func found(_ method: HTTPRequest.Method, _ path: String) -> NativeRoute? {
        let parts = path.split(separator: "/")
        return Server(self.parts, metrics: PrometheusMetrics()).nativeRoutes.first { route in
            let pattern = route.path.split(separator: "/")
            return route.method.rawValue.uppercased() == method.rawValue && pattern.count == parts.count
                && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }
}

extension TestBed.Answer {
    /// The fields that a problem names, sorted.
    var faults: [String] { (json["errors"]?.elements ?? []).compactMap { $0["field"]?.string }.sorted() }
    /// The elements of a page.
    var items: [JSONValue] { json["items"]?.elements ?? [] }
    /// The tag of what was shown.
    var tag: String { headers[.eTag] ?? "" }
}
