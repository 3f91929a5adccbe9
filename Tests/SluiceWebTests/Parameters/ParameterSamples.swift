import SluiceCore
import SluiceWeb
import Testing

/// Repeatable chance for the request tests; each test prints the seed of its run.
struct ParameterDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

/// The content types that carry parameters.
enum SampleType {
    static let form = "application/x-www-form-urlencoded"
    static let json = "application/json"
    static let multipart = "multipart/form-data; boundary=XyZ"
}

/// Reads a request of these, and says its parameters as `name=value`.
func flatten(_ body: String, _ contentType: String?, query: String? = nil) throws -> [String] {
    try FlatParameters(query: query, contentType: contentType, body: Array(body.utf8)).pairs
}

/// Reads a request that must be refused.
func refusal(
    _ body: [UInt8], _ contentType: String?, query: String? = nil, at location: SourceLocation = #_sourceLocation
) throws -> UnreadableRequest {
    do throws(UnreadableRequest) {
        let parameters = try FlatParameters(query: query, contentType: contentType, body: body)
        Issue.record("read as \(parameters.pairs)", sourceLocation: location)
        throw UnreadableRequest(status: 0, text: "")
    } catch {
        return error
    }
}

/// Reads a request that must be refused.
func refusal(
    _ body: String, _ contentType: String?, query: String? = nil, at location: SourceLocation = #_sourceLocation
) throws -> UnreadableRequest {
    try refusal(Array(body.utf8), contentType, query: query, at: location)
}

extension FlatParameters {
    /// The parameters as `name=value`, in order.
    var pairs: [String] { entries.map { "\($0.name)=\($0.value)" } }
}

/// A multipart body of these parts, each a header block and its content, with the boundary `XyZ`.
func multipart(_ parts: [(header: String, content: String)], line: String = "\r\n") -> String {
    parts.map { "--XyZ\(line)\($0.header)\(line)\(line)\($0.content)\(line)" }.joined() + "--XyZ--\(line)"
}

/// The header of a text part.
func named(_ name: String) -> String {
    "Content-Disposition: form-data; name=\"\(name)\""
}
