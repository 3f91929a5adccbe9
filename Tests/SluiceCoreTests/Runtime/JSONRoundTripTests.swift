import Foundation
import SluiceCore
import Testing

@Suite struct `JSON there and back` {
    @Test func `any value is read back as it was written`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("JSON there and back, seed \(seed)")
        var dice = JSONDice(seed: seed)
        for _ in 0..<2_000 {
            let value = dice.value(depth: 5)
            let text = value.text
            let read = try JSONValue(parsing: Array(text.utf8))
            #expect(read == value, "seed \(seed)")
            #expect(Array(read.text.utf8) == Array(text.utf8), "seed \(seed)")
        }
    }

    @Test func `another parser reads the same strings`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("JSON against another parser, seed \(seed)")
        var dice = JSONDice(seed: seed)
        for _ in 0..<1_000 {
            var pairs: [(String, String)] = []
            for number in 0..<Int.random(in: 0...20, using: &dice) { pairs.append(("\(number)", dice.text())) }
            let object = try JSONSerialization.jsonObject(with: Data(JSONText.object(pairs).utf8))
            let members = try #require(object as? [String: String], "seed \(seed)")
            #expect(members.count == pairs.count, "seed \(seed)")
            for (name, value) in pairs {
                // The other one drops the byte order mark wherever it stands.
                let text = String(String.UnicodeScalarView(value.unicodeScalars.filter { $0 != "\u{FEFF}" }))
                #expect(members[name] == value || members[name] == text, "seed \(seed)")
            }
        }
    }

    // Damaged texts: both parsers must agree on what is JSON, where ours has no rule of its own.
    @Test func `another parser takes and refuses the same texts`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("JSON taken and refused, seed \(seed)")
        var dice = JSONDice(seed: seed)
        let signs = Array(#"{}[]",:\0123456789.-+eE tfnulrsa/bx"#.utf8) + [0x09, 0x0A, 0x0D, 0x0B, 0x1F]
        var taken = 0
        for _ in 0..<5_000 {
            var text = Array(dice.value(depth: 3).text.utf8.filter { $0 < 0x80 })
            for _ in 0..<Int.random(in: 0...2, using: &dice) where !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: text.remove(at: place)
                case 1: text.insert(dice.pick(signs), at: place)
                default: text[place] = dice.pick(signs)
                }
            }
            let isTakenThere = (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)) != nil
            do {
                _ = try JSONValue(parsing: text)
                taken += 1
                // A number too big for a double is fine as a literal, and an error over there.
                let isHuge = text.contains { $0 | 0x20 == UInt8(ascii: "e") }
                #expect(isTakenThere || isHuge, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
            } catch {
                // A comma before a closing bracket, which RFC 8259 does not allow, is taken over there.
                let place = min(error.offset, text.count - 1)
                let isComma = place > 0 && text[..<place].last { $0 > 0x20 } == UInt8(ascii: ",")
                #expect(
                    !isTakenThere || !error.isSyntax || isComma,
                    "seed \(seed): \(String(decoding: text, as: UTF8.self))")
            }
        }
        #expect(taken > 500 && taken < 4_500)
    }

    @Test func `no bytes trap the parser`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("JSON from any bytes, seed \(seed)")
        var dice = JSONDice(seed: seed)
        let pieces: [[UInt8]] = [
            Array(#"{"a":"#.utf8), Array(#""\ud83d"#.utf8), Array(#"\ude00"#.utf8), Array(#"\u0000"#.utf8),
            Array("[".utf8), Array("]".utf8), Array("}".utf8), Array(",".utf8), Array("\"".utf8), [0x5C], [0xFF],
            [0xC3, 0xA9], [0], Array("-1.5e".utf8), Array("tru".utf8), Array("null".utf8), Array(" ".utf8),
        ]
        for _ in 0..<5_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &dice) { bytes += dice.pick(pieces) }
            do {
                let value = try JSONValue(parsing: bytes)
                #expect(throws: Never.self, "seed \(seed)") { try JSONValue(parsing: Array(value.text.utf8)) }
            } catch {
                #expect(error.offset >= 0 && error.offset <= bytes.count, "seed \(seed)")
            }
        }
    }
}
