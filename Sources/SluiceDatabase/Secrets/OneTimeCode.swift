import Crypto
import Foundation
public import SluiceCore

/// One-time codes by the clock (RFC 6238): six digits of HMAC-SHA-1 over steps of 30 seconds, as every authenticator
/// makes them.
public enum OneTimeCode {
    /// The bytes of a secret.
    public static let secretLength = 20
    private static let stepMilliseconds: Int64 = 30_000
    private static let digits = 6

    /// The step that a moment lies in.
    public static func step(at now: Timestamp) -> Int64 {
        max(0, now.milliseconds) / stepMilliseconds
    }

    /// The code of a step.
    public static func code(of secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: UInt64(bitPattern: step).bigEndian) { Array($0) }
        let digest = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(digest[digest.count - 1] & 15)  // at most 15, and SHA-1 has 20 bytes
        let word = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(word % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step that a typed code belongs to, for a clock that is up to one step off; nothing for a wrong code. Blanks
    /// between the digits are passed over.
    public static func step(of typed: String, secret: [UInt8], at now: Timestamp) -> Int64? {
        let wanted = Array(typed.utf8.filter { $0 != UInt8(ascii: " ") })
        guard wanted.count == digits else { return nil }
        let current = step(at: now)
        // All three are always compared, each in full.
        return [current - 1, current, current + 1].reduce(nil) { found, step in
            let code = Array(code(of: secret, step: step).utf8)
            let difference = zip(code, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            return difference == 0 ? step : found
        }
    }

    /// What an authenticator reads as a QR code or takes by hand.
    public static func uri(of secret: [UInt8], account: String, email: String) -> String {
        func escaped(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
        let issuer = escaped("Sluice \(account)")
        return "otpauth://totp/\(issuer):\(escaped(email))?secret=\(base32(secret))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(digits)&period=30"
    }

    /// RFC 4648, without padding.
    public static func base32(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var text: [UInt8] = []
        var (buffer, bits) = (UInt32(0), 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(letters[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Codes to keep on paper, each good for one log-in without the authenticator.
public enum RecoveryCode {
    /// How many a user gets.
    public static let count = 10

    /// New codes: 16 letters and digits in four groups, 80 bits of chance each.
    public static func make(_ dice: Dice) -> [String] {
        (0..<count).map { _ in
            let letters = Array(OneTimeCode.base32(dice.bytes(10)).lowercased())
            return stride(from: 0, to: letters.count, by: 4)
                .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: "-")
        }
    }

    /// What is stored of a code, however it is typed.
    public static func hash(of typed: String) -> String {
        let plain = typed.lowercased().filter { $0.isLetter || $0.isNumber }
        return SHA256.hash(data: Data("recovery \(plain)".utf8)).hexadecimal
    }
}
