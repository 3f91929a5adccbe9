/// What the registers say about one number, with where each word came from.
public struct RegisterAnswer: Sendable, Hashable {
    /// The names of the Do Not Call registers that hold the number: `national_dnc`, `state_dnc:TX`.
    public var listedBy: [String]
    /// Whether a litigator register holds it; nothing when none is loaded.
    public var isLitigator: Bool?
    /// Whether any Do Not Call register is loaded: without one, "not listed" means nothing.
    public var hasDNCRegister: Bool
    /// Whether it is wireless; nothing when no register knows.
    public var isWireless: Bool?
    /// Its carrier type; a guess after porting.
    public var carrier: CarrierType
    /// Which versions answered, for the receipt: `national_dnc v12`.
    public var sources: [String]

    /// An answer of these values.
    public init(
        listedBy: [String] = [], isLitigator: Bool? = nil, hasDNCRegister: Bool = false, isWireless: Bool? = nil,
        carrier: CarrierType = .unknown,
        sources: [String] = []
    ) {
        self.listedBy = listedBy
        self.isLitigator = isLitigator
        self.hasDNCRegister = hasDNCRegister
        self.isWireless = isWireless
        self.carrier = carrier
        self.sources = sources
    }

    /// What is known when no register was loaded: nothing.
    public static let nothing = RegisterAnswer()
}
