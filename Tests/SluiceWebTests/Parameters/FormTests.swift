import SluiceWeb
import Testing

@Suite struct `Forms and queries` {
    static let forms: [(form: String, pairs: [String])] = [
        ("", []),
        ("a=1", ["a=1"]),
        ("a=1&b=2", ["a=1", "b=2"]),
        ("&&a=1&&b=2&", ["a=1", "b=2"]),
        ("a", ["a="]),
        ("a=", ["a="]),
        ("=1&a=2", ["a=2"]),
        ("a=b=c", ["a=b=c"]),
        ("a+b=c+d", ["a b=c d"]),
        ("a%20b=c%2Bd", ["a b=c+d"]),
        ("a=%41%62%2f%2F", ["a=Ab//"]),
        ("a=100%", ["a=100%"]),
        ("a=%4", ["a=%4"]),
        ("a=%zz&b=%4g&c=%%41", ["a=%zz", "b=%4g", "c=%A"]),
        ("a=%26%3D&b%26%3D=2", ["a=&=", "b&==2"]),
        ("a[]=1&a[x]=2", ["a[]=1", "a[x]=2"]),
        ("A=1&a=2", ["A=1", "a=2"]),
        ("a;b=1;2", ["a;b=1;2"]),
        ("n=Garc%C3%ADa&e=%F0%9F%98%80", ["n=García", "e=😀"]),
        ("n=García&e=😀", ["n=García", "e=😀"]),
        ("first=1234567%26&second=12345678%26", ["first=1234567&", "second=12345678&"]),
        ("a=%0D%0A%09", ["a=\r\n\t"]),
    ]

    @Test(arguments: forms)
    func `are decoded pair by pair, a bad escape standing for itself`(form: String, pairs: [String]) throws {
        #expect(try flatten(form, SampleType.form) == pairs)
        #expect(try flatten("", nil, query: form) == pairs)
        #expect(try flatten(form, nil) == pairs)
        #expect(try flatten("\u{FEFF}" + form, SampleType.form) == pairs)
    }

    static let repeated: [(query: String, body: String, pairs: [String], duplicates: [String])] = [
        ("a=1", "b=2", ["a=1", "b=2"], []),
        ("a=1&b=2", "a=3", ["a=3", "b=2"], ["a"]),
        ("a=1&a=2&a=3", "", ["a=3"], ["a"]),
        ("a=1", "a=", ["a="], ["a"]),
        ("a=1", "a=1", ["a=1"], ["a"]),
        ("b=1&a=1", "a=2&b=2&c=3", ["b=2", "a=2", "c=3"], ["a", "b"]),
        ("a=1", "A=2", ["a=1", "A=2"], []),
        ("é=1", "e\u{301}=2", ["é=1", "e\u{301}=2"], []),
    ]

    @Test(arguments: repeated)
    func `let the last value win, the body after the query`(
        query: String, body: String, pairs: [String], duplicates: [String]
    ) throws {
        let parameters = try FlatParameters(
            query: query, contentType: SampleType.form, body: Array(body.utf8))

        #expect(parameters.pairs == pairs)
        #expect(parameters.duplicates == duplicates)
    }

    static let tokens: [(query: String, body: String, token: String?, isConflict: Bool)] = [
        ("", "a=1", nil, false),
        ("auth_token=one", "", "one", false),
        ("", "auth_token=one", "one", false),
        ("auth_token=one", "auth_token=one", "one", false),
        ("auth_token=one", "auth_token=two", "two", true),
        ("", "auth_token=one&auth_token=two", "two", true),
        ("auth_token=one", "auth_token=two&auth_token=one", "one", true),
        ("auth_token=one", "auth_token=", "one", false),
        ("auth_token=", "auth_token=", nil, false),
        ("auth_token=one", "Auth_Token=two", "one", false),
    ]

    @Test(arguments: tokens)
    func `tell when two tokens differ, an empty one being none`(
        query: String, body: String, token: String?, isConflict: Bool
    ) throws {
        let parameters = try FlatParameters(
            query: query, contentType: SampleType.form, body: Array(body.utf8))

        #expect(parameters.token == token)
        #expect(parameters.hasConflictingTokens == isConflict)
    }

    @Test func `are looked up by their exact name`() throws {
        let parameters = try FlatParameters(
            query: "a=1&empty=&a_name_of_more_than_sixteen_bytes=2&a_name_of_more_than_sixteen_bites=3",
            contentType: nil)

        #expect(parameters["a"] == "1")
        #expect(parameters["A"] == nil)
        #expect(parameters["empty"] == "")
        #expect(parameters["a_name_of_more_than_sixteen_bytes"] == "2")
        #expect(parameters["a_name_of_more_than_sixteen_bites"] == "3")
        #expect(parameters.given("a") == "1")
        #expect(parameters.given("empty") == nil)
        #expect(parameters.given("missing") == nil)
    }

    static let broken: [[UInt8]] = [
        Array("n=%FF".utf8), Array("n=%C3".utf8), Array("n=%ED%A0%80".utf8), Array("n=%C0%80".utf8),
        Array("n=".utf8) + [0xE9], Array("n=%C3".utf8) + [0x28],
    ]

    @Test(arguments: broken)
    func `are refused where they are not UTF-8`(body: [UInt8]) throws {
        let refusal = try refusal(body + Array("&ok=1&m=%FE".utf8), SampleType.form)

        #expect(refusal.status == 400)
        #expect(refusal.fields == ["n", "m"])
        #expect(refusal.text == "text that is not valid UTF-8: n, m")
    }

    static let nuls: [(form: String, fields: [String])] = [
        ("a=x%00y&b=1", ["a"]),
        ("a=x\u{0}y&b=%00", ["a", "b"]),
        ("ok=1&a%00=1", ["a\u{0}"]),
        ("12345678=12345678%00", ["12345678"]),
    ]

    @Test(arguments: nuls)
    func `are refused where a NUL stands, raw or encoded`(form: String, fields: [String]) throws {
        for refusal in [try refusal(form, SampleType.form), try refusal("", nil, query: form)] {
            #expect(refusal.status == 400)
            #expect(refusal.fields == fields)
            #expect(refusal.text.hasPrefix("a NUL character is not allowed: "))
        }
    }
}
