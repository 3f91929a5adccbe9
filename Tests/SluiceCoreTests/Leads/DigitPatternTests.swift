import Testing

@testable import SluiceCore

@Suite struct `The shape of a national number` {
    static let cases: [(pattern: String, takes: [String], refuses: [String])] = [
        ("x", ["0", "9"], ["", "12"]),
        ("[2-9]x{2}", ["200", "999"], ["100", "20", "2000"]),
        ("[13-57]", ["1", "3", "4", "5", "7"], ["0", "2", "6", "8"]),
        ("8(00|[14]x)x?", ["800", "8001", "815", "8459"], ["80", "820", "80011"]),
        ("1x{2,4}", ["100", "1000", "10000"], ["10", "100000"]),
        ("(12|1)2", ["122", "12"], ["1", "1222"]),
        ("1?1?1", ["1", "11", "111"], ["", "1111"]),
        ("x{0,1}2", ["2", "12"], ["1"]),
    ]

    @Test(arguments: cases)
    func `is matched whole`(pattern: String, takes: [String], refuses: [String]) throws {
        let shape = try #require(DigitPattern(pattern))
        for digits in takes { #expect(shape.matches(DigitRun(digits)), "\(digits)") }
        for digits in refuses { #expect(!shape.matches(DigitRun(digits)), "\(digits)") }
    }

    @Test(arguments: [
        "", "|", "(", "(x", "x)", "[", "[1", "[9-1]", "[a]", "x{", "x{3", "x{3,1}", "x{}", "?", "a", "x**", "x{111}",
        String(repeating: "(", count: 100_000) + "x",
    ])
    func `that is badly written is nil`(pattern: String) {
        #expect(DigitPattern(pattern) == nil)
    }

    @Test func `is known for every calling code`() {
        let lines = CallingCodesData.plans.split(separator: "\n")
        #expect(lines.count > 215)
        #expect(CallingCodes.all.map(\.plans.count).reduce(0, +) == lines.count)
        #expect(CallingCodes.all.allSatisfy { $0.plans.allSatisfy { $0.pattern != nil && $0.lengths != 0 } })
    }

    // Ways through a pattern must not multiply: a backtracking matcher would not come back from this one.
    @Test func `takes no longer when it is cruel`() throws {
        let cruel = (0..<14).reduce("x{0,30}") { inner, _ in "(\(inner)){0,2}" }
        let shape = try #require(DigitPattern("(x?){30}(x?){30}(x{0,30}){0,30}1"))
        #expect(!shape.matches(DigitRun("000000000000000000")))
        #expect(DigitPattern(cruel)?.matches(DigitRun("123")) == true)
    }
}
