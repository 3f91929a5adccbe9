import SluiceCore
import Testing

@Suite struct `JSON text` {
    static let strings: [(text: String, json: String)] = [
        ("", #""""#),
        ("plain", #""plain""#),
        ("exactly8", #""exactly8""#),
        ("a \"quoted\" word", #""a \"quoted\" word""#),
        (#"C:\leads"#, #""C:\\leads""#),
        ("line\nbreak\r\ttab", #""line\nbreak\r\ttab""#),
        ("\u{08}\u{0C}", #""\b\f""#),
        ("\u{00}\u{01}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""),
        ("a/b", #""a/b""#),
        ("García 😀 \u{2028}", "\"García 😀 \u{2028}\""),
        ("sixteen bytes ok\"", #""sixteen bytes ok\"""#),
        ("\"first", #""\"first""#),
        ("1234567\"", #""1234567\"""#),
        ("12345678\\", #""12345678\\""#),
    ]

    @Test(arguments: strings)
    func `escapes what the RFC demands and nothing else`(text: String, expected: String) {
        var json = JSONText()
        json.string(text)

        #expect(json.text() == expected)
        #expect(json.count == expected.utf8.count)
    }

    static let integers: [(Int64, String)] = [
        (0, "0"), (7, "7"), (-1, "-1"), (10, "10"), (99, "99"), (100, "100"), (-1_000_000, "-1000000"),
        (.max, "9223372036854775807"), (.min, "-9223372036854775808"),
    ]

    @Test(arguments: integers)
    func `writes integers to the last digit`(number: Int64, expected: String) {
        var json = JSONText()
        json.integer(number)

        #expect(json.text() == expected)
    }

    @Test func `puts commas between members and elements, and nowhere else`() {
        var json = JSONText()
        json.beginObject()
        json.key("none")
        json.beginArray()
        json.endArray()
        json.key("many")
        json.beginArray()
        json.integer(1)
        json.bool(true)
        json.bool(false)
        json.null()
        json.beginObject()
        json.endObject()
        json.beginObject()
        json.member("a\"", "1")
        json.member("b", "2")
        json.endObject()
        json.string("x")
        json.raw("[1]")
        json.endArray()
        json.member("last", "")
        json.endObject()

        #expect(
            json.text()
                == #"{"none":[],"many":[1,true,false,null,{},{"a\"":"1","b":"2"},"x",[1]],"last":""}"#)
    }

    @Test func `writes an object of pairs in their order`() {
        #expect(JSONText.object([]) == "{}")
        #expect(JSONText.object([("b", "2"), ("a", "ä\n")]) == #"{"b":"2","a":"ä\n"}"#)
    }

    @Test func `grows as far as it must`() {
        let long = String(repeating: "é\n", count: 40_000)
        var json = JSONText(capacity: 0)
        json.string(long)

        #expect(json.count == 2 + 40_000 * 4)
        #expect(Array(json.text().utf8) == json.bytes)
        #expect(json.text() == "\"" + String(repeating: #"é\n"#, count: 40_000) + "\"")
    }
}
