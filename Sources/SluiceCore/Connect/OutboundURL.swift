/// An address that a customer typed, taken apart strictly (RFC 3986): what two readers could take for two addresses is
/// refused.
///
/// Hosts are names of ASCII letters, digits, hyphens and underscores, four plain decimal numbers, or IPv6 in brackets.
/// Everything else that some resolver somewhere would accept (`0x7f.1`, `2130706433`, `127.1`, `%31`, full-width digits,
/// `user@host`, a backslash) names another address than it seems to.
public struct OutboundURL: Sendable, Hashable {
    /// How it is spoken to.
    public enum Scheme: String, Sendable, Hashable {
        case http
        case https
    }

    /// Why a text is no address.
    public enum Fault: String, Error, Sendable, Hashable, CaseIterable {
        case tooLong = "is longer than 2,000 characters"
        case characters = "has a blank, a control character, a backslash or a letter that is not ASCII in it"
        case scheme = "begins with neither http:// nor https://"
        case userInfo = "holds a user's name; put credentials into their own field"
        case host = "has no host that is plainly written: a name, four decimal numbers, or IPv6 in brackets"
        case port = "has a port that is no number from 1 to 65535"
    }

    /// How it is spoken to.
    public let scheme: Scheme
    /// The host in lower case, IPv6 without brackets.
    public let host: String
    /// The port, the scheme's own where none was written.
    public let port: Int
    /// Path and query as they were written, `/` at least. What stands behind `#` is nobody's but the browser's.
    public let target: String
    /// The host's bytes where it is an address and no name.
    public let address: [UInt8]?

    /// Takes an address apart.
    public init(_ text: String) throws(Fault) {
        guard text.utf8.count <= 2000 else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }) else { throw .characters }
        guard let colon = text.firstRange(of: "://") else { throw .scheme }
        guard let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased()) else { throw .scheme }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw .userInfo }
        let (name, portText) = try OutboundURL.split(authority)
        var port = scheme == .https ? 443 : 80
        if let portText {
            guard (1...5).contains(portText.utf8.count), portText.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
                let number = Int(portText), (1...65_535).contains(number)
            else { throw .port }
            port = number
        }
        let written = String(rest[end...].prefix { $0 != "#" })
        self.scheme = scheme
        self.port = port
        target = written.hasPrefix("/") ? written : "/" + written
        if authority.hasPrefix("[") {
            guard name.contains(":"), !name.contains("%"), let bytes = AddressRange.bytes(of: name) else {
                throw .host
            }
            (host, address) = (name, bytes)
        } else {
            host = try OutboundURL.name(name)
            address = host.contains(":") ? nil : AddressRange.bytes(of: host)
        }
    }

    /// `https://crm.example`, with the port where it is not the scheme's own.
    public var origin: String {
        let isUsual = port == (scheme == .https ? 443 : 80)
        return "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host)\(isUsual ? "" : ":\(port)")"
    }

    /// The whole address as it is asked.
    public var text: String { origin + target }

    /// The address without what lets somebody in: values of its query are stars, and so is the path of a Zapier hook,
    /// whose address is its only secret.
    public var shown: String {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "/")
        if host == "hooks.zapier.com", path.hasPrefix("/hooks/") { path = "/hooks/***" }
        guard parts.count == 2 else { return origin + path }
        let query = parts[1].split(separator: "&", omittingEmptySubsequences: true).map { pair in
            let name = pair.prefix { $0 != "=" }
            return name.utf8.count == pair.utf8.count ? "***" : "\(name)=***"
        }
        return origin + path + "?" + query.joined(separator: "&")
    }

    private static func split(_ authority: Substring) throws(Fault) -> (name: String, port: String?) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .host }
            let name = String(authority[authority.index(after: authority.startIndex)..<end])
            let behind = authority[authority.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { throw .host }
            return (name.lowercased(), behind.isEmpty ? nil : String(behind.dropFirst()))
        }
        guard let colon = authority.firstIndex(of: ":") else { return (authority.lowercased(), nil) }
        return (authority[..<colon].lowercased(), String(authority[authority.index(after: colon)...]))
    }

    private static func name(_ text: String) throws(Fault) -> String {
        if AddressRange.bytes(of: text) != nil, !text.contains(":") {
            // Some read `010` as eight.
            let isPlain = text.split(separator: ".").allSatisfy { $0 == "0" || !$0.hasPrefix("0") }
            guard isPlain else { throw .host }
            return text
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isSpelled = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte == 45 || byte == 95
                }
        }
        guard isSpelled, text.utf8.count <= 253, let last = labels.last else { throw .host }
        // A last label that is a number makes the whole an address to some resolvers.
        let isNumber = last.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } || last.hasPrefix("0x")
        guard !isNumber else { throw .host }
        return text
    }
}
