import SluiceConnect
import SluiceCore
import SluiceTesting
import Testing

@Suite struct `Reading an answer` {
    static let cases: [(type: Endpoint.AnswerType, body: String, key: String, values: [String]?)] = [
        (.json, #"{"data":{"exists":true}}"#, "data.exists", ["true"]),
        (.json, #"{"total":0}"#, "total", ["0"]),
        (.json, #"{"contact":null}"#, "contact", ["null"]),
        (.json, #"{"data":[{"id":"7"},{"id":8}]}"#, "data.0.id", ["7"]),
        (.json, #"{"data":[{"id":"7"},{"id":8}]}"#, "data[1].id", ["8"]),
        (.json, #"{"data":[{"id":"7"},{"id":8}]}"#, "data.id", ["7", "8"]),
        (.json, #"{"key":["v1","v2"]}"#, "key", ["v1", "v2"]),
        (.json, #"{"a":{"b":1}}"#, "a", [#"{"b":1}"#]),
        (.json, "true", "", ["true"]), (.json, #"{"a":1}"#, "b", []), (.json, #"{"a":1}"#, "a.b.c", []),
        (.json, #"{"a":[1]}"#, "a.99999999999999999999", []), (.json, "<html>", "a", nil), (.json, "", "a", nil),
        (.xml, "<Values><value>a</value><value>b</value></Values>", "value", ["a", "b"]),
        (.xml, "<?xml version='1.0'?><response><result>success</result></response>", "response.result", ["success"]),
        (.xml, "<r a=\"<>\"><x><![CDATA[<1>]]></x><y/></r>", "x", ["<1>"]),
        (.xml, "<r><x>a &amp; b &#65;&#x42;</x><!-- no --></r>", "x", ["a & b AB"]),
        (.xml, "<r><x>1</x></r>", "z", []),
        (.xml, "<!DOCTYPE r [<!ENTITY a \"b\">]><r>&a;</r>", "", nil), (.xml, "<r>&a;</r>", "", nil),
        (.xml, "<r><x></r>", "x", nil), (.xml, "<r>", "", nil), (.xml, "<r></r><s></s>", "", nil),
        (.xml, "{}", "x", nil), (.xml, "", "x", nil),
        (.text, "v1, v2,v3", "", ["v1", "v2", "v3"]), (.text, "v1,v2", "1", ["v2"]), (.text, "v1", "5", []),
        (.text, "status=dup, id=4", "status", ["dup"]), (.text, "OK\n", "0", ["OK"]),
    ]

    @Test(arguments: cases)
    func `finds what stands under the key`(
        type: Endpoint.AnswerType, body: String, key: String, values: [String]?
    ) throws {
        guard let values else {
            #expect(throws: DeliveryFault.self) {
                try AnswerReader.values(of: key, in: Array(body.utf8), type, delimiter: ",")
            }
            return
        }
        #expect(try AnswerReader.values(of: key, in: Array(body.utf8), type, delimiter: ",") == values)
    }

    @Test func `never traps, whatever came`() {
        let seed: UInt64 = 20_261_124
        var state = seed
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        let pieces = [
            "<a>", "</a>", "<a/>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#x110000;", "&", "<?", "?>", "x", "\"",
        ]
        for _ in 0..<20_000 {
            let text = (0..<(next() % 12)).map { _ in pieces[next() % pieces.count] }.joined()
            _ = try? AnswerReader.values(of: "a.b", in: Array(text.utf8), .xml, delimiter: ",")
        }
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(throws: DeliveryFault.self, "seed \(seed)") {
            try AnswerReader.values(of: "a", in: Array(deep.utf8), .xml, delimiter: ",")
        }
    }
}
