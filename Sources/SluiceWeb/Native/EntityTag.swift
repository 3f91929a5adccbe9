import SluiceDatabase

/// The strong entity tag of an answer (RFC 9110 §8.8.3): the configuration's version when it was read, and a digest of
/// what it said. Two tags are of the same state when their digests agree; the version says since when to look for
/// changes when they do not.
public struct EntityTag: Sendable, Hashable {
    /// The account's configuration version at the time.
    public let version: Int64
    private let digest: String

    /// The tag of `body`.
    public init(of body: String, version: Int64) {
        digest = String(ContentDigest.text(of: Array(body.utf8)).prefix(16))
        self.version = version
    }

    /// As it stands in a header.
    public var text: String { "\"\(version)-\(digest)\"" }

    /// Whether a tag without its quotes is of the same state.
    public func matches(_ bare: String) -> Bool {
        bare.split(separator: "-").last.map(String.init) == digest
    }

    /// The version in a tag without its quotes.
    public static func version(in bare: String) -> Int64? { bare.split(separator: "-").first.flatMap { Int64($0) } }

    /// A tag without its quotes, the blanks around it and its `W/`.
    static func bare(_ text: String) -> String {
        var text = text.filter { $0 != " " }
        if text.hasPrefix("W/") { text.removeFirst(2) }
        return text.filter { $0 != "\"" }
    }
}
