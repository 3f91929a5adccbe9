import SluiceCore

/// The layout of a ``BlockMap`` file after its header.
///
/// One record of 48 bytes for each North American exchange of which anything is known, in ascending order: the
/// exchange (`1NPANXX`, 64 bits) and ten codes of 32 bits, one for each thousands-block. A code holds the carrier type
/// in its low 8 bits and the carrier's name in its high 24, as a position in the list of names counted from 1; 0 is
/// none. Padding. Then the names: how many (32 bits), where each begins and the last ends (32 bits each), their UTF-8.
enum BlockMapFormat {
    static let blocksPerExchange = 10
    static let recordLength = 48
    /// Further names are left out; there are about a quarter as many carriers.
    static let nameLimit = 0xFFFF
    /// A longer carrier name is cut.
    static let longestName = 200

    static func code(_ type: CarrierType, name: UInt32) -> UInt32 {
        let number: UInt32 =
            switch type {
            case .mobile: 1
            case .landline: 2
            case .voip: 3
            case .unknown: 4
            }
        return name << 8 | number
    }

    /// The type of a code; nil where the block is not described.
    static func type(_ code: UInt32) -> CarrierType? {
        switch code & 0xFF {
        case 1: .mobile
        case 2: .landline
        case 3: .voip
        case 4: .unknown
        default: nil
        }
    }

    static func name(_ code: UInt32) -> Int { Int(code >> 8) }
}
