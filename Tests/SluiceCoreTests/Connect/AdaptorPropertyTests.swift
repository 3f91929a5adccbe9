import SluiceCore
import Testing

@Suite struct `Any adaptor` {
    private let seed: UInt64
    private var dice: AdaptorDice

    init() {
        seed = UInt64.random(in: 0 ... .max)
        print("Adaptors by chance, seed \(seed)")
        dice = AdaptorDice(seed: seed)
    }

    @Test mutating func `is read as it was written`() {
        let notation = AdaptorNotation(AdaptorDice.fields)
        for _ in 0..<1000 {
            let rows = dice.adaptor().rows
            let text = rows.map(notation.text).joined(separator: "\n")
            let (read, faults) = notation.read(text)
            #expect(faults.isEmpty, "seed \(seed): \(faults.map(\.sentence)) in \(text.debugDescription)")
            #expect(scalars(read) == scalars(rows), "seed \(seed): \(text.debugDescription)")
            #expect(read == rows, "seed \(seed)")
        }
    }

    /// Swift takes texts for equal that differ in their bytes.
    private func scalars(_ rows: [Adaptor.Row]) -> [[UInt32]] {
        rows.map { row in
            let words = row.words.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap {
                [$0.key, $0.value]
            }
            let texts = row.names + [row.fallback ?? ""] + words
            return texts.flatMap { $0.unicodeScalars.map(\.value) + [0xffff_ffff] }
        }
    }

    @Test mutating func `is filled without an accident, and its form and its JSON are read as they were written`()
        throws
    {
        for _ in 0..<1000 {
            let fields = AdaptorRenderer.fields(of: dice.adaptor(), dice.facts())
            #expect(Set(fields.map(\.name)).count == fields.count, "seed \(seed)")
            // Our own reader takes no NUL.
            guard !fields.contains(where: { ($0.name + ($0.value ?? "")).utf8.contains(0) }) else { continue }
            let json = try JSONValue(parsing: Array(AdaptorRenderer.json(fields).utf8))
            for field in fields {
                let value = try #require(found(field.name, in: json), "seed \(seed): \(field.name.debugDescription)")
                #expect(value == (field.value.map { .string($0) } ?? .null), "seed \(seed)")
            }
            #expect(leaves(json) == fields.count, "seed \(seed)")
            let wanted = fields.map { [$0.name, $0.value ?? ""] }
            #expect(pairs(AdaptorRenderer.form(fields), spaces: "+") == wanted, "seed \(seed)")
            #expect(pairs(AdaptorRenderer.query(fields), spaces: nil) == wanted, "seed \(seed)")
        }
    }

    @Test mutating func `text is rows or faults, and no accident`() {
        let notation = AdaptorNotation(AdaptorDice.fields)
        let starts = [
            "lead.email", "lead.", "call.status ->", "const.", "custom.roof -> a; map=", "extra.agent_email;", "",
        ]
        for _ in 0..<2000 {
            let text = starts[dice.number(0...starts.count - 1)] + dice.text(0...14)
            let (rows, faults) = notation.read(text)
            for fault in faults { #expect(!fault.reasons.isEmpty, "seed \(seed): \(text.debugDescription)") }
            let again = notation.read(rows.map(notation.text).joined(separator: "\n"))
            #expect(again.rows == rows && again.faults.isEmpty, "seed \(seed): \(text.debugDescription)")
        }
    }

    private func found(_ name: String, in json: JSONValue) -> JSONValue? {
        if let value = json[name] { return value }
        return name.split(separator: ".", omittingEmptySubsequences: false).reduce(JSONValue?.some(json)) {
            $0?[String($1)]
        }
    }

    private func leaves(_ json: JSONValue) -> Int {
        json.members.map { $0.reduce(0) { $0 + leaves($1.value) } } ?? 1
    }

    private func pairs(_ text: String, spaces: String?) -> [[String]] {
        text.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            pair.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false).map { part in
                var bytes: [UInt8] = []
                var rest = Array(part)[...]
                while let byte = rest.popFirst() {
                    if byte == UInt8(ascii: "%") {
                        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                        bytes.append(UInt8(digits, radix: 16) ?? 0)
                        rest = rest.dropFirst(2)
                    } else {
                        bytes.append(byte == UInt8(ascii: "+") && spaces == "+" ? 32 : byte)
                    }
                }
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }
}
