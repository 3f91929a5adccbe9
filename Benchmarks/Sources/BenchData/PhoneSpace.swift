public import SluiceCore

/// Valid North American numbers by position, in parts that share no number: those of leads already stored, of Do Not
/// Call entries, of posts, of rows written without HTTP.
///
/// `intake.lua` knows the same area codes, exchanges and arithmetic.
public struct PhoneSpace: Sendable {
    /// Which part of the numbers: the last digit tells them apart.
    public enum Part: Int64, Sendable {
        case stored = 3
        case listed = 7
        case rows = 9
    }

    static let areas: [Int64] = [
        205, 206, 209, 212, 213, 214, 216, 303, 305, 310, 312, 313, 314, 323, 404, 407, 408, 410, 412, 415,
        480, 503, 505, 508, 512, 513, 602, 612, 615, 617, 619, 702, 703, 704, 713, 714, 718, 773, 801, 813,
    ]
    /// No N11, and none of the exchanges with a meaning of their own.
    static let exchanges: [Int64] = (200...999).filter { $0 % 100 != 11 && ![555, 950, 958, 959, 976].contains($0) }
    /// Each part has this many numbers for an exchange.
    static let lines: Int64 = 1_000

    /// How many numbers a part has.
    public static let count = Int64(areas.count) * Int64(exchanges.count) * lines

    let part: Part

    /// The numbers of `part`.
    public init(_ part: Part) {
        self.part = part
    }

    /// The number at `position`; neighbours lie far apart.
    public func scattered(_ position: Int64) -> PhoneNumber {
        let place = position * 7_368_787 % PhoneSpace.count  // a prime, so that every place is met once
        let areas = Int64(PhoneSpace.areas.count)
        let exchanges = Int64(PhoneSpace.exchanges.count)
        return number(
            PhoneSpace.areas[Int(place % areas)], PhoneSpace.exchanges[Int(place / areas % exchanges)],
            place / (areas * exchanges))
    }

    /// `wanted` numbers in rising order, spread evenly over all exchanges.
    public func rising(_ wanted: Int64, _ body: (PhoneNumber) throws -> Void) rethrows {
        let cells = Int64(PhoneSpace.areas.count * PhoneSpace.exchanges.count)
        var made: Int64 = 0
        var cell: Int64 = 0
        for area in PhoneSpace.areas {
            for exchange in PhoneSpace.exchanges {
                cell += 1
                let due = min(PhoneSpace.lines, wanted * cell / cells - made)
                for line in 0..<due {
                    try body(number(area, exchange, line * PhoneSpace.lines / due))
                }
                made += due
            }
        }
    }

    private func number(_ area: Int64, _ exchange: Int64, _ line: Int64) -> PhoneNumber {
        PhoneNumber(((10 + area / 100) * 100 + area % 100) * 10_000_000 + exchange * 10_000 + line * 10 + part.rawValue)
    }
}
