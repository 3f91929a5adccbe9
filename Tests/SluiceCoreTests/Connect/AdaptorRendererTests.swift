import SluiceCore
import Testing

@Suite struct `An adaptor` {
    static let facts = AdaptorFacts(
        lead: [
            "first_name": .text("Ann"), "status": .text("SALE"), "notes": .text("5 % & more = ü?"), "city": .text(""),
            "created_at": .moment(Timestamp(1_783_199_109_000)), "field_7": .text("12"),
            "phone_number": .text("3105550142"),
        ], callLog: ["status": .text("CB"), "agent_comment": .text("")], extra: ["agent_email": .text("mia@x.com")],
        zone: "America/Los_Angeles", at: Timestamp(1_783_199_109_000))

    private func fields(_ rows: Adaptor.Row...) -> [AdaptorField] {
        AdaptorRenderer.fields(of: Adaptor(id: AdaptorID(1), name: "", rows: rows), Self.facts)
    }

    @Test func `sends what is named, in the order of its rows`() {
        #expect(
            fields(
                .init(.lead("phone_number"), to: ["phone_1", "phone_2"]), .init(.lead("status"), to: []),
                .init(.custom(FieldID(7)), to: ["roof"]), .init(.extra("agent_email"), to: ["agent"]),
                .init(.constant("Sluice"), to: ["source"]), .init(.lead("created_at"), to: ["made"])) == [
                    AdaptorField("phone_1", "3105550142"), AdaptorField("phone_2", "3105550142"),
                    AdaptorField("roof", "12"), AdaptorField("agent", "mia@x.com"), AdaptorField("source", "Sluice"),
                    AdaptorField("made", "2026-07-04 14:05:09"),
                ])
    }

    static let empties: [(fallback: String?, whenEmpty: Adaptor.WhenEmpty, sent: [AdaptorField])] = [
        (nil, .empty, [AdaptorField("x", "")]), (nil, .skip, []), (nil, .null, [AdaptorField("x", nil)]),
        ("none", .empty, [AdaptorField("x", "none")]), ("none", .skip, [AdaptorField("x", "none")]),
        ("", .skip, [AdaptorField("x", "")]),
    ]

    @Test(arguments: empties)
    func `sends its fallback for what is empty, or says so as it is told`(
        fallback: String?, whenEmpty: Adaptor.WhenEmpty, sent: [AdaptorField]
    ) {
        for field in ["city", "email"] {
            #expect(
                fields(.init(.lead(field), to: ["x"], fallback: fallback, whenEmpty: whenEmpty)) == sent, "\(field)")
        }
        let dated = Adaptor.Row(
            .constant("soon"), to: ["x"], fallback: fallback, dateStyle: .age, whenEmpty: whenEmpty)
        #expect(fields(dated) == sent)
    }

    @Test func `puts our words into theirs without regard to case`() {
        let words = ["sale": "closed_won", "NI": "lost", "cb": ""]
        #expect(fields(.init(.lead("status"), to: ["x"], words: words)) == [AdaptorField("x", "closed_won")])
        #expect(fields(.init(.lead("first_name"), to: ["x"], words: words)) == [AdaptorField("x", "Ann")])
        #expect(
            fields(.init(.callLog("status"), to: ["x"], fallback: "y", words: words)) == [AdaptorField("x", "")])
    }

    @Test func `sends of two rows with one name the call's, unless it has nothing`() {
        let (lead, call) = (Adaptor.Row(.lead("status"), to: ["x"]), Adaptor.Row(.callLog("status"), to: ["x"]))
        #expect(fields(lead, call) == [AdaptorField("x", "CB")])
        #expect(fields(call, lead) == [AdaptorField("x", "CB")])
        let name = Adaptor.Row(.lead("first_name"), to: ["x"])
        #expect(fields(name, .init(.callLog("agent_comment"), to: ["x"])) == [AdaptorField("x", "Ann")])
        #expect(fields(name, .init(.callLog("recording"), to: ["x"], fallback: "none")) == [AdaptorField("x", "Ann")])
        #expect(fields(lead, name) == [AdaptorField("x", "Ann")])
    }

    @Test func `warns of names that meet, of dates that are none, and of what does not travel`() {
        let adaptor = Adaptor(
            id: AdaptorID(1), name: "A", isActive: false,
            rows: [
                .init(.callLog("status"), to: ["x"]), .init(.lead("status"), to: ["x", "x.y"]),
                .init(.lead("city"), to: ["city"], dateStyle: .date), .init(.lead("gender"), to: []),
            ])
        #expect(
            adaptor.warnings(AdaptorNotation([])) == [
                "It is not active: nothing is sent through it.",
                "x is mapped from call.status, lead.status; where more than one has a value, call.status is sent.",
                "x.y stands in JSON under its whole name, as it cannot nest.",
                "lead.city has a date format and is no date; such values go as they are.",
                "Without a name nothing travels: lead.gender.",
            ])
    }

    @Test func `is written as a form, a query and JSON`() {
        let sent = fields(
            .init(.lead("first_name"), to: ["first name"]), .init(.lead("notes"), to: ["notes"]),
            .init(.lead("email"), to: ["mail"], whenEmpty: .null), .init(.constant("a~*b"), to: ["c"]))
        #expect(
            AdaptorRenderer.form(sent) == "first+name=Ann&notes=5+%25+%26+more+%3D+%C3%BC%3F&mail=&c=a%7E*b")
        #expect(
            AdaptorRenderer.query(sent)
                == "first%20name=Ann&notes=5%20%25%20%26%20more%20%3D%20%C3%BC%3F&mail=&c=a~%2Ab")
        #expect(
            AdaptorRenderer.json(sent)
                == #"{"first name":"Ann","notes":"5 % & more = ü?","mail":null,"c":"a~*b"}"#)
        #expect(AdaptorRenderer.form([]).isEmpty)
        #expect(AdaptorRenderer.json([]) == "{}")
    }

    static let nestings: [(names: [String], json: String)] = [
        (["properties.email", "id", "properties.name"], #"{"properties":{"email":"0","name":"2"},"id":"1"}"#),
        (["a.b.c", "a.b.d", "a.e"], #"{"a":{"b":{"c":"0","d":"1"},"e":"2"}}"#),
        (["inputs[0].id", "inputs[0].p.x", "n"], #"{"inputs":[{"id":"0","p":{"x":"1"}}],"n":"2"}"#),
        (["a[1]", "a[0]", "a[7].b"], #"{"a":["1","0",{"b":"2"}]}"#), (["a[0][1]", "a[0][0]"], #"{"a":[["1","0"]]}"#),
        (["a[0]", "a.b"], #"{"a":{"[0]":"0","b":"1"}}"#), (["a", "a[0]"], #"{"a":"0","a[0]":"1"}"#),
        (["a[x]", "[0]", "b[]", "c[1234]"], #"{"a[x]":"0","[0]":"1","b[]":"2","c[1234]":"3"}"#),
        (["a", "a.b"], #"{"a":"0","a.b":"1"}"#), (["a.b", "a"], #"{"a.b":"0","a":"1"}"#),
        (["a.b", "a.b.c"], #"{"a":{"b":"0"},"a.b.c":"1"}"#),
        (["a.b.c", "a", "a.d"], #"{"a.b.c":"0","a":"1","a.d":"2"}"#),
        (["a..b", ".", "a.", ".a"], #"{"a..b":"0",".":"1","a.":"2",".a":"3"}"#),
        (["a", "b", "a"], #"{"a":"2","b":"1"}"#),
        (
            [Array(repeating: "a", count: 17).joined(separator: ".")],
            #"{"\#(Array(repeating: "a", count: 17).joined(separator: "."))":"0"}"#
        ),
    ]

    @Test(arguments: nestings)
    func `nests names with dots, and loses none that cannot be nested`(names: [String], json: String) {
        let fields = names.enumerated().map { AdaptorField($0.element, String($0.offset)) }
        #expect(AdaptorRenderer.json(fields) == json)
    }
}
