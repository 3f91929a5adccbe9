import SluiceWeb
import Testing

@Suite struct `Flat JSON bodies` {
    static let objects: [(json: String, pairs: [String])] = [
        ("{}", []),
        (" { } ", []),
        (#"{"a":"1"}"#, ["a=1"]),
        (#"{"a":1,"b":-2.50,"c":1e3,"d":3105556789}"#, ["a=1", "b=-2.50", "c=1e3", "d=3105556789"]),
        (#"{"t":true,"f":false,"n":null,"e":""}"#, ["t=true", "f=false", "n=", "e="]),
        (#"{"a":"q\"\u00e9\ud83d\ude00\n"}"#, ["a=q\"é😀\n"]),
        (#"{"a":1,"b":2,"a":"3"}"#, ["a=3", "b=2"]),
        (#"{"":1,"a":2}"#, ["a=2"]),
        (#"{"a[]":1,"García":"ñ"}"#, ["a[]=1", "García=ñ"]),
        ("\u{FEFF}{\"a\":1}", ["a=1"]),
        ("{\"a\":\"12345678\",\r\n\t\"b\":\"\"}", ["a=12345678", "b="]),
    ]

    @Test(arguments: objects)
    func `give each value as its text`(json: String, pairs: [String]) throws {
        #expect(try flatten(json, SampleType.json) == pairs)
    }

    @Test func `come after the query`() throws {
        let parameters = try FlatParameters(
            query: "a=1&b=2", contentType: SampleType.json, body: Array(#"{"b":3,"auth_token":"t"}"#.utf8))

        #expect(parameters.pairs == ["a=1", "b=3", "auth_token=t"])
        #expect(parameters.duplicates == ["b"])
        #expect(parameters.token == "t")
    }

    @Test func `name every nested value at once`() throws {
        let json = #"{"a":{"b":1},"c":1,"d":[],"e":[[1]],"c":2,"a":{}}"#
        for type in [SampleType.json, SampleType.form, nil] {
            let refusal = try refusal(json, type)
            #expect(refusal.status == 422)
            #expect(refusal.fields == ["a", "d", "e"])
            #expect(refusal.text.hasPrefix("nested values are not supported: a, d, e"))
        }
    }

    static let broken: [String] = [
        "{", "{a:1}", #"{"a":1,}"#, #"{"a":1}}"#, #"{"a":1} x"#, #"{"a":'1'}"#, "[1", "nope", #"{"a":01}"#,
        #"{"a":"\x"}"#, "{\"a\":\"b\nc\"}", "a=1", #"{"a":[1,}"#,
    ]

    @Test(arguments: broken)
    func `are refused where they are no JSON`(json: String) throws {
        let refusal = try refusal(json, SampleType.json)

        #expect(refusal.status == 400)
        #expect(refusal.text.hasPrefix("the JSON body cannot be read: expected "))
    }

    static let badText: [(json: String, field: String)] = [
        (#"{"ok":1,"a":"x\u0000"}"#, "a"),
        (#"{"ok":1,"a":"\ud800"}"#, "a"),
        ("{\"a\":\"\u{0}\"}", "a"),
        (#"{"a":1"# + String(repeating: "0", count: 100) + "}", "a"),
        (#"{"a":"# + String(repeating: "[", count: 100_000), "a"),
    ]

    @Test(arguments: badText)
    func `name the field whose value cannot be stored`(json: String, field: String) throws {
        for type in [SampleType.json, SampleType.form] {
            let refusal = try refusal(json, type)
            #expect(refusal.status == 400)
            #expect(refusal.fields == [field])
            #expect(refusal.text.hasSuffix(": \(field)"))
        }
    }

    @Test func `name the field that is not UTF-8`() throws {
        let refusal = try refusal(Array(#"{"a":""#.utf8) + [0xE9] + Array(#""}"#.utf8), SampleType.json)

        #expect(refusal.status == 400)
        #expect(refusal.fields == ["a"])
    }

    static let others: [String] = ["[]", "[1]", "1", "\"a\"", "null", "true"]

    @Test(arguments: others)
    func `must be objects`(json: String) throws {
        #expect(try refusal(json, SampleType.json).status == 422)
    }
}
