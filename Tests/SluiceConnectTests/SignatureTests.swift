import SluiceConnect
import SluiceCore
import SluiceTesting
import Testing

@Suite struct `Signatures` {
    @Test func `are those of the published vector`() throws {
        let key = try #require(Signature.key("whsec_plJ3nmyCDGBKInavdOK15jsl"))
        let body = Array(#"{"event_type":"ping","data":{"success":true}}"#.utf8)

        let value = Signature.value(
            id: "msg_loFOjxBNrRLzqYUf", timestamp: 1_731_705_121, body: body, keys: [key])

        #expect(value == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")
    }

    static let verdicts: [(off: Int64, tampers: Bool, key: UInt8, fault: Signature.Fault?)] = [
        (off: 0, tampers: false, key: 1, fault: nil),
        (off: 300, tampers: false, key: 1, fault: nil),
        (off: -300, tampers: false, key: 1, fault: nil),
        (off: 301, tampers: false, key: 1, fault: .timestampOff),
        (off: -301, tampers: false, key: 1, fault: .timestampOff),
        (off: 0, tampers: true, key: 1, fault: .signatureWrong),
        (off: 0, tampers: false, key: 2, fault: .signatureWrong),
    ]

    @Test(arguments: verdicts)
    func `of a call from outside are verified`(off: Int64, tampers: Bool, key: UInt8, fault: Signature.Fault?) throws {
        let (old, new) = ([UInt8](repeating: 9, count: 32), [UInt8](repeating: 1, count: 32))
        let now = Timestamp(1_731_705_121_000)
        var call = OutboundRequest(.post, "https://example.com/", body: Array("{}".utf8))
        Signature.sign(&call, id: "msg_1", at: now, keys: [new, old])
        if tampers { call.body = Array("[]".utf8) }
        let verdict = Result { () throws(Signature.Fault) in
            try Signature.verify(
                headers: call.headers, body: call.body, keys: [[UInt8](repeating: key, count: 32)],
                at: now.adding(seconds: off))
        }
        switch verdict {
        case .success(let id): #expect(fault == nil && id == "msg_1")
        case .failure(let found): #expect(found == fault)
        }
    }

    @Test func `need their headers, and a timestamp that is a number`() {
        for stamp in ["", "x", "99999999999999999999"] {
            #expect(throws: Signature.Fault.headersMissing) {
                try Signature.verify(
                    headers: [
                        .init("webhook-id", "a"), .init("webhook-timestamp", stamp), .init("webhook-signature", "v1,"),
                    ],
                    body: [], keys: [], at: Timestamp(0))
            }
        }
        #expect(throws: Signature.Fault.timestampOff) {
            try Signature.verify(
                headers: [
                    .init("webhook-id", "a"), .init("webhook-timestamp", "-9223372036854775808"),
                    .init("webhook-signature", "v1,"),
                ], body: [], keys: [], at: Timestamp(Int64.max))
        }
    }
}
