import SluiceCore
import Testing

@Suite struct `An adaptor turned round` {
    static let fields = [FieldID(7): CustomField(id: FieldID(7), name: "roof_age", label: "", kind: .number)]

    static let cases: [(rows: String, sent: [String], ours: [String])] = [
        ("lead.email -> mail", ["mail=a", "x=b"], ["email=a", "x=b"]),
        ("lead.email -> mail, e", ["e=a"], ["email=a"]),
        ("lead.email -> mail\nlead.notes -> mail", ["mail=a"], ["email=a", "notes=a"]),
        ("lead.email -> mail", ["mail=a", "email=b"], ["email=b"]),
        ("lead.email -> mail", ["mail=a", "email="], ["email=a", "email="]),
        ("lead.email -> mail, e", ["mail=a", "e=b"], ["email=a"]),
        ("lead.email -> mail, e", ["mail=", "e=b"], ["mail=", "email=b"]),
        ("lead.email -> email, mail", ["mail=a", "email=b"], ["email=b"]),
        (
            "lead.last_name -> first_name\nlead.first_name -> last_name", ["first_name=a", "last_name=b"],
            [
                "last_name=a", "first_name=b",
            ]
        ),
        ("custom.roof_age -> roof\nlead.id -> lead", ["roof=1", "lead=2"], ["roof_age=1", "lead_id=2"]),
        (
            "call.status -> s\nconst.x -> c\nlead.created_at -> d\nextra.agent_email -> a",
            ["s=1", "c=2", "d=3", "a=4"],
            [
                "s=1", "c=2", "d=3", "a=4",
            ]
        ),
        ("lead.email -> key", ["key=a"], ["key=a"]),
        ("lead.email", ["email=a"], ["email=a"]),
    ]

    @Test(arguments: cases)
    func `gives parameters our names`(rows: String, sent: [String], ours: [String]) {
        let (rows, faults) = AdaptorNotation(Self.fields.values).read(rows)
        #expect(faults.isEmpty)
        func parameters(_ texts: [String]) -> [LeadPost.Parameter] {
            texts.map { text in
                let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return LeadPost.Parameter(pair[0], pair[1])
            }
        }
        let adaptor = Adaptor(id: AdaptorID(1), name: "A", rows: rows)
        let renamed = adaptor.renamed(parameters(sent), fields: Self.fields) { $0 == "key" }
        #expect(renamed == parameters(ours))
    }
}
