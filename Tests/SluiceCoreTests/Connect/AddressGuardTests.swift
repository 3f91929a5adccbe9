import SluiceCore
import SluiceTesting
import Testing

@Suite struct `The address guard` {
    /// Addresses at the edges of every refused range, and what they are called.
    static let refused = [
        "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
        "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
        "5f00::1",
        "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
    ]

    @Test(arguments: refused) func `refuses what is no public address`(text: String) throws {
        let address = try #require(AddressRange.bytes(of: text))
        let named = try OutboundURL("https://crm.example/")
        let literal = try OutboundURL("https://\(text.contains(":") ? "[\(text)]" : text)/")

        guard case .failure(let fault) = AddressGuard().judge([address], of: named) else {
            Issue.record("\(text) passed")
            return
        }
        #expect(fault.code == .addressForbidden)
        #expect(AddressGuard().objection(to: literal) != nil)
    }

    static let taken = [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1",
    ]

    @Test(arguments: taken) func `takes public addresses`(text: String) throws {
        let address = try #require(AddressRange.bytes(of: text))
        let url = try OutboundURL("https://crm.example/")
        #expect(AddressGuard().objection(to: url) == nil)
        #expect(try AddressGuard().judge([address], of: url).get() == address)
    }

    @Test func `is spoiled by one bad address among good ones`() throws {
        let url = try OutboundURL("https://crm.example/")
        let addresses = ["1.1.1.1", "169.254.169.254"].compactMap { AddressRange.bytes(of: $0) }
        #expect(throws: DeliveryFault.self) { try AddressGuard().judge(addresses, of: url).get() }
        #expect(throws: DeliveryFault(.nameUnresolved)) { try AddressGuard().judge([], of: url).get() }
    }

    /// Spellings that some reader takes for an inside address, or for another host than it seems.
    static let spellings: [(text: String, fault: OutboundURL.Fault)] = [
        ("http://0x7f.0.0.1/", .host), ("http://0x7f000001/", .host), ("http://2130706433/", .host),
        ("http://127.1/", .host), ("http://127.0.1/", .host), ("http://0177.0.0.1/", .host),
        ("http://127.000.000.001/", .host), ("http://127.0.0.1./", .host), ("http://127.0.0.256/", .host),
        ("http://localhost./", .host), ("http://1.2.3.4.5/", .host), ("http://crm.example.0x1/", .host),
        ("http://%31%32%37.0.0.1/", .host), ("http://crm%2eexample/", .host), ("http://[::1/", .host),
        ("http://[::1]x/", .host), ("http://[fe80::1%25eth0]/", .host), ("http://[127.0.0.1]/", .host),
        ("http://-crm.example/", .host), ("http:///path", .host), ("http://", .host), ("http://.../", .host),
        ("http://\u{2460}\u{2461}\u{2466}.0.0.1/", .characters), ("http://\u{FF11}27.0.0.1/", .characters),
        ("http://127\u{3002}0.0.1/", .characters), ("http://crm.example/\u{0}", .characters),
        ("http://crm.example\t/", .characters), ("http://crm.example/a b", .characters),
        ("http://crm.example\r\nHost: x/", .characters), ("http://good\\@127.0.0.1/", .characters),
        ("http://user@127.0.0.1/", .userInfo), ("http://crm.example@127.0.0.1/", .userInfo),
        ("http://a:b@crm.example/", .userInfo), ("ftp://crm.example/", .scheme), ("file:///etc/passwd", .scheme),
        ("gopher://crm.example/", .scheme), ("//crm.example/", .scheme), ("crm.example", .scheme), ("", .scheme),
        ("http://crm.example:0/", .port), ("http://crm.example:65536/", .port), ("http://crm.example:8o/", .port),
        ("http://crm.example:/", .port), ("http://crm.example:-1/", .port),
    ]

    @Test(arguments: spellings) func `reads no address that can be read in two ways`(
        text: String, fault: OutboundURL.Fault
    ) {
        #expect(throws: fault) { try OutboundURL(text) }
    }

    static let inside: [(text: String, isTaken: Bool)] = [
        ("http://localhost/", false), ("http://db.localhost/", false), ("http://printer.local/", false),
        ("http://metadata.google.internal/", false), ("http://crm.example:22/", false),
        ("http://crm.example:8080/", true), ("https://CRM.Example/", true), ("http://[2606:4700::1111]/", true),
        ("http://1.1.1.1/", true), ("http://1.1.1.1:25/", false),
    ]

    @Test(arguments: inside) func `asks no inside name and no odd port`(text: String, isTaken: Bool) throws {
        #expect((AddressGuard().objection(to: try OutboundURL(text)) == nil) == isTaken)
    }

    static let openings: [(settings: String, url: String, address: String, isTaken: Bool)] = [
        ("127.0.0.1", "http://127.0.0.1:9000/", "127.0.0.1", true),
        ("127.0.0.1:9000", "http://127.0.0.1:9001/", "127.0.0.1", false),
        ("127.0.0.1:9000", "http://127.0.0.1:9000/", "127.0.0.1", true),
        ("10.1.0.0/16", "http://crm.office:8000/", "10.1.2.3", true),
        ("10.1.0.0/16", "http://crm.office:8000/", "10.2.2.3", false),
        ("10.1.0.0/16", "http://crm.example:8000/", "1.1.1.1", false),
        ("crm.internal:8000", "http://crm.internal:8000/", "192.168.0.9", true),
        ("crm.internal:8000", "http://crm.internal/", "192.168.0.9", false),
        ("[fd00::1]:443, crm.internal", "https://[fd00::1]/", "fd00::1", true),
        ("[fd00::1]:443", "http://[fd00::1]/", "fd00::1", false),
        ("fd00::/8", "http://box.office/", "fd00::7", true),
    ]

    @Test(arguments: openings) func `lets customers inside where the operator says so`(
        settings: String, url: String, address: String, isTaken: Bool
    ) throws {
        let guardian = try #require(AddressGuard(inside: settings))
        let (url, bytes) = (try OutboundURL(url), try #require(AddressRange.bytes(of: address)))
        let verdict = guardian.objection(to: url) == nil && (try? guardian.judge([bytes], of: url).get()) != nil
        #expect(verdict == isTaken)
    }

    @Test(arguments: ["crm internal:x", "1.2.3.4:99999", "[::1", "[::1]:x", "a:b:c", "-x"])
    func `says that it cannot read a setting`(text: String) {
        #expect(AddressGuard(inside: text) == nil)
    }

    @Test func `shows an address without what lets somebody in`() throws {
        let shown = [
            "https://hooks.zapier.com/hooks/catch/123/abc/": "https://hooks.zapier.com/hooks/***",
            "https://crm.example:8443/start?token=abc&x": "https://crm.example:8443/start?token=***&***",
            "http://CRM.example": "http://crm.example/", "http://[2606:4700::1]/a#b": "http://[2606:4700::1]/a",
        ]
        for (text, expected) in shown { #expect(try OutboundURL(text).shown == expected) }
    }

    @Test func `never traps on any text`() {
        var seed = PhoneDice(seed: 7)
        let alphabet = Array("htp:/@[]%.0127xfa:#?&\\ \u{e9}-")
        for _ in 0..<20_000 {
            let text = String((0..<(seed.next() % 24)).map { _ in alphabet[Int(seed.next() % UInt64(alphabet.count))] })
            if let url = try? OutboundURL("http://" + text) {
                #expect((try? OutboundURL(url.text))?.host == url.host)
                _ = AddressGuard().objection(to: url)
            }
        }
    }
}
