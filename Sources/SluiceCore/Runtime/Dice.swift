/// Where randomness comes from: the system's, or a seeded source in tests.
public struct Dice: Sendable {
    /// As many random bytes as asked for, fit for secrets.
    public var bytes: @Sendable (Int) -> [UInt8]

    /// Dice of this closure.
    public init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A secret of `count` lower-case letters and digits, the form of Convoso's tokens and keys (convoso-api §2.2).
    /// Each character is uniform: bytes that would favour some letters are thrown away.
    public func secret(_ count: Int = 32) -> String {
        var text: [UInt8] = []
        while text.count < count {
            for byte in bytes(count) where byte < 252 && text.count < count {
                text.append(Dice.letters[Int(byte) % 36])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
