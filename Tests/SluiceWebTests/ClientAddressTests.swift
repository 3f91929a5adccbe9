import HTTPTypes
import SluiceCore
import SluiceWeb
import Testing

@Suite struct `The client's address` {
    static let cases: [(peer: String?, forwarded: String?, expected: String?)] = [
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", nil, "10.0.0.1"), (nil, "203.0.113.9", nil),
    ]

    @Test(arguments: cases)
    func `comes from X-Forwarded-For only behind a trusted proxy`(
        peer: String?, forwarded: String?, expected: String?
    ) throws {
        let range = try #require(AddressRange("10.0.0.0/8"))
        var headers = HTTPFields()
        if let forwarded, let name = HTTPField.Name("X-Forwarded-For") { headers[name] = forwarded }
        #expect(ClientAddress(trusting: [range]).address(peer: peer, headers: headers) == expected)
    }

    static let ranges: [(range: String, address: String, isInside: Bool)] = [
        ("203.0.113.0/24", "203.0.113.255", true), ("203.0.113.0/24", "203.0.114.0", false),
        ("203.0.113.7", "203.0.113.7", true), ("203.0.113.7", "203.0.113.8", false), ("0.0.0.0/0", "9.9.9.9", true),
        ("10.0.0.0/9", "10.127.0.1", true), ("10.0.0.0/9", "10.128.0.1", false),
        ("2001:db8::/32", "2001:db8:1::5", true), ("2001:db8::/32", "2001:db9::", false),
        ("203.0.113.0/24", "::ffff:203.0.113.9", true), ("::1", "::1", true), ("::1", "127.0.0.1", false),
    ]

    @Test(arguments: ranges)
    func `ranges hold what they name`(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(address) == isInside)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.4/33", "::1::", "g::", "1.2.3.4/", "12345::"])
    func `what is no address is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
