import SluiceCore

/// Repeatable chance for the JSON tests; each test prints the seed of its run.
struct JSONDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// Any text that JSON of ours may hold: every scalar but NUL.
    mutating func text() -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...20, using: &self) {
            let limit: UInt32 = pick([0x20, 0x7F, 0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF])
            if let scalar = Unicode.Scalar(UInt32.random(in: 1...limit, using: &self)) { text.append(scalar) }
        }
        return String(text)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &self))
        case 3: return .number(pick(["0", "-0", "0.5", "-1.50e3", "1E+9", "12345678901234567890123"]))
        case 4: return .string(text())
        case 5, 6:
            return .object((0..<Int.random(in: 0...5, using: &self)).map { _ in (text(), value(depth: depth - 1)) })
        default:
            return .array((0..<Int.random(in: 0...5, using: &self)).map { _ in value(depth: depth - 1) })
        }
    }
}
