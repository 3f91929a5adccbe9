import SluiceCore

/// A register's version in use, open for look-ups.
struct OpenRegister: Sendable {
    /// What the register holds.
    enum Content: Sendable {
        case numbers(PhoneSet)
        case blocks(BlockMap)

        init(at path: String, of name: RegisterName, holding: RegisterHolding) throws(RegisterFault) {
            self =
                name.kind.holdsBlocks
                ? .blocks(try BlockMap(at: path, holding: holding))
                : .numbers(try PhoneSet(at: path, holding: holding))
        }

        var header: RegisterFileHeader {
            switch self {
            case .numbers(let set): set.header
            case .blocks(let map): map.header
            }
        }
    }

    let edition: RegisterEdition
    let content: Content

    var numbers: PhoneSet? {
        guard case .numbers(let set) = content else { return nil }
        return set
    }

    var blocks: BlockMap? {
        guard case .blocks(let map) = content else { return nil }
        return map
    }
}
