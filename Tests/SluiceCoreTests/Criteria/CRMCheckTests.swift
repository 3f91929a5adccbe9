import SluiceCore
import Testing

@Suite struct `What an answer of the CRM means` {
    static let rows: [(text: String, row: CRMCheck.Row)] = [
        ("total > 0 -> skip", .init("total", .above(0))),
        ("data.0.exists = true -> skip, dnc", .init("data.0.exists", .equals("true"), addsToDNC: true)),
        ("contact present -> skip, success", .init("contact", .present, isSuccess: true)),
        ("contact absent -> create", .init("contact", .absent, createsLead: true, isSuccess: true)),
        (
            "result = dup -> create DUPCRM, dnc, failure",
            .init("result", .equals("dup"), createsLead: true, status: "DUPCRM", addsToDNC: true)
        ),
        ("http_status = 404 -> create", .init("http_status", .equals("404"), createsLead: true, isSuccess: true)),
        (#""a key" = "x -> y, z" -> skip"#, .init("a key", .equals("x -> y, z"))),
    ]

    @Test(arguments: rows)
    func `says a row, and is written the same`(text: String, row: CRMCheck.Row) {
        let (rows, faults) = CRMNotation.read(text)
        #expect(faults.isEmpty)
        #expect(rows == [row])
        #expect(CRMNotation.text(of: row) == text)
    }

    static let faults: [(text: String, fault: String)] = [
        ("= x -> skip", "row 1: begins with no key"),
        ("total -> skip", "row 1: behind the key stands = VALUE, > NUMBER, present or absent, not nothing"),
        ("total > many -> skip", "row 1: > takes a whole number, not many"),
        ("total > 0", "row 1: has no -> with what follows"),
        ("total > 0 -> ", "row 1: says neither skip nor create"),
        ("\ntotal > 0 -> dnc", "row 2: says neither skip nor create"),
        (
            "total > 0 -> skip, jump",
            "row 1: jump is none of skip, create, create STATUS, dnc, success, failure"
        ),
        (#"total = "x -> skip"#, "row 1: a quote is not closed; has no -> with what follows"),
    ]

    @Test(arguments: faults) func `tells what is wrong with a row`(text: String, fault: String) {
        #expect(CRMNotation.read(text).faults == [fault])
    }

    static let tests: [(test: CRMCheck.Test, values: [String], holds: Bool)] = [
        (.equals("TRUE "), [" true"], true), (.equals("dup"), ["duplicate"], false), (.equals("0"), ["1", "0"], true),
        (.above(0), ["1"], true), (.above(0), ["0"], false), (.above(0), ["0.5"], true), (.above(3), ["many"], false),
        (.above(0), [], false), (.present, ["null"], false), (.present, ["", " "], false), (.present, ["{}"], true),
        (.absent, [], true), (.absent, ["null"], true), (.absent, ["x"], false), (.above(0), ["nan"], false),
    ]

    @Test(arguments: tests) func `holds or not`(test: CRMCheck.Test, values: [String], holds: Bool) {
        #expect(test.holds(values) == holds)
    }

    @Test func `is decided by the first row that matches`() throws {
        var check = CRMCheck(endpointID: EndpointID(1))
        check.rows = CRMNotation.read("a = 1 -> skip\nb = 2 -> create\nhttp_status = 404 -> create").rows
        let answers: [String: [String]] = ["a": ["0"], "b": ["2"]]
        #expect(try check.firstMatch(status: 200) { answers[$0] ?? [] } == 1)
        #expect(try check.firstMatch(status: 404) { _ in [] } == 2)
        #expect(try check.firstMatch(status: 200) { _ in [] } == nil)
        #expect(throws: DeliveryFault.self) {
            try check.firstMatch(status: 200) { _ throws(DeliveryFault) in throw DeliveryFault(.answerUnparsable) }
        }
    }
}
