import SluiceWeb
import Testing

@Suite struct `Multipart bodies` {
    static let bodies: [(body: String, pairs: [String])] = [
        (multipart([]), []),
        (multipart([(named("a"), "1"), (named("b"), "two words")]), ["a=1", "b=two words"]),
        (multipart([(named("a"), "")]), ["a="]),
        (multipart([(named("a"), "line\r\nbreak\n")]), ["a=line\r\nbreak\n"]),
        (multipart([(named("a"), "\r\n")]), ["a=\r\n"]),
        (multipart([(named("a"), "--Xy\r\n--XyZa\r\n--XyZ-")]), ["a=--Xy\r\n--XyZa\r\n--XyZ-"]),
        (multipart([(named("a"), "x--XyZ--")]), ["a=x--XyZ--"]),
        (multipart([(named("a"), "1+1%41")]), ["a=1+1%41"]),
        (multipart([(named("n"), "García 😀")]), ["n=García 😀"]),
        (multipart([(named("a"), "1"), (named("a"), "2")]), ["a=2"]),
        (multipart([("content-disposition:form-data;NAME=a", "1")]), ["a=1"]),
        (multipart([("Content-Disposition: form-data; name=a b ; x=y", "1")]), ["a b=1"]),
        (multipart([(named(#"q\"u\\o\te"#), "1")]), [#"q"u\o\te=1"#]),
        (multipart([(named("a;b=c"), "1")]), ["a;b=c=1"]),
        (multipart([("X-Other: 1\r\n" + named("a") + "\r\nContent-Type: text/plain", "1")]), ["a=1"]),
        (multipart([(named("a") + "\r\nContent-Transfer-Encoding: 8bit", "1")]), ["a=1"]),
        (multipart([(named("a"), "1")], line: "\n"), ["a=1"]),
        ("preamble\r\n" + multipart([(named("a"), "1")]) + "epilogue", ["a=1"]),
        ("--XyZ \t\r\n\(named("a"))\r\n\r\n1\r\n--XyZ--", ["a=1"]),
        ("--XyZ\r\n\(named("a"))\r\n\r\n--XyZ--", ["a="]),
        (multipart([(named("photo") + "; filename=\"\"\r\nContent-Type: application/octet-stream", "")]), []),
    ]

    @Test(arguments: bodies)
    func `give each text part as it stands`(body: String, pairs: [String]) throws {
        #expect(try flatten(body, SampleType.multipart) == pairs)
    }

    static let types: [String] = [
        "multipart/form-data; boundary=\"XyZ\"", "multipart/form-data;boundary=XyZ;charset=utf-8",
        "Multipart/Form-Data; charset=utf-8; Boundary=XyZ", #"multipart/form-data; boundary="Xy\"Z""#,
    ]

    @Test(arguments: types)
    func `take the boundary quoted or not`(type: String) throws {
        let body = multipart([(named("a"), "1")])
        let pieces = body.split(separator: "XyZ", omittingEmptySubsequences: false)
        #expect(try flatten(pieces.joined(separator: type.contains("Xy\\") ? "Xy\"Z" : "XyZ"), type) == ["a=1"])
    }

    static let broken: [String] = [
        "a=1", "--XyZ", "--XyZ\r\n", "--Xy--", "--xyz--",
        "--XyZ\r\n\(named("a"))", "--XyZ\r\n\(named("a"))\r\n", "--XyZ\r\n\(named("a"))\r\n\r\n1",
        "--XyZ\r\n\(named("a"))\r\n\r\n1\r\n--XyZ\r\n", "--XyZ\r\n\(named("a"))\r\n\r\n1--XyZ--",
        "--XyZ\r\n\(named("a"))\r\n\r\n1\r\n--XyZ-",
        multipart([("Content-Disposition: form-data", "1")]),
        multipart([("Content-Disposition: form-data; name=\"\"", "1")]),
        multipart([("Content-Type: text/plain", "1")]),
        multipart([(named("a") + "\r\nContent-Type: text/plain; charset=utf-7", "1")]),
    ]

    @Test(arguments: broken)
    func `are refused where the parts cannot be told apart`(body: String) throws {
        #expect(try refusal(body, SampleType.multipart).status == 400)
    }

    @Test func `name every file at once`() throws {
        let body = multipart([
            (named("photo") + "; filename=\"a.jpg\"", "x"), (named("ok"), "1"),
            (named("note") + "; filename=\"\"", "not empty"), (named("star") + "; filename*=UTF-8''a.txt", "x"),
            (named("set") + "\r\nContent-Type: multipart/mixed; boundary=b", "x"),
        ])
        let refusal = try refusal(body, SampleType.multipart)

        #expect(refusal.status == 415)
        #expect(refusal.fields == ["photo", "note", "star", "set"])
        #expect(refusal.text == "files are not accepted: photo, note, star, set")
    }

    @Test func `are refused where a part is encoded for mail`() throws {
        let body = multipart([(named("a") + "\r\nContent-Transfer-Encoding: base64", "MQ==")])
        let refusal = try refusal(body, SampleType.multipart)

        #expect(refusal.status == 415)
        #expect(refusal.fields == ["a"])
    }

    @Test func `take a charset for all parts, and another for one`() throws {
        let text = multipart([
            (named("a"), "caf@"), (named("b") + "\r\nContent-Type: text/plain; charset=utf-8", "café"),
        ])
        let body = text.utf8.map { $0 == UInt8(ascii: "@") ? 0xE9 : $0 }
        let parameters = try FlatParameters(
            query: nil, contentType: SampleType.multipart + "; charset=iso-8859-1", body: body)

        #expect(parameters.pairs == ["a=café", "b=café"])
    }

    @Test func `name the field with a NUL or with broken text`() throws {
        let nul = multipart([(named("a"), "x\u{0}"), (named("b"), "1"), (named("c"), "\u{0}")])
        #expect(try refusal(nul, SampleType.multipart).fields == ["a", "c"])

        let broken = multipart([(named("a"), "@"), (named("b"), "1")])
            .utf8.map { $0 == UInt8(ascii: "@") ? 0xFF : $0 }
        #expect(try refusal(broken, SampleType.multipart).fields == ["a"])
    }
}
