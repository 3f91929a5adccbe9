import SluiceCore
import Testing

@Suite struct `The notation of adaptors` {
    static let notation = AdaptorNotation([CustomField(id: FieldID(7), name: "roof_age", label: "", kind: .number)])

    static let rows: [(text: String, row: Adaptor.Row)] = [
        (
            "lead.email -> properties.email, mail; default=none@x.com; empty=skip",
            .init(.lead("email"), to: ["properties.email", "mail"], fallback: "none@x.com", whenEmpty: .skip)
        ),
        ("lead.date_of_birth -> dob; date=m/d/Y", .init(.lead("date_of_birth"), to: ["dob"], dateStyle: .american)),
        ("call.call_date -> at; date=F j, Y, g:i a", .init(.callLog("call_date"), to: ["at"], dateStyle: .spelled)),
        ("lead.created_at -> at; date=Y-m-d\\TH:i:s", .init(.lead("created_at"), to: ["at"], dateStyle: .iso)),
        (
            "call.status -> stage; map=NI:lost|SALE:closed_won",
            .init(.callLog("status"), to: ["stage"], words: ["SALE": "closed_won", "NI": "lost"])
        ),
        ("custom.roof_age -> roof", .init(.custom(FieldID(7)), to: ["roof"])),
        ("const.Sluice -> source", .init(.constant("Sluice"), to: ["source"])),
        (#"const."" -> source"#, .init(.constant(""), to: ["source"])),
        (#"const."a -> b; \"c\"\n\\ " -> x"#, .init(.constant("a -> b; \"c\"\n\\ "), to: ["x"])),
        ("const.http://x.example/?a=1 -> First Name", .init(.constant("http://x.example/?a=1"), to: ["First Name"])),
        ("lead.city", .init(.lead("city"), to: [])),
        ("extra.agent_email -> a; empty=null", .init(.extra("agent_email"), to: ["a"], whenEmpty: .null)),
    ]

    @Test(arguments: rows)
    func `says a row, and is written the same`(text: String, row: Adaptor.Row) {
        let (rows, faults) = Self.notation.read(text)
        #expect(faults.isEmpty, "\(faults.map(\.sentence))")
        #expect(rows == [row])
        #expect(Self.notation.text(of: row) == text)
    }

    @Test func `is free in its blanks, and takes a field by its stored name`() {
        let text = "\n  lead.email->a ,b;default= x y ;map= A : 1 | B:2 ;\n\r\ncustom.field_7 -> c\r\n"
        let (rows, faults) = Self.notation.read(text)
        #expect(faults.isEmpty)
        #expect(
            rows == [
                .init(.lead("email"), to: ["a", "b"], fallback: "x y", words: ["A": "1", "B": "2"]),
                .init(.custom(FieldID(7)), to: ["c"]),
            ])
    }

    static let faults: [(text: String, reasons: [String])] = [
        ("email -> x", ["begins with none of lead., call., extra., custom., const."]),
        ("lead.emial -> x", ["the lead has no field emial"]),
        ("lead.first -> x", ["the lead has no field first; there is first_name"]),
        ("lead.roof_age -> x", ["the lead has no field roof_age; it is a custom field: write custom.roof_age"]),
        ("custom.roof -> x", ["no custom field is called roof; there is roof_age"]),
        ("const. -> x", [#"const. has no text; an empty one is """#]),
        ("lead.email -> a, , b", ["a name behind -> is empty"]),
        ("lead.email -> a, a", ["a stands behind -> twice"]),
        (#"lead.email -> "a"#, ["a quote is not closed"]),
        (#"lead.email -> "a" b"#, ["b stands behind a closed quote"]),
        (#"lead.email -> "\q""#, [#"\q is none of " \ n r t u{hex}"#]),
        ("lead.email -> x; colour=red", ["colour is no option; there is default=, date=, map= and empty="]),
        ("lead.email -> x; default=", [#"default= is empty; leave it out, or write """#]),
        ("lead.email -> x; default=a; default=b", ["default is given twice"]),
        (
            "lead.email -> x; map=A; empty=never",
            [
                "map= takes ours:theirs with | between them, such as SALE:closed_won|NI:lost",
                "empty=never is none of empty, skip, null",
            ]
        ),
        ("lead.email -> x; map=A:1|a:2", ["map= has a twice; case makes no difference"]),
    ]

    @Test(arguments: faults)
    func `says everything that is wrong with a row`(text: String, reasons: [String]) {
        let (rows, faults) = Self.notation.read("const.1 -> one\n\n\(text)")
        #expect(rows.count == 1)
        #expect(faults == [.init(line: 3, text: text, reasons: reasons)])
    }

    @Test func `names every bad row at once`() {
        let (_, faults) = Self.notation.read("lead.nothing -> a\nlead.email -> b\nx; date=d\nlead.city -> c; date=d")
        #expect(faults.map(\.line) == [1, 3, 4])
        #expect(
            faults.last?.sentence.hasPrefix("row 4, lead.city -> c; date=d: date=d is none of account | Y-m-d H:i:s")
                == true)
    }
}
