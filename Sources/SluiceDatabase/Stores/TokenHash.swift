import Crypto
import Foundation

/// What is stored and remembered instead of a token: SHA-256 of it. A token has 165 bits of chance, so no salt is needed.
public struct TokenHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The hash of a token's secret.
    public init(of secret: String) {
        var secret = secret
        words = secret.withUTF8 { bytes in
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return hash.finalize().withUnsafeBytes { digest in
                func word(_ index: Int) -> UInt64 {
                    UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
                }
                return (word(0), word(1), word(2), word(3))  // SHA256.byteCount is 32
            }
        }
    }

    /// The hash as its row holds it: 64 lower-case hexadecimal digits.
    public var text: String {
        [words.0, words.1, words.2, words.3].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// All 256 bits must agree.
    public static func == (left: TokenHash, right: TokenHash) -> Bool { left.words == right.words }

    /// The digest is spread already: its first word is enough.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
