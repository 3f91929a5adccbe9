import SluiceCore
import SluiceWeb
import Testing

/// Forms read the slow and obvious way, for comparison.
private enum SlowForm {
    enum Reading: Equatable {
        case pairs([String], duplicates: [String])
        case unreadable
    }

    static func read(_ form: [UInt8]) -> Reading {
        var names: [[UInt8]] = []
        var values: [[UInt8]: [UInt8]] = [:]
        var duplicates: [[UInt8]] = []
        for pair in form.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = decode(Array(halves[0]))
            let value = halves.count > 1 ? decode(Array(halves[1])) : []
            if name.isEmpty { continue }
            if name.count > 256 || value.count > 65_536 { return .unreadable }
            for text in [name, value] {
                if text.contains(0) || String(validating: text, as: UTF8.self) == nil { return .unreadable }
            }
            if values[name] == nil {
                names.append(name)
            } else if !duplicates.contains(name) {
                duplicates.append(name)
            }
            values[name] = value
        }
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        return .pairs(
            names.map { text($0) + "=" + text(values[$0] ?? []) }, duplicates: duplicates.map(text))
    }

    private static func decode(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes
        var text: [UInt8] = []
        while !rest.isEmpty {
            let byte = rest.removeFirst()
            if byte == UInt8(ascii: "+") {
                text.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2, rest[0] != UInt8(ascii: "+"),
                rest[0] != UInt8(ascii: "-"),
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                text.append(code)
                rest.removeFirst(2)
            } else {
                text.append(byte)
            }
        }
        return text
    }
}

@Suite struct `Forms against a slow reader` {
    @Test func `both read the same`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("forms against a slow reader, seed \(seed)")
        var dice = ParameterDice(seed: seed)
        let pieces: [String] = [
            "a", "b", "name", "auth_token", "=", "=", "=", "&", "&", "&", "+", "%", "%4", "%41", "%2B", "%26", "%3d",
            "%zz", "%+1", "1", "long enough to leave the small string", "é", "e\u{301}", "%C3%A9", "😀", "%F0%9F%98%80",
        ]
        let rare = ["%00", "%FF", "%C3", "\u{0}", "%ED%A0%80"]
        var readable = 0
        for _ in 0..<4_000 {
            var form = ""
            for _ in 0..<Int.random(in: 0...60, using: &dice) {
                form += Int.random(in: 0..<300, using: &dice) == 0 ? dice.pick(rare) : dice.pick(pieces)
            }
            let body = Array(form.utf8)
            let expected = SlowForm.read(body)
            let comment: Comment = "seed \(seed): \(form.debugDescription)"
            do {
                let parameters = try FlatParameters(query: nil, contentType: SampleType.form, body: body)
                readable += 1
                #expect(.pairs(parameters.pairs, duplicates: parameters.duplicates) == expected, comment)
                #expect(try FlatParameters(query: form, contentType: nil).pairs == parameters.pairs, comment)
                for entry in parameters.entries {
                    #expect(parameters[entry.name] == entry.value, comment)
                }
            } catch {
                #expect(expected == .unreadable, comment)
            }
        }
        #expect(readable > 2_000 && readable < 4_000)
    }
}
