/// A 64-bit checksum of whole 32-byte stripes, fast enough to read a national register at every start.
///
/// It guards against accidents: a truncated copy, a bad sector, a flipped bit. It is no signature, and who can write
/// the file can forge it; the manifest keeps a SHA-256 beside it for audits.
///
/// A cryptographic hash would cost most of the second that opening a register may take, and a 32-bit CRC would let one
/// damaged file in four billion pass. So there are four lanes of 64 bits, each fed every fourth word by `xor`,
/// multiplication with an odd number and rotation. Each of these steps is a bijection of the lane, which gives a
/// promise rather than a probability for the commonest accident: two files of one length that differ in a single
/// aligned 8-byte word never share a checksum. For any other difference the chance is about one in 2^64.
public struct RegisterChecksum: Sendable {
    /// The bytes that one step takes; every section of a register file is padded to a multiple.
    public static let stripe = 32

    private static let multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93

    private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
        0x736C_7569_6365_2D30, 0x8A5C_D789_635D_2DFF, 0x121F_D215_5C47_2F1D, 0xB7E1_5162_8AED_2A6B
    )
    private var stripes: UInt64 = 0

    /// A checksum of nothing yet.
    public init() {}

    /// Takes the next bytes. Only whole stripes are taken: a remainder shorter than 32 bytes is ignored.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let count = bytes.count / Self.stripe
        guard count > 0, let base = bytes.baseAddress else { return }
        var (first, second, third, fourth) = lanes
        var place = base
        for _ in 0..<count {
            first = Self.step(first, place.loadUnaligned(as: UInt64.self))
            second = Self.step(second, (place + 8).loadUnaligned(as: UInt64.self))
            third = Self.step(third, (place + 16).loadUnaligned(as: UInt64.self))
            fourth = Self.step(fourth, (place + 24).loadUnaligned(as: UInt64.self))
            place += Self.stripe
        }
        lanes = (first, second, third, fourth)
        stripes &+= UInt64(count)
    }

    /// The checksum of all that was taken.
    public var value: UInt64 {
        var sum = Self.step(0x9E37_79B9_7F4A_7C15, stripes)
        for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
            sum = Self.step(sum, Self.scatter(lane))
        }
        return Self.scatter(sum)
    }

    @inline(__always)
    private static func step(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        let product = (lane ^ UInt64(littleEndian: word)) &* multiplier
        return (product << 29) | (product >> 35)
    }

    /// Carries high bits to low ones and back; a bijection too.
    private static func scatter(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 32)) &* multiplier
        mixed = (mixed ^ (mixed >> 29)) &* multiplier
        return mixed ^ (mixed >> 32)
    }
}
