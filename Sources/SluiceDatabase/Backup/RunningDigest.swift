import Crypto
public import Foundation

/// A SHA-256 of bytes that come piece by piece.
public struct RunningDigest {
    private var hash = SHA256()

    /// Of nothing yet.
    public init() {}

    /// Takes the next piece.
    public mutating func update(_ data: Data) {
        hash.update(data: data)
    }

    /// The digest of all pieces so far as hexadecimal digits.
    public var text: String { hash.finalize().hexadecimal }
}
