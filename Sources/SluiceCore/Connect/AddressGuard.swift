/// Judges every address that a customer typed before anything is sent there: addresses in, verdict out.
///
/// Whoever resolves a name asks about each address that came of it, and connects to one that was judged, so that a name
/// which leads elsewhere a moment later leads nowhere. Inside addresses are open only where the operator's settings say so.
public struct AddressGuard: Sendable, Hashable {
    /// A host that may be asked although it is inside.
    struct Inside: Sendable, Hashable {
        var name: String?
        var range: AddressRange?
        var port: Int?
    }

    private let inside: [Inside]
    private let ports: Set<Int>

    /// The ports that are open to outside hosts.
    public static let usualPorts: Set<Int> = [80, 443, 8080, 8443]

    /// A guard that lets nobody inside.
    public init() {
        (inside, ports) = ([], AddressGuard.usualPorts)
    }

    /// A guard that lets customers reach `inside`: names, addresses and ranges between commas, each with a port behind
    /// a colon if only that one is meant (`crm.internal:8000, 10.0.0.0/24, [fd00::1]:443`). Nothing for what cannot be
    /// read.
    public init?(inside text: String, ports: String = "") {
        var found: [Inside] = []
        for word in text.split(separator: ",").map({ $0.filter { !$0.isWhitespace } }) where !word.isEmpty {
            guard let host = AddressGuard.read(word) else { return nil }
            found.append(host)
        }
        var numbers: Set<Int> = []
        for word in ports.split(separator: ",").map({ $0.filter { !$0.isWhitespace } }) where !word.isEmpty {
            guard let port = Int(word), (1...65_535).contains(port) else { return nil }
            numbers.insert(port)
        }
        inside = found
        self.ports = numbers.isEmpty ? AddressGuard.usualPorts : numbers
    }

    private static func read(_ word: String) -> Inside? {
        if word.hasPrefix("["), let end = word.firstIndex(of: "]") {
            let behind = word[word.index(after: end)...]
            let port = Int(behind.dropFirst())
            guard let range = AddressRange(word[word.index(after: word.startIndex)..<end]),
                behind.isEmpty || (behind.hasPrefix(":") && port != nil)
            else { return nil }
            return Inside(name: nil, range: range, port: port)
        }
        if let range = AddressRange(word) { return Inside(name: nil, range: range, port: nil) }
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        let port = parts.count == 2 ? Int(parts[1]) : nil
        if parts.count == 2, port.map((1...65_535).contains) != true { return nil }
        if let range = AddressRange(parts[0]) { return Inside(name: nil, range: range, port: port) }
        // A name is one that an address could hold.
        guard let url = try? OutboundURL("http://\(parts[0])/"), url.address == nil else { return nil }
        return Inside(name: url.host, range: nil, port: port)
    }

    /// Why an address may not be asked, before its name is resolved; nothing when it may.
    public func objection(to url: OutboundURL) -> String? {
        if inside.contains(where: { $0.name == url.host && ($0.port ?? url.port) == url.port }) { return nil }
        if let address = url.address {
            if isOpen(address, port: url.port) { return nil }
            if let range = AddressGuard.refused(address) { return "\(range) addresses are not asked" }
        }
        if let name = AddressGuard.refusedName(url.host) { return "names in \(name) are not asked" }
        let isMeantInside = inside.contains { $0.range != nil } && url.address == nil
        guard ports.contains(url.port) || isMeantInside else { return "port \(url.port) is not asked" }
        return nil
    }

    /// The first of the addresses that a name led to and that may be asked. One that may not spoils them all: whoever
    /// answers so means to be asked there another time.
    public func judge(_ addresses: [[UInt8]], of url: OutboundURL) -> Result<[UInt8], DeliveryFault> {
        guard let first = addresses.first else { return .failure(DeliveryFault(.nameUnresolved)) }
        let isNamed = inside.contains { $0.name == url.host && ($0.port ?? url.port) == url.port }
        if isNamed { return .success(first) }
        for address in addresses where !isOpen(address, port: url.port) {
            if let range = AddressGuard.refused(address) {
                return .failure(DeliveryFault(.addressForbidden, detail: "the name leads to \(range) addresses"))
            }
            guard ports.contains(url.port) else {
                return .failure(DeliveryFault(.addressForbidden, detail: "port \(url.port) is not asked"))
            }
        }
        return .success(first)
    }

    private func isOpen(_ address: [UInt8], port: Int) -> Bool {
        let address = AddressGuard.narrowed(address)
        return inside.contains { $0.range?.contains(address) == true && ($0.port ?? port) == port }
    }

    /// What a range is for, where addresses in it are not asked: those of RFC 6890 and its successors that are no public
    /// unicast, and those that carry another address inside.
    static func refused(_ address: [UInt8]) -> String? {
        let address = narrowed(address)
        guard address.count == 4 || address.count == 16 else { return "unknown" }
        return refusedRanges.first { $0.range.contains(address) }?.word
    }

    /// IPv4 that is written as IPv6 counts as itself.
    private static func narrowed(_ address: [UInt8]) -> [UInt8] {
        let isFour =
            address.count == 16 && address.prefix(10).allSatisfy { $0 == 0 } && address[10] == 255 && address[11] == 255
        return isFour ? Array(address.suffix(4)) : address
    }

    private static func refusedName(_ host: String) -> String? {
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        return ["localhost", "local", "internal", "home.arpa", "onion"].first { host == $0 || host.hasSuffix("." + $0) }
    }

    private static let refusedRanges: [(range: AddressRange, word: String)] = [
        ("0.0.0.0/8", "this network's"), ("10.0.0.0/8", "private"), ("100.64.0.0/10", "shared"),
        ("127.0.0.0/8", "loopback"), ("169.254.0.0/16", "link-local"), ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol"), ("192.0.2.0/24", "documentation"), ("192.88.99.0/24", "relay"),
        ("192.168.0.0/16", "private"), ("198.18.0.0/15", "benchmark"), ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"), ("224.0.0.0/4", "multicast"), ("240.0.0.0/4", "reserved"),
        // All of ::/8: unspecified, loopback, and IPv4 in its old compatible form.
        ("::/8", "reserved"), ("64:ff9b::/96", "translated"), ("64:ff9b:1::/48", "translated"),
        ("100::/64", "discarded"), ("2001::/23", "protocol"), ("2001:db8::/32", "documentation"),
        ("2002::/16", "relay"), ("3fff::/20", "documentation"), ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"), ("fe80::/10", "link-local"), ("fec0::/10", "site-local"), ("ff00::/8", "multicast"),
    ].compactMap { text, word in AddressRange(text).map { ($0, word) } }
}
