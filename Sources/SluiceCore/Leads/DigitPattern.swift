/// The shape of a national number: digits, sets of digits, choices and repetitions.
///
/// Written as `[2-9]x{7}|8(00|[14]x)x{5,6}`, where `x` is any digit. A match follows all ways through the pattern at
/// once, so its time grows with the length of the pattern and never with the ways through it.
struct DigitPattern: Sendable {
    private indirect enum Piece: Sendable {
        /// One bit for each digit allowed.
        case oneOf(UInt16)
        case sequence([Piece])
        case either([Piece])
        case repeated(Piece, from: Int, to: Int)
    }

    /// By digit, one bit for each place where it stands.
    private typealias Positions = SIMD16<UInt32>

    private let root: Piece

    /// Reads a pattern; nil when it is not one.
    init?(_ text: some StringProtocol) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let root = reader.choice(depth: 0), reader.position == reader.bytes.count else { return nil }
        self.root = root
    }

    /// Whether all of `digits` has the shape.
    func matches(_ digits: DigitRun) -> Bool {
        var positions = Positions()
        var rest = digits.value
        for position in stride(from: digits.count - 1, through: 0, by: -1) {
            positions[Int(rest % 10)] |= 1 << UInt32(position)
            rest /= 10
        }
        return advance(1, through: root, positions) & (1 << UInt32(digits.count)) != 0
    }

    /// Where one may stand after `piece`, having stood at `starts`; bit n is the place before digit n.
    private func advance(_ starts: UInt32, through piece: Piece, _ positions: Positions) -> UInt32 {
        guard starts != 0 else { return 0 }
        switch piece {
        case .oneOf(let digits):
            var allowed: UInt32 = 0
            for digit in 0..<10 where digits & (1 << UInt16(digit)) != 0 { allowed |= positions[digit] }
            return (starts & allowed) << 1
        case .sequence(let pieces):
            return pieces.reduce(starts) { advance($0, through: $1, positions) }
        case .either(let pieces):
            return pieces.reduce(0) { $0 | advance(starts, through: $1, positions) }
        case .repeated(let piece, let least, let most):
            var reached = starts
            for _ in 0..<least { reached = advance(reached, through: piece, positions) }
            var all = reached
            for _ in least..<most {
                reached = advance(reached, through: piece, positions)
                all |= reached
            }
            return all
        }
    }

    /// Reads the text of a pattern from left to right.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func choice(depth: Int) -> Piece? {
            guard depth < 16 else { return nil }
            var ways: [Piece] = []
            repeat {
                guard let way = sequence(depth: depth) else { return nil }
                ways.append(way)
            } while take("|")
            return ways.count == 1 ? ways.first : .either(ways)
        }

        private mutating func sequence(depth: Int) -> Piece? {
            var pieces: [Piece] = []
            while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
                guard let piece = single(depth: depth), let whole = repetition(of: piece) else { return nil }
                pieces.append(whole)
            }
            return pieces.isEmpty ? nil : .sequence(pieces)
        }

        private mutating func single(depth: Int) -> Piece? {
            if take("x") { return .oneOf(0b11_1111_1111) }
            if take("[") { return set() }
            if take("(") {
                guard let inner = choice(depth: depth + 1), take(")") else { return nil }
                return inner
            }
            return digit().map { .oneOf(1 << UInt16($0)) }
        }

        private mutating func set() -> Piece? {
            var digits: UInt16 = 0
            while !take("]") {
                guard let low = digit() else { return nil }
                var high = low
                if take("-") {
                    guard let end = digit(), end >= low else { return nil }
                    high = end
                }
                for value in low...high { digits |= 1 << UInt16(value) }
            }
            return .oneOf(digits)
        }

        private mutating func repetition(of piece: Piece) -> Piece? {
            if take("?") { return .repeated(piece, from: 0, to: 1) }
            guard take("{") else { return piece }
            guard let least = number() else { return nil }
            var most = least
            if take(",") {
                guard let end = number(), end >= least else { return nil }
                most = end
            }
            return take("}") ? .repeated(piece, from: least, to: most) : nil
        }

        private mutating func digit() -> Int? {
            guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            position += 1
            return Int(byte - UInt8(ascii: "0"))
        }

        /// A count of at most two digits.
        private mutating func number() -> Int? {
            guard let tens = digit() else { return nil }
            guard let units = digit() else { return tens }
            return tens * 10 + units
        }
    }
}
