/// The bulk number registers that Sluice can hold, one case for each question they answer.
///
/// The raw values name folders, settings and receipt entries, and are permanent.
public enum RegisterKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The national Do Not Call registry (47 CFR 64.1200(c)(2); FTC, telemarketing.donotcall.gov).
    case nationalDNC = "national_dnc"

    /// The Do Not Call list of one state, which is told apart by the jurisdiction of its ``RegisterName``.
    case stateDNC = "state_dnc"

    /// Thousands-blocks that were assigned to wireless carriers.
    case wirelessBlock = "wireless_block"

    /// Numbers that moved from a landline to a wireless carrier.
    case portedToWireless = "ported_to_wireless"

    /// Numbers that moved from a wireless carrier to a landline.
    case portedToLandline = "ported_to_landline"

    /// Numbers of people known to sue callers. Not law, but lifted by nothing.
    case litigator = "litigator"

    /// Carrier type, and the carrier's name where known, by thousands-block.
    case carrierBlock = "carrier_block"

    /// Whether the register says something about blocks of a thousand numbers rather than listing numbers.
    public var holdsBlocks: Bool {
        switch self {
        case .wirelessBlock, .carrierBlock: true
        case .nationalDNC, .stateDNC, .portedToWireless, .portedToLandline, .litigator: false
        }
    }
}
