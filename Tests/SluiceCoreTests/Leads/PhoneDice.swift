/// Repeatable chance for the phone tests; each test prints the seed of its run.
struct PhoneDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed | 1
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// A text of up to 60 characters, of the kind that tempts a reader of phone numbers.
    mutating func text() -> String {
        let tempting = Array("0123456789012345678901234567890123456789+++--(). ext/٣５\u{0}\n\u{301}\u{1F4DE}é")
        let length = Int.random(in: 0...60, using: &self)
        return String((0..<length).compactMap { _ in tempting.randomElement(using: &self) })
    }
}
