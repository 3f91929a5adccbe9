public import HTTPTypes
public import SluiceCore

/// Which address a request came from: the peer's, or what a trusted proxy says (product page, *Answers*).
public struct ClientAddress: Sendable {
    private let proxies: [AddressRange]

    /// Believes `X-Forwarded-For` from these proxies only.
    public init(trusting proxies: [AddressRange]) {
        self.proxies = proxies
    }

    /// The nearest address in the chain that is no proxy of ours.
    public func address(peer: String?, headers: HTTPFields) -> String? {
        guard !proxies.isEmpty else { return peer }
        guard let peer, isProxy(peer), let name = ClientAddress.forwarded else { return peer }
        let chain = headers[values: name].joined(separator: ",").split(separator: ",")
            .map { $0.trimmingPrefix { $0 == " " }.prefix { $0 != " " } }.map(String.init)
        return chain.last { !isProxy($0) } ?? peer
    }

    private static let forwarded = HTTPField.Name("X-Forwarded-For")

    private func isProxy(_ address: String) -> Bool {
        proxies.contains { $0.contains(address) }
    }
}
