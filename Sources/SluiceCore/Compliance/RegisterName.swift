/// The name of one register: its kind and, for a state's list, the state.
///
/// Its text form is the kind alone (`national_dnc`) or kind and state (`state_dnc:TX`), and is what settings,
/// receipts and the command line use. Names order by that text.
public struct RegisterName: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Which question the register answers.
    public let kind: RegisterKind

    /// The state's two-letter postal code in capitals; nil for every kind but ``RegisterKind/stateDNC``.
    public let jurisdiction: String?

    /// The national registry.
    public static let nationalDNC = RegisterName(checked: .nationalDNC, nil)

    /// The wireless blocks.
    public static let wirelessBlock = RegisterName(checked: .wirelessBlock, nil)

    /// The numbers ported to wireless carriers.
    public static let portedToWireless = RegisterName(checked: .portedToWireless, nil)

    /// The numbers ported to landlines.
    public static let portedToLandline = RegisterName(checked: .portedToLandline, nil)

    /// The litigators.
    public static let litigator = RegisterName(checked: .litigator, nil)

    /// The carrier types by block.
    public static let carrierBlock = RegisterName(checked: .carrierBlock, nil)

    /// Nil when a state's list comes without a state of two letters, or another kind comes with one.
    ///
    /// The jurisdiction is accepted in any case. As it is two letters and nothing else, a name is always safe as
    /// part of a path.
    public init?(_ kind: RegisterKind, jurisdiction: String? = nil) {
        guard kind == .stateDNC else {
            guard jurisdiction == nil else { return nil }
            self.init(checked: kind, nil)
            return
        }
        guard let code = jurisdiction?.uppercased(), code.utf8.count == 2,
            code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        self.init(checked: kind, code)
    }

    /// Reads the text form; nil when the text names no register.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let kind = RegisterKind(rawValue: String(first)) else { return nil }
        self.init(kind, jurisdiction: parts.count == 2 ? String(parts[1]) : nil)
    }

    private init(checked kind: RegisterKind, _ jurisdiction: String?) {
        self.kind = kind
        self.jurisdiction = jurisdiction
    }

    /// The text form.
    public var description: String {
        jurisdiction.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue
    }

    /// The text order of the two names.
    public static func < (left: RegisterName, right: RegisterName) -> Bool {
        left.description < right.description
    }

    /// Reads the text form, so that a name is one JSON string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let name = RegisterName(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no register has this name")
        }
        self = name
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
