/// A set of values that is wanted or not wanted.
public struct Selection: Sendable, Hashable, Codable {
    /// Whether the values are the only ones taken, or the ones refused.
    public var isExcluding: Bool
    /// The values: codes, exact ZIPs, prefixes (`902*`), ranges (`90001-90099`).
    public var values: [String]

    /// A selection of `values`.
    public init(_ values: [String], isExcluding: Bool = false) {
        self.values = values
        self.isExcluding = isExcluding
    }
}

/// Which leads a buyer wants: asked by the ping, and by posts whose Criteria name it (product-features §5).
public struct ValidationCriteria: Sendable, Hashable, Codable {
    /// One condition on a custom or standard field.
    public struct FieldRule: Sendable, Hashable, Codable {
        /// How the value is compared.
        public enum Comparison: String, Sendable, Hashable, Codable, CaseIterable {
            case equals
            case differs
            case contains
            case isGiven = "is_given"
            case isBlank = "is_blank"
            case atLeast = "at_least"
            case atMost = "at_most"
        }

        /// The API name of the field.
        public var field: String
        /// How it is compared.
        public var comparison: Comparison
        /// What with; not used by the two that ask for presence.
        public var value: String

        /// A rule of these values.
        public init(field: String, comparison: Comparison, value: String = "") {
            self.field = field
            self.comparison = comparison
            self.value = value
        }
    }

    /// Its number in the account.
    public var id: CriteriaID
    /// Up to 30 characters.
    public var name: String
    /// What the ping sends as `criteria_key`.
    public var key: String
    /// Whether it is asked.
    public var isActive: Bool
    /// Days since an existing lead with this phone was created; a younger one is denied.
    public var leadAge: Int?
    /// The lists in which the existing lead is looked for; empty = all.
    public var searchLists: [ListID]
    /// The youngest person taken, in years from `date_of_birth`.
    public var youngest: Int?
    /// The oldest person taken.
    public var oldest: Int?
    /// Two-letter states.
    public var states: Selection?
    /// ZIP codes.
    public var postalCodes: Selection?
    /// The lists that a post may go to.
    public var lists: [ListID]
    /// Carrier types.
    public var carriers: Selection?
    /// Area codes.
    public var areaCodes: Selection?
    /// Custom and standard fields.
    public var rules: [FieldRule]
    /// Whether a field that the request does not have counts as not met. On a ping an absent field is skipped otherwise.
    public var isStrict: Bool
    /// Whether the Do Not Call lists are asked; the ping always asks them.
    public var checksDNC: Bool
    /// Whether the registers are asked too.
    public var checksRegisters: Bool
    /// How much a denial tells.
    public var disclosure: Disclosure

    /// Criteria that take everything.
    public init(id: CriteriaID, name: String, key: String) {
        self.id = id
        self.name = name
        self.key = key
        isActive = true
        searchLists = []
        lists = []
        rules = []
        isStrict = false
        checksDNC = true
        checksRegisters = false
        disclosure = .none
    }
}
