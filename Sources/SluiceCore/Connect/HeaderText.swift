/// Headers as people type them into one field: `Name: value|Name: value` (product-features §6).
public enum HeaderText {
    /// Why a text is no list of headers.
    public struct Fault: Error, Sendable, Hashable {
        /// What is wrong, as the end of a sentence about the field.
        public var sentence: String
    }

    /// Names that belong to the wire and not to whoever configures it.
    private static let ours: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "keep-alive",
        "proxy-connection", "expect",
    ]

    /// Reads the headers (RFC 9110 §5).
    public static func read(_ text: String) throws(Fault) -> [OutboundRequest.Header] {
        var headers: [OutboundRequest.Header] = []
        for part in text.split(separator: "|", omittingEmptySubsequences: true) {
            let pair = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].filter { $0 != " " }
            guard pair.count == 2, !name.isEmpty else {
                throw Fault(sentence: "takes Name: value, with | between several")
            }
            guard name.utf8.allSatisfy(isTokenByte) else {
                throw Fault(sentence: "has a header whose name is none")
            }
            guard !ours.contains(name.lowercased()) else {
                throw Fault(sentence: "names \(name), which the connection sets itself")
            }
            var value = pair[1]
            while value.first == " " { value.removeFirst() }
            while value.last == " " { value.removeLast() }
            guard value.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value < 127 }) else {
                throw Fault(sentence: "has a value with a character that no header takes")
            }
            headers.append(OutboundRequest.Header(name, String(value)))
        }
        return headers
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`~".utf8.contains(byte)
        }
    }
}
