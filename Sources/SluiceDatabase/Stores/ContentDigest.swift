import Crypto
import Foundation

/// A digest by which equal contents are known (SHA-256).
public enum ContentDigest {
    /// The digest of these bytes as hexadecimal digits.
    public static func text(of bytes: [UInt8]) -> String {
        SHA256.hash(data: Data(bytes)).hexadecimal
    }
}
