/// API Duplicate Lead Check: what is asked of the customer's CRM before a lead is taken, and what its answer means
/// (product-features §4).
///
/// The first row that matches decides; where none does, the CRM does not know the lead, and it goes on.
public struct CRMCheck: Sendable, Hashable, Codable {
    /// What becomes of a post while the CRM does not answer.
    public enum Policy: String, Sendable, Hashable, Codable, CaseIterable {
        /// It goes on as if the CRM did not know it.
        case open
        /// It is refused.
        case closed
        /// It waits, and the CRM is asked again.
        case hold
    }

    /// How a row looks at what stands under its key.
    public enum Test: Sendable, Hashable, Codable {
        /// One of the values is this word, without regard to case and the blanks around it.
        case equals(String)
        /// One of the values is a number above this one: `total > 0`.
        case above(Int64)
        /// Something stands there that is neither `null` nor empty.
        case present
        /// Nothing does.
        case absent

        /// Whether the values pass.
        public func holds(_ values: [String]) -> Bool {
            let values = values.map(CRMCheck.plain)
            switch self {
            case .equals(let wanted): return values.contains(CRMCheck.plain(wanted))
            case .above(let least):
                return values.contains { text in
                    guard let number = Double(text) else { return false }
                    return number > Double(least)
                }
            case .present: return values.contains { !$0.isEmpty && $0 != "null" }
            case .absent: return !values.contains { !$0.isEmpty && $0 != "null" }
            }
        }
    }

    /// What one answer of the CRM means: *External API Data Validation*.
    public struct Row: Sendable, Hashable, Codable {
        /// Where to look in the answer, in the words of the endpoint's answer type; ``CRMCheck/statusKey`` is its HTTP
        /// status.
        public var key: String
        /// What has to stand there.
        public var test: Test
        /// *Create Lead*: whether the lead is stored although the row matched.
        public var createsLead: Bool
        /// The status of that lead; nothing = the one it would have.
        public var status: String?
        /// Whether the phone goes on the account's Do Not Call list, whatever becomes of the lead.
        public var addsToDNC: Bool
        /// *Success*: whether the sender is answered that it went well.
        public var isSuccess: Bool

        /// A row of these.
        public init(
            _ key: String, _ test: Test, createsLead: Bool = false, status: String? = nil, addsToDNC: Bool = false,
            isSuccess: Bool = false
        ) {
            self.key = key
            self.test = test
            self.createsLead = createsLead
            self.status = status
            self.addsToDNC = addsToDNC
            self.isSuccess = isSuccess
        }
    }

    /// The key of the answer's HTTP status: some CRMs say with a 404 that they know nobody.
    public static let statusKey = "http_status"

    /// Which endpoint is asked.
    public var endpointID: EndpointID
    /// What its answers mean, in the order in which they are looked at.
    public var rows: [Row] = []
    /// What becomes of a post while it does not answer.
    public var policy: Policy = .open
    /// Milliseconds that the question may take: the vendor waits for them.
    public var deadline = 5000
    /// Seconds for which an answer about a phone counts for the next post of it; 0 = it is asked each time.
    public var cacheSeconds = 300
    /// Hours after which a post that is held is refused.
    public var holdHours = 24

    /// A check with the defaults.
    public init(endpointID: EndpointID) {
        self.endpointID = endpointID
    }

    /// The first row that an answer matches. `values` are those under a key; it throws where the answer cannot be read.
    public func firstMatch(
        status: Int, values: (String) throws(DeliveryFault) -> [String]
    ) throws(DeliveryFault) -> Int? {
        for (place, row) in rows.enumerated() {
            let found = row.key == CRMCheck.statusKey ? [String(status)] : try values(row.key)
            if row.test.holds(found) { return place }
        }
        return nil
    }

    /// Whether a status is an answer: it is there, or it is known not to be.
    public static func isAnswer(_ status: Int) -> Bool { (200...299).contains(status) || status == 404 }

    private static func plain(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars)).lowercased()
    }
}
