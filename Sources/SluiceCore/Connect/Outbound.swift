/// One HTTP request to an address that a customer typed, exactly as it is to be sent.
public struct OutboundRequest: Sendable, Hashable {
    /// What is asked of the other side.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// One header field.
    public struct Header: Sendable, Hashable, Codable {
        /// Its name as it is sent.
        public var name: String
        /// Its value.
        public var value: String

        /// A header of these.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is asked.
    public var method: Method
    /// The whole address with its query.
    public var url: String
    /// The headers beside those that the wire needs (`Host`, `Content-Length`).
    public var headers: [Header]
    /// The body; empty where there is none.
    public var body: [UInt8]

    /// A request of these.
    public init(_ method: Method, _ url: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// The last value of a header, whatever the case of its name.
    public func header(_ name: String) -> String? { headers.value(name) }

    /// Sets a header, in place of every one of that name.
    public mutating func set(_ name: String, _ value: String) {
        headers.removeAll { $0.name.lowercased() == name.lowercased() }
        headers.append(Header(name, value))
    }
}

/// What came back, whatever its status.
public struct OutboundAnswer: Sendable, Hashable {
    /// How many bytes of an answer are kept.
    public static let longest = 65_536

    /// The status.
    public var status: Int
    /// The headers.
    public var headers: [OutboundRequest.Header]
    /// The first ``longest`` bytes of the body.
    public var body: [UInt8]
    /// Whether there was more.
    public var isCut: Bool

    /// An answer of these.
    public init(_ status: Int, headers: [OutboundRequest.Header] = [], body: [UInt8] = [], isCut: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isCut = isCut
    }

    /// The last value of a header, whatever the case of its name.
    public func header(_ name: String) -> String? { headers.value(name) }

    /// Whether the status says that it was taken.
    public var isSuccess: Bool { (200...299).contains(status) }
}

extension [OutboundRequest.Header] {
    /// The last value of a header, whatever the case of its name.
    public func value(_ name: String) -> String? {
        last { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// How long one exchange may take, and whom it trusts.
public struct OutboundLimits: Sendable, Hashable {
    /// Milliseconds for everything: name, connection, request and answer.
    public var timeout: Int
    /// Certificates (PEM) to trust instead of the system's.
    public var authority: String?

    /// Limits of these.
    public init(timeout: Int = 20_000, authority: String? = nil) {
        self.timeout = timeout
        self.authority = authority
    }
}

/// The one way out: every request to an address that a customer typed goes through it, and it asks the ``AddressGuard``.
public struct Outbound: Sendable {
    /// Sends a request once and returns whatever came back. It follows no redirect and keeps the first
    /// ``OutboundAnswer/longest`` bytes of the answer.
    public var send: @Sendable (OutboundRequest, OutboundLimits) async -> Result<OutboundAnswer, DeliveryFault>

    /// A way out by this closure.
    public init(
        send: @escaping @Sendable (OutboundRequest, OutboundLimits) async -> Result<OutboundAnswer, DeliveryFault>
    ) {
        self.send = send
    }
}
