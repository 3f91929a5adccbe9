import SluiceCore

/// Adaptors and facts by chance: odd texts, dots, quotes, ends of time.
struct AdaptorDice {
    private var generator: JSONDice

    static let fields = [
        CustomField(id: FieldID(1), name: "roof", label: "", kind: .text),
        CustomField(id: FieldID(2), name: "Field2", label: "", kind: .date),
    ]

    private static let pieces = [
        "a", "b", "Z", "9", " ", " ", ".", ".", ",", ";", ":", "|", "->", "-", ">", "\"", "\\", "\n", "\r", "\r\n",
        "\t", "=",
        "\u{0}", "\u{85}", "\u{2028}", "\u{a0}", "\u{308}", "é", "e\u{301}", "😀", "👨‍👩‍👧", "{", "}", "%", "&", "+", "none",
        "2026-01-02",
        "2026-01-02 03:04:05", "\u{feff}", "\u{10ffff}",
    ]

    init(seed: UInt64) { generator = JSONDice(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func text(_ length: ClosedRange<Int> = 0...8) -> String {
        (0..<number(length)).map { _ in Self.pieces[number(0...Self.pieces.count - 1)] }.joined()
    }

    mutating func source() -> AdaptorSource {
        func one(_ table: Set<String>, _ place: Int) -> String { table.sorted()[place % table.count] }
        return switch number(0...4) {
        case 0: .lead(one(AdaptorSections.lead, number(0...100)))
        case 1: .callLog(one(AdaptorSections.call, number(0...100)))
        case 2: .extra(one(AdaptorSections.extra, number(0...100)))
        case 3: .custom(FieldID(Int64(number(1...2))))
        default: .constant(text())
        }
    }

    mutating func row() -> Adaptor.Row {
        var names: [String] = []
        for _ in 0..<number(0...4) {
            let name = text(1...5)
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        var row = Adaptor.Row(source(), to: names)
        if number(0...1) == 0 { row.fallback = text() }
        if number(0...1) == 0 { row.dateStyle = DateStyle.allCases[number(0...16)] }
        row.whenEmpty = Adaptor.WhenEmpty.allCases[number(0...2)]
        for _ in 0..<number(0...3) {
            let key = text()
            if !row.words.keys.contains(where: { $0.lowercased() == key.lowercased() }) { row.words[key] = text() }
        }
        return row
    }

    mutating func adaptor() -> Adaptor {
        Adaptor(id: AdaptorID(1), name: "", rows: (0..<number(0...12)).map { _ in row() })
    }

    private mutating func moment() -> Timestamp {
        switch number(0...3) {
        case 0: Timestamp([.min, .max, 0, -1, .max - 1][number(0...4)])
        case 1: Timestamp(Int64.random(in: .min ... .max, using: &generator))
        default: Timestamp(Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &generator))
        }
    }

    mutating func facts() -> AdaptorFacts {
        let zones = ["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Chatham", "nowhere"]
        var facts = AdaptorFacts(zone: zones[number(0...4)], at: moment())
        for name in AdaptorSections.lead.union(["field_1", "field_2"]).sorted() { facts.lead[name] = value() }
        for name in AdaptorSections.call.sorted() { facts.callLog[name] = value() }
        for name in AdaptorSections.extra.sorted() { facts.extra[name] = value() }
        return facts
    }

    private mutating func value() -> AdaptorFacts.Value? {
        switch number(0...2) {
        case 0: nil
        case 1: .moment(moment())
        default: .text(text())
        }
    }
}
