import Foundation
public import SluiceCore
public import SluiceDatabase

/// An endpoint with its secrets opened, ready to make requests of deliveries.
public struct PreparedEndpoint: Sendable {
    /// As it is configured.
    public let endpoint: Endpoint
    private let url: String
    private let credentials: String
    private let headers: [OutboundRequest.Header]
    private let keys: [[UInt8]]

    /// Opens what is sealed; throws what `open` throws.
    public init(_ endpoint: Endpoint, open: (String) throws -> String) throws {
        self.endpoint = endpoint
        url = try open(endpoint.sealedURL)
        credentials = try endpoint.sealedCredentials.map(open) ?? ""
        headers = try endpoint.sealedHeaders.map { try HeaderText.read(open($0)) } ?? []
        keys = try endpoint.sealedSecrets.map { Signature.key(try open($0)) ?? [] }
    }

    /// How long an exchange may take, and whom it trusts.
    public var limits: OutboundLimits { OutboundLimits(timeout: endpoint.timeout, authority: endpoint.authority) }

    /// The request of one attempt. Throws a ``DeliveryFault`` where it cannot be made.
    public func request(
        _ stored: DeliveryRequest, messageID: String, at now: Timestamp
    ) throws(DeliveryFault) -> OutboundRequest {
        let address = PreparedEndpoint.joined(
            URLTokens.filled(url) { stored.values[$0] ?? "" }, stored.query, credentials)
        var request: OutboundRequest
        switch endpoint.method {
        case .get: request = OutboundRequest(.get, address, headers: headers)
        case .post:
            request = OutboundRequest(.post, address, headers: headers, body: Array(stored.body.utf8))
            if request.header("Content-Type") == nil, !stored.contentType.isEmpty {
                request.set("Content-Type", stored.contentType)
            }
        }
        if request.header("Accept") == nil { request.set("Accept", "*/*") }
        Signature.sign(&request, id: messageID, at: now, keys: keys)
        return request
    }

    /// The request as people may see it: the address without what is secret in it, secret headers with stars.
    public func shown(_ request: OutboundRequest, _ stored: DeliveryRequest) -> String {
        let place = URLTokens.filled(endpoint.shownURL) { stored.values[$0] ?? "" }
        let query = request.method == .get ? stored.query : ""
        let address = PreparedEndpoint.joined(place, query, credentials.isEmpty ? "" : "***")
        let secret = Set(headers.map { $0.name.lowercased() })
        let harmless: Set = ["content-type", "accept", "user-agent"]
        let lines = request.headers.map { header in
            let name = header.name.lowercased()
            return "\(header.name): \(secret.contains(name) && !harmless.contains(name) ? "***" : header.value)"
        }
        return (["\(request.method.rawValue) \(address)"] + lines).joined(separator: "\n")
    }

    /// An address with more in its query.
    private static func joined(_ url: String, _ parts: String...) -> String {
        parts.filter { !$0.isEmpty }.reduce(url) { url, part in
            url + (url.contains("?") ? (url.hasSuffix("?") || url.hasSuffix("&") ? "" : "&") : "?") + part
        }
    }
}

extension OutboundAnswer {
    /// The answer as an attempt keeps it: status, headers, body; what is no UTF-8 in it is replaced.
    public var kept: String {
        var text = "HTTP \(status)\n"
        for header in headers where text.utf8.count < 8192 { text += "\(header.name): \(header.value)\n" }
        text += "\n" + String(decoding: body, as: UTF8.self)
        return text.contains("\0") ? text.replacing("\0", with: "\u{FFFD}") : text
    }
}
