import SluiceCore

/// The layout of a ``PhoneSet`` file after its header.
///
/// One block for each exchange that has a number, in ascending order of the exchange, each directly after the one
/// before: a sorted array of 16-bit line numbers, or a set of 10,000 bits, whichever is smaller. Padding. Then the
/// index, 16 bytes for each block: the exchange (64 bits), and its place (64 bits): how many numbers it lists in the
/// high 16 bits, where it begins in the blocks in the low 48. The count decides which of the two forms a block has.
///
/// An exchange is a number's E.164 digits without the last four, so a North American one is `1NPANXX` and the line
/// number is what the exchange has 10,000 of. Bit *n* of a set is bit *n* mod 8 of byte *n* / 8.
enum PhoneSetFormat {
    /// The numbers of one exchange.
    static let lines = 10_000
    static let bitSetLength = lines / 8
    static let indexEntryLength = 16
    /// The exchanges `1000000` to `1999999` are North American and are looked up in a table rather than searched.
    static let northAmericanBase: UInt64 = 1_000_000
    static let northAmericanCount = 1_000_000
    static let placeMask: UInt64 = (1 << 48) - 1

    /// Whether a block of this many numbers is smaller as a sorted array.
    static func isArray(_ count: Int) -> Bool { count * 2 < bitSetLength }

    static func blockLength(_ count: Int) -> Int { isArray(count) ? count * 2 : bitSetLength }

    static func place(count: Int, offset: Int64) -> UInt64 {
        UInt64(truncatingIfNeeded: count) << 48 | UInt64(bitPattern: offset) & placeMask
    }

    static func count(_ place: UInt64) -> Int { Int(place >> 48) }

    static func offset(_ place: UInt64) -> Int { Int(place & placeMask) }
}
