import SluiceCore
import Testing

@Suite struct `JSON values` {
    static let good: [(json: String, value: JSONValue)] = [
        ("null", .null),
        (" \t\r\ntrue ", .bool(true)),
        ("false", .bool(false)),
        ("0", .number("0")),
        ("-0", .number("-0")),
        ("-12.50e+03", .number("-12.50e+03")),
        ("1E9", .number("1E9")),
        (String(repeating: "9", count: 100), .number(String(repeating: "9", count: 100))),
        (#""""#, .string("")),
        (#""a\"\\\/\b\f\n\r\té""#, .string("a\"\\/\u{08}\u{0C}\n\r\té")),
        (#""\u00e9\u00E9\uD83D\uDE00""#, .string("éé😀")),
        (#""😀 García""#, .string("😀 García")),
        ("\"\u{7F}\"", .string("\u{7F}")),
        ("[]", .array([])),
        ("[ 1 , \"2\" ]", .array([.number("1"), .string("2")])),
        ("{}", .object([])),
        (#"{"b":1,"a":{"b":[null]}}"#, .object([("b", .number("1")), ("a", .object([("b", .array([.null]))]))])),
        (#"{"a":1,"a":2}"#, .object([("a", .number("1")), ("a", .number("2"))])),
    ]

    @Test(arguments: good)
    func `reads what RFC 8259 allows`(json: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(json.utf8)) == value)
    }

    static let bad: [(json: String, offset: Int, expected: JSONFault.Expectation)] = [
        ("", 0, .value),
        ("  ", 2, .value),
        ("nul", 0, .value),
        ("True", 0, .value),
        ("truth", 0, .value),
        ("1 2", 2, .endOfText),
        ("[1,]", 3, .value),
        ("[1", 2, .commaOrEnd),
        ("[1;2]", 2, .commaOrEnd),
        ("{a:1}", 1, .name),
        ("{1:1}", 1, .name),
        (#"{"a" 1}"#, 5, .colon),
        (#"{"a":}"#, 5, .value),
        (#"{"a":1,}"#, 7, .name),
        (#"{"a":1"#, 6, .commaOrEnd),
        ("01", 1, .endOfText),
        ("+1", 0, .value),
        (".5", 0, .value),
        ("-", 1, .digit),
        ("-a", 1, .digit),
        ("1.", 2, .digit),
        ("1.e5", 2, .digit),
        ("1e", 2, .digit),
        ("1e+", 3, .digit),
        ("NaN", 0, .value),
        ("'a'", 0, .value),
        (#""abc"#, 4, .closingQuote),
        (#""abc\"#, 5, .escape),
        (#""\x""#, 1, .escape),
        (#""\u12"#, 1, .escape),
        (#""\u12g4""#, 1, .escape),
        ("\"a\nb\"", 2, .noControlCharacter),
        ("\"\u{0}\"", 1, .noNUL),
        (#""a\u0000""#, 2, .noNUL),
        (#""\ud800""#, 1, .lowSurrogate),
        (#""\ud83dx\ude00""#, 1, .lowSurrogate),
        (#""\ud83d\u0041""#, 1, .lowSurrogate),
        (#""\ude00""#, 1, .lowSurrogate),
        (#""\ude00\ude00""#, 1, .lowSurrogate),
        (#""\ud83d\ud83d""#, 1, .lowSurrogate),
        (#""\ud83d\u00gg""#, 7, .escape),
        (String(repeating: "9", count: 101), 0, .shorterNumber),
        ("// note\n1", 0, .value),
        ("\u{FEFF}1", 0, .value),
    ]

    @Test(arguments: bad)
    func `refuses anything else and says where and why`(
        json: String, offset: Int, expected: JSONFault.Expectation
    ) {
        #expect(throws: JSONFault(at: offset, expected)) { try JSONValue(parsing: Array(json.utf8)) }
    }

    static let broken: [[UInt8]] = [
        [0xFF], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ]

    @Test(arguments: broken)
    func `refuses strings that are not UTF-8, escapes or none`(bytes: [UInt8]) {
        #expect(throws: JSONFault(at: 1, .utf8)) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
        #expect(throws: JSONFault(at: 1, .utf8)) { try JSONValue(parsing: [0x22, 0x5C, 0x6E] + bytes + [0x22]) }
    }

    @Test func `follows 32 levels unless told otherwise, and never exhausts the stack`() throws {
        func nested(_ levels: Int) -> [UInt8] {
            [UInt8](repeating: 0x5B, count: levels) + [UInt8](repeating: 0x5D, count: levels)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(32)) }
        #expect(throws: JSONFault(at: 32, .shallower)) { try JSONValue(parsing: nested(33)) }
        #expect(throws: JSONFault(at: 0, .shallower)) { try JSONValue(parsing: nested(1), depthLimit: 0) }
        #expect(throws: JSONFault(at: 128, .shallower)) { try JSONValue(parsing: nested(600_000), depthLimit: .max) }
        let members = Array(String(repeating: #"{"a":"#, count: 33).utf8)
        #expect(throws: JSONFault(at: 160, .shallower)) { try JSONValue(parsing: members) }
    }

    @Test func `tells faults of syntax from JSON that asks too much`() {
        let asks: Set<JSONFault.Expectation> = [.lowSurrogate, .noNUL, .utf8, .shallower, .shorterNumber]
        for expected in JSONFault.Expectation.allCases {
            #expect(JSONFault(at: 0, expected).isSyntax == !asks.contains(expected))
        }
        #expect(JSONFault(at: 7, .colon).description == "expected a colon at byte 7")
    }

    @Test func `hands out what it is and nothing else`() throws {
        let json = #"{"a":1,"a":"two","c":true,"d":[1.5],"e":null,"f":99999999999999999999}"#
        let value = try JSONValue(parsing: Array(json.utf8))

        #expect(value["a"]?.string == "two")
        #expect(value["a"]?.integer == nil)
        #expect(value["c"]?.bool == true)
        #expect(value["d"]?.elements?.first?.double == 1.5)
        #expect(value["d"]?.elements?.first?.integer == nil)
        #expect(value["e"]?.isNull == true)
        #expect(value["f"]?.integer == nil)
        #expect(value["missing"] == nil)
        #expect(value["a"]?["a"] == nil)
        #expect(value.members?.map(\.name) == ["a", "a", "c", "d", "e", "f"])
        #expect(value.text == json)
        #expect(JSONValue.number("1e999").double == nil)
    }

    @Test func `writes a made-up number as a string, so that the text stays JSON`() {
        #expect(JSONValue.array([.number("1e5"), .number("1,2"), .number("")]).text == #"[1e5,"1,2",""]"#)
    }
}
