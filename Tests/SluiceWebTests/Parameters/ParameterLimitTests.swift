import SluiceCore
import SluiceWeb
import Testing

@Suite struct `Limits of a request` {
    private static func form(_ count: Int, repeating isRepeating: Bool = false) -> String {
        (0..<count).map { isRepeating ? "a=\($0)" : "a\($0)=1" }.joined(separator: "&")
    }

    private static func json(_ count: Int) -> String {
        "{" + (0..<count).map { "\"a\($0)\":1" }.joined(separator: ",") + "}"
    }

    @Test func `allow 500 parameters, repeated ones counted`() throws {
        #expect(try flatten(Self.form(500), SampleType.form).count == 500)
        #expect(try flatten(Self.form(500, repeating: true), SampleType.form) == ["a=499"])
        #expect(try flatten(Self.json(500), SampleType.json).count == 500)
        #expect(try flatten(Self.form(250), SampleType.form, query: Self.form(250)).count == 250)
        let parts = (0..<500).map { (named("a\($0)"), "1") }
        #expect(try flatten(multipart(parts), SampleType.multipart).count == 500)

        let refusals = [
            try refusal(Self.form(501), SampleType.form),
            try refusal(Self.form(501, repeating: true), SampleType.form),
            try refusal(Self.json(501), SampleType.json),
            try refusal(Self.form(251), SampleType.form, query: Self.form(250)),
            try refusal(Self.json(251), SampleType.json, query: Self.form(250)),
            try refusal("", nil, query: Self.form(501)),
            try refusal(multipart(parts + [(named("b"), "1")]), SampleType.multipart),
        ]
        for refusal in refusals {
            #expect(refusal.status == 422)
            #expect(refusal.text == "a request may carry 500 parameters at most")
        }
    }

    @Test func `stop reading a body of a million separators early`() throws {
        let body = [UInt8](repeating: UInt8(ascii: "&"), count: 1_000_000)
        #expect(try FlatParameters(query: nil, contentType: SampleType.form, body: body).entries.isEmpty)
        let names = Array(repeatElement(Array("a&".utf8), count: 500_000).joined())
        #expect(try refusal(names, SampleType.form).status == 422)
    }

    @Test func `allow names of 256 and values of 65,536 bytes, decoded`() throws {
        let name = String(repeating: "é", count: 128)
        let value = String(repeating: "%41", count: 65_536)
        let parameters = try FlatParameters(
            query: nil, contentType: SampleType.form, body: Array("\(name)=\(value)".utf8))

        #expect(parameters[name]?.utf8.count == 65_536)
    }

    @Test func `name every name and value that is too long at once`() throws {
        let name = String(repeating: "n", count: 257)
        let value = String(repeating: "v", count: 65_537)
        let cut = String(repeating: "n", count: 64) + "…"
        let bodies: [(String, String)] = [
            ("ok=1&\(name)=1&big=\(value)&large=\(value)", SampleType.form),
            (JSONText.object([("ok", "1"), (name, "1"), ("big", value), ("large", value)]), SampleType.json),
            (multipart([(named(name), "1"), (named("big"), value), (named("large"), value)]), SampleType.multipart),
        ]
        for (body, type) in bodies {
            let refusal = try refusal(body, type)
            #expect(refusal.status == 422)
            #expect(refusal.fields == [cut, "big", "large"])
            #expect(
                refusal.text
                    == "names may have 256 bytes at most: \(cut); values may have 65536 bytes at most: big, large")
        }
    }

    @Test func `tell broken text before limits, and nothing of a value`() throws {
        let value = String(repeating: "v", count: 65_537)
        let refusal = try refusal("big=\(value)&secret=s3cr3t%00", SampleType.form)

        #expect(refusal.status == 400)
        #expect(refusal.fields == ["secret"])
        #expect(!refusal.text.contains("s3cr3t"))
    }

    @Test func `list the first twenty names in the sentence and all beside it`() throws {
        let json = "{" + (0..<30).map { "\"f\($0)\":[]" }.joined(separator: ",") + "}"
        let refusal = try refusal(json, SampleType.json)

        #expect(refusal.fields == (0..<30).map { "f\($0)" })
        #expect(refusal.text.hasSuffix("f18, f19 and 10 more"))
    }
}
