public import SluiceCore

/// The parameters of one request in whatever shape they came: query, form, multipart or flat JSON (convoso-api §2.1).
///
/// The query is read first, then the body. Where a name comes more than once the last value wins and stands in the
/// place of the first. Names are case sensitive, and `a[]` is a name like any other. A parameter without a name is
/// dropped.
public struct FlatParameters: Sendable {
    /// How many parameters a request may carry, repeated ones counted.
    public static let mostParameters = 500
    /// Bytes that a name may have, decoded.
    public static let longestName = 256
    /// Bytes that a value may have, decoded.
    public static let longestValue = 65_536

    /// Every parameter once, in order; empty values included.
    public let entries: [LeadPost.Parameter]
    /// The names that came more than once, each once, in order.
    public let duplicates: [String]
    /// The last `auth_token` that is not empty.
    public let token: String?
    /// Whether two tokens that are not empty and differ came: such a request is nobody's.
    public let hasConflictingTokens: Bool

    // The digest of each entry's name, so that a look-up compares one word instead of a string.
    private let digests: [UInt64]

    /// Reads a request. `body` is not kept.
    ///
    /// A form whose body is a JSON object is read as JSON, and so is a body without content type; some clients send
    /// that. An empty body is no parameters, whatever its type.
    public init(
        query: String?, contentType: String?, body: UnsafeRawBufferPointer
    ) throws(UnreadableRequest) {
        var gathered = ParameterGathering()
        if var query {
            query.withUTF8 { FormReader.read($0, in: .utf8, into: &gathered) }
        }
        let bytes = body.assumingMemoryBound(to: UInt8.self).withoutByteOrderMark
        if !bytes.isEmpty {
            let format = try BodyFormat(contentType)
            try format.read(bytes, into: &gathered)
        }
        try gathered.check()
        entries = gathered.entries
        digests = gathered.digests
        duplicates = gathered.duplicates
        token = gathered.token
        hasConflictingTokens = gathered.hasConflictingTokens
    }

    /// Reads a request whose body is an array.
    public init(query: String?, contentType: String?, body: [UInt8] = []) throws(UnreadableRequest) {
        self = try body.withUnsafeBytes { body in
            Result { () throws(UnreadableRequest) in
                try FlatParameters(query: query, contentType: contentType, body: body)
            }
        }.get()
    }

    /// The value of `name`, empty or not; nothing where it did not come.
    public subscript(name: String) -> String? {
        let digest = ParameterGathering.digest(name)
        for index in digests.indices where digests[index] == digest && entries[index].name == name {
            return entries[index].value
        }
        return nil
    }

    /// The value of `name`; nothing where it is absent or empty, for an empty value means "not given"
    /// (convoso-api §2.1).
    public func given(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }
}
