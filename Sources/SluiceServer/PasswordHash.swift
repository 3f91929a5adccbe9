import CArgon2
import SluiceCore
import SluiceDatabase

/// Passwords as they are stored: Argon2id (RFC 9106) with 64 MiB, three passes and one lane, as a PHC string that holds
/// its own salt and figures, so that raising them later breaks no stored password.
enum PasswordHash {
    private static let kibibytes: UInt32 = 65_536
    private static let passes: UInt32 = 3
    private static let lanes: UInt32 = 1
    private static let saltLength = 16
    private static let hashLength = 32

    /// The string to store for `password`. It takes a tenth of a second and 64 MiB, and blocks for that long.
    static func make(_ password: String, dice: Dice) throws -> String {
        let salt = dice.bytes(saltLength)
        let bytes = Array(password.utf8)
        var text = [CChar](
            repeating: 0,
            count: argon2_encodedlen(
                passes, kibibytes, lanes, UInt32(saltLength), UInt32(hashLength), Argon2_id))
        let code = argon2id_hash_encoded(
            passes, kibibytes, lanes, bytes, bytes.count, salt, salt.count, hashLength, &text, text.count)
        guard code == ARGON2_OK.rawValue else { throw DatabaseError(.full, "Argon2 says \(code)") }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether `password` is the one that `stored` was made of. It compares in constant time.
    static func matches(_ password: String, _ stored: String) -> Bool {
        let bytes = Array(password.utf8)
        return argon2id_verify(stored, bytes, bytes.count) == ARGON2_OK.rawValue
    }
}
