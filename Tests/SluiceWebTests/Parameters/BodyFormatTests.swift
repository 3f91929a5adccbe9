import SluiceWeb
import Testing

@Suite struct `The kind of a body` {
    static let types: [(type: String?, body: String, pairs: [String])] = [
        ("application/x-www-form-urlencoded", "a=1", ["a=1"]),
        ("APPLICATION/X-WWW-Form-Urlencoded", "a=1", ["a=1"]),
        ("application/x-www-form-urlencoded; charset=UTF-8", "a=%C3%A9", ["a=é"]),
        ("application/x-www-form-urlencoded;charset=\"utf-8\"", "a=é", ["a=é"]),
        ("application/x-www-form-urlencoded; charset=us-ascii", "a=1", ["a=1"]),
        ("application/x-www-form-urlencoded; charset=", "a=1", ["a=1"]),
        (" application/json ;charset=utf-8", #"{"a":1}"#, ["a=1"]),
        ("text/json", #"{"a":1}"#, ["a=1"]),
        ("application/x-www-form-urlencoded", #"{"a":1,"b":"c=d"}"#, ["a=1", "b=c=d"]),
        ("application/x-www-form-urlencoded", "\r\n {\"a\":1}", ["a=1"]),
        ("application/x-www-form-urlencoded", "{a=1", ["{a=1"]),
        ("application/x-www-form-urlencoded", #"{"a":1}&b=2"#, [#"{"a":1}="#, "b=2"]),
        (nil, "a=1", ["a=1"]),
        ("", "a=1", ["a=1"]),
        (nil, #"{"a":1}"#, ["a=1"]),
        (nil, "", []),
        ("text/xml", "", []),
        ("application/json", "", []),
        ("multipart/form-data", "", []),
        ("application/json; charset=klingon", "", []),
    ]

    @Test(arguments: types)
    func `follows from its content type, or from itself`(type: String?, body: String, pairs: [String]) throws {
        #expect(try flatten(body, type) == pairs)
    }

    static let unreadable: [(type: String?, body: String, status: Int)] = [
        ("text/xml", "<lead/>", 415),
        ("text/plain", "a=1", 415),
        ("application/xml", "<lead/>", 415),
        ("application/octet-stream", "a=1", 415),
        ("multipart/mixed; boundary=XyZ", "--XyZ--", 415),
        ("charset=utf-8", "a=1", 415),
        ("application/x-www-form-urlencoded; charset=utf-16", "a=1", 400),
        ("application/json; charset=klingon", "{}", 400),
        ("multipart/form-data", "--XyZ--", 400),
        ("multipart/form-data; boundary=", "--XyZ--", 400),
        ("multipart/form-data; boundary=\"\"", "--XyZ--", 400),
        ("application/x-www-form-urlencoded", #"{"a":1"#, 400),
        ("application/x-www-form-urlencoded", #"{"a":"\u0000="}"#, 400),
        (nil, #"{"phone_number":"310"#, 400),
        (nil, "{", 400),
    ]

    @Test(arguments: unreadable)
    func `is refused where we do not read it`(type: String?, body: String, status: Int) throws {
        let refusal = try refusal(body, type)

        #expect(refusal.status == status)
        #expect(!refusal.text.isEmpty)
    }

    @Test func `names the charset when it is unknown`() throws {
        let refusal = try refusal("a=1", SampleType.form + "; charset=utf-7")

        #expect(refusal == UnreadableRequest(status: 400, text: "unknown charset: use utf-8"))
    }

    static let latin: [String] = ["iso-8859-1", "ISO-8859-1", "windows-1252", "cp1252", "latin1"]

    @Test(arguments: latin)
    func `is decoded from the western charsets, escaped or not, names too`(charset: String) throws {
        let raw: [UInt8] = Array("n=Garc".utf8) + [0xED] + Array("a&".utf8) + [0xE9] + Array("=%E9+%80".utf8)
        let form = try FlatParameters(query: nil, contentType: "\(SampleType.form); charset=\(charset)", body: raw)
        #expect(form.pairs == ["n=García", "é=é €"])

        let json = Array(#"{"n":"Garc"#.utf8) + [0xED, 0x61, 0x93] + Array(#"\u00e9"}"#.utf8)
        let object = try FlatParameters(query: nil, contentType: "application/json; charset=\(charset)", body: json)
        #expect(object.pairs == ["n=García“é"])
        let sniffed = try FlatParameters(query: nil, contentType: "\(SampleType.form); charset=\(charset)", body: json)
        #expect(sniffed.pairs == ["n=García“é"])
    }

    @Test func `has a character for every byte of Windows-1252`() throws {
        let body = Array("v=".utf8) + Array(UInt8(0x80)...0xFF)
        let parameters = try FlatParameters(
            query: nil, contentType: "\(SampleType.form); charset=windows-1252", body: body)
        let text = try #require(parameters["v"])

        #expect(text.unicodeScalars.count == 128)
        #expect(Set(text.unicodeScalars).count == 128)
        #expect(String(text.unicodeScalars.prefix(5)) == "€\u{81}‚ƒ„")
        #expect(text.unicodeScalars.dropFirst(32).map(\.value) == Array(0xA0...0xFF))
    }

    @Test func `is the body's alone: the query stays UTF-8`() throws {
        let type = "\(SampleType.form); charset=iso-8859-1"
        #expect(try flatten("b=%E9", type, query: "a=%C3%A9") == ["a=é", "b=é"])
        #expect(try refusal("b=1", type, query: "a=%E9").fields == ["a"])
    }
}
