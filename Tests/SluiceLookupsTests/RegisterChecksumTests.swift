import Testing

@testable import SluiceLookups

@Suite struct `Register checksum` {
    private static func sum(_ bytes: [UInt8]) -> UInt64 {
        var sum = RegisterChecksum()
        bytes.withUnsafeBytes { sum.update($0) }
        return sum.value
    }

    @Test(arguments: SeededNumbers.seeds)
    func `no change within one word goes unseen`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let bytes = (0..<512).map { _ in UInt8.random(in: 0...255, using: &random) }
        let sound = Self.sum(bytes)
        for _ in 0..<2_000 {
            var changed = bytes
            let word = Int.random(in: 0..<64, using: &random) * 8
            for place in word..<word + 8 { changed[place] = UInt8.random(in: 0...255, using: &random) }
            #expect((Self.sum(changed) == sound) == (changed == bytes), "seed \(seed)")
        }
    }

    @Test func `the order and the number of stripes count`() {
        let first = [UInt8](repeating: 1, count: 32)
        let second = [UInt8](repeating: 2, count: 32)
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(Self.sum(first + second) != Self.sum(second + first))
        #expect(Self.sum(zeros) != Self.sum(zeros + zeros))
        #expect(Self.sum([]) != Self.sum(zeros))
    }

    @Test func `pieces give what the whole gives`() {
        let bytes = (0..<3_200).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var pieces = RegisterChecksum()
        for start in stride(from: 0, to: bytes.count, by: 320) {
            bytes[start..<start + 320].withUnsafeBytes { pieces.update($0) }
        }
        #expect(pieces.value == Self.sum(bytes))
    }

    @Test func `is the same on every machine and for ever`() {
        #expect(Self.sum([]).hexadecimal == "2b9f262ec65b1f37")
        #expect(Self.sum((0..<64).map { UInt8($0) }).hexadecimal == "05002eb55843d923")
    }
}
