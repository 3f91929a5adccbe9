import Crypto
import Foundation
public import SluiceCore

/// The key that seals what the database must not give away when it leaks, such as the secrets of one-time codes.
///
/// It is 32 bytes in a file that is neither in the database nor in a backup. A sealed text names the key that it needs,
/// so that the wrong one is told from a damaged text.
public struct MasterKey: Sendable {
    /// How many bytes it has.
    public static let length = 32

    /// Names the key without giving it away.
    public let id: String
    private let sealing: SymmetricKey

    /// A key of these bytes; nothing where they are not 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == MasterKey.length else { return nil }
        let master = SymmetricKey(data: bytes)
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: master, info: Data("sluice \(purpose)".utf8), outputByteCount: MasterKey.length)
        }
        sealing = derived("sealed values")
        id = derived("name of the key").withUnsafeBytes { $0.prefix(8).hexadecimal }
    }

    /// Seals a secret for one place; nowhere else can it be opened.
    public func seal(_ secret: [UInt8], for place: String, dice: Dice) throws -> String {
        let nonce = try AES.GCM.Nonce(data: dice.bytes(12))
        let box = try AES.GCM.seal(secret, using: sealing, nonce: nonce, authenticating: Data(place.utf8))
        guard let bytes = box.combined else { throw MasterKeyFault.damaged }
        return "1:\(id):\(bytes.base64EncodedString())"
    }

    /// What was sealed for this place.
    public func open(_ sealed: String, for place: String) throws(MasterKeyFault) -> [UInt8] {
        let parts = sealed.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", let bytes = Data(base64Encoded: String(parts[2])) else {
            throw .damaged
        }
        guard parts[1] == id else { throw .otherKey }
        do {
            let box = try AES.GCM.SealedBox(combined: bytes)
            return Array(try AES.GCM.open(box, using: sealing, authenticating: Data(place.utf8)))
        } catch {
            throw .damaged
        }
    }

    /// Whether a text was sealed with this key, damaged or not.
    public func isOwn(_ sealed: String) -> Bool { sealed.hasPrefix("1:\(id):") }
}

/// Why a sealed text cannot be opened.
public enum MasterKeyFault: String, Error, Sendable, CaseIterable {
    /// This node's master key is not the one that sealed it.
    case otherKey = "other_master_key"
    /// The text is not what was sealed, or was sealed for another place.
    case damaged
}
