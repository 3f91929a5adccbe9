import SluiceCore
import SluiceWeb
import Testing

@Suite struct `Shapes` {
    struct Case: Sendable, CustomTestStringConvertible {
        let shape: Shape
        let value: String
        let faults: [String]
        var testDescription: String { value }
    }

    private static let inner = Shape.object([
        .init("name", .text(1...3), isRequired: true), .init("many", .list(.integer(1...5))),
        .init("words", .map(.flag)), .init("kind", .choice(["red", "Blue"])),
        .init("of", .optional(.reference("list"))),
    ])

    static let cases: [Case] = [
        Case(shape: inner, value: #"{"name":"abc"}"#, faults: []),
        Case(
            shape: inner, value: #"{"name":"äöü","many":[1,5],"words":{"a":true},"kind":"blue","of":null}"#, faults: []),
        Case(shape: inner, value: #"{}"#, faults: ["name"]),
        Case(
            shape: inner, value: #"{"name":"abcd","many":[0,1,"2"],"x":1}"#,
            faults: ["name", "many[0]", "many[2]", "x"]),
        Case(
            shape: inner, value: #"{"name":null,"words":{"a":1},"kind":"green","of":1.5}"#,
            faults: ["name", "words.a", "kind", "of"]),
        Case(shape: inner, value: #"{"name":"a","of":7}"#, faults: []),
        Case(shape: inner, value: #"{"name":"a","of":"List"}"#, faults: []),
        Case(shape: inner, value: #"[]"#, faults: ["body"]),
        Case(shape: .integer(), value: "1.0", faults: ["body"]),
        Case(shape: .integer(), value: "99999999999999999999", faults: ["body"]),
        Case(shape: .optional(.flag), value: "null", faults: []),
        Case(shape: .flag, value: "null", faults: ["body"]),
        Case(shape: .any, value: #"{"anything":[1]}"#, faults: []),
    ]

    @Test(arguments: cases)
    func `name everything that is wrong with a value`(asked: Case) throws {
        let value = try JSONValue(parsing: Array(asked.value.utf8))
        #expect(asked.shape.faults(of: value).map(\.field) == asked.faults)
    }

    @Test func `text in a page is never markup`() {
        #expect(HTML("<a href=\"x\">&'").markup == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
        let link = HTML.tag("a", ["href": "\"><script>"], HTML("<b>"))
        #expect(link.markup == "<a href=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;</a>")
        #expect(HTML.note("take `<x>` so").markup == "take <code>&lt;x&gt;</code> so")
    }
}
