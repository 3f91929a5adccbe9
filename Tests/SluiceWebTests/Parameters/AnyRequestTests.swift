import SluiceCore
import SluiceWeb
import Testing

@Suite struct `Any bytes as a request` {
    private static let types: [String?] = [
        nil, "", "application/json", "text/json; charset=windows-1252", "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=iso-8859-1", "multipart/form-data; boundary=b",
        "multipart/form-data; boundary=\"b\"; charset=latin1", "multipart/form-data", "text/xml", ";", "=", "a/b;;;=;",
        "multipart/form-data; boundary=\"", "multipart/form-data; boundary=\"\\", "application/json; charset=\"\\\"",
    ]
    private static let texts: [String] = [
        "auth_token", "=", "=", "&", "&", "%00", "%", "%4", "+", "%C3", "%A9", "{", "}", "\"", ":", ",", "[", "]", "1",
        "-", "true", "null", "\\", "\\u0000", "\\ud83d", "\\ude00", "{\"a\":", "\"b\"", "--b", "--b--", "--b\r\n",
        "\r\n", "\n", "\r", "\r\n\r\n", "Content-Disposition: form-data; name=\"a\"", "; filename=\"", "name=", ";",
        "Content-Disposition:form-data;name=x\r\n\r\n", "Content-Type: text/plain; charset=", "utf-8", "latin1",
        "é", "😀", "plain text that is longer than a small string", "\u{FEFF}", "\u{0}", " ", "\"\\",
    ]
    private static let broken: [[UInt8]] = [[0xFF], [0xC3], [0xE2, 0x82], [0x80], [0xED, 0xA0, 0x80]]
    private static let pieces = texts.map { Array($0.utf8) } + broken

    private static func bytes(_ dice: inout ParameterDice) -> [UInt8] {
        if Int.random(in: 0..<5, using: &dice) == 0 {
            return (0..<Int.random(in: 0...200, using: &dice)).map { _ in UInt8.random(in: 0 ... .max, using: &dice) }
        }
        return Array((0..<Int.random(in: 0...40, using: &dice)).map { _ in dice.pick(pieces) }.joined())
    }

    // In memory of exactly their length, so that a tool that guards memory sees every byte read beyond it.
    private static func read(_ query: String?, _ type: String?, _ body: [UInt8]) throws -> FlatParameters {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: body.count, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: body)
        return try FlatParameters(query: query, contentType: type, body: UnsafeRawBufferPointer(memory))
    }

    @Test func `give parameters that can be stored, or a clear 4xx`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("any bytes as a request, seed \(seed)")
        var dice = ParameterDice(seed: seed)
        var statuses: [Int: Int] = [:]
        for _ in 0..<12_000 {
            let body = Self.bytes(&dice)
            let isQueried = Int.random(in: 0..<4, using: &dice) == 0
            let query = isQueried ? String(decoding: Self.bytes(&dice), as: UTF8.self) : nil
            var type = dice.pick(Self.types)
            if Int.random(in: 0..<20, using: &dice) == 0 {
                type = String(decoding: Self.bytes(&dice), as: UTF8.self)
            }
            let comment: Comment = "seed \(seed): \(type ?? "no type") \(body) \(query ?? "no query")"
            do {
                let parameters = try Self.read(query, type, body)
                statuses[200, default: 0] += 1
                Self.check(parameters, comment)
            } catch let refusal as UnreadableRequest {
                statuses[refusal.status, default: 0] += 1
                #expect([400, 415, 422].contains(refusal.status), comment)
                #expect(!refusal.text.isEmpty && refusal.text.utf8.count < 8_000, comment)
                #expect(refusal.fields.allSatisfy { $0.count <= 65 }, comment)
                #expect(Set(refusal.fields).count == refusal.fields.count, comment)
            }
        }
        for status in [200, 400, 415, 422] { #expect(statuses[status, default: 0] > 0, "seed \(seed)") }
    }

    private static func check(_ parameters: FlatParameters, _ comment: Comment) {
        #expect(parameters.entries.count <= 500, comment)
        #expect(Set(parameters.entries.map { Array($0.name.utf8) }).count == parameters.entries.count, comment)
        for entry in parameters.entries {
            #expect((1...256).contains(entry.name.utf8.count) && entry.value.utf8.count <= 65_536, comment)
            #expect(!entry.name.utf8.contains(0) && !entry.value.utf8.contains(0), comment)
        }
        let names = Set(parameters.entries.map { Array($0.name.utf8) })
        #expect(parameters.duplicates.allSatisfy { names.contains(Array($0.utf8)) }, comment)
    }

    @Test func `read the same parameters from every shape`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("every shape, seed \(seed)")
        var dice = ParameterDice(seed: seed)
        let letters = ["a", "Z", "0", " ", "&", "=", "+", "%", "\"", "\\", "é", "😀", "\n", ";", "{", "--b", "\u{1}"]
        for _ in 0..<500 {
            var pairs: [(String, String)] = []
            for number in 0..<Int.random(in: 1...20, using: &dice) {
                let text = (0..<Int.random(in: 0...20, using: &dice)).map { _ in dice.pick(letters) }.joined()
                pairs.append(("field_\(number)", text))
            }
            let escaped = pairs.map { pair in
                "\(pair.0)=" + pair.1.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }.joined(separator: "&")
            let expected = pairs.map { "\($0.0)=\($0.1)" }
            let comment: Comment = "seed \(seed)"
            #expect(try flatten(escaped, SampleType.form) == expected, comment)
            #expect(try flatten("", nil, query: escaped) == expected, comment)
            #expect(try flatten(JSONText.object(pairs), SampleType.json) == expected, comment)
            #expect(try flatten(JSONText.object(pairs), SampleType.form) == expected, comment)
            let parts = multipart(pairs.map { (named($0.0), $0.1) })
            #expect(try flatten(parts, SampleType.multipart) == expected, comment)
        }
    }
}
