/// A destination of Connect: an address with how to ask it and how to read its answer (product-features §6).
///
/// Everything that lets somebody in is sealed: the address, the credentials and the headers (Zapier's address is its only
/// secret, Balto's carries a token). What people see of the address is ``shownURL``.
public struct Endpoint: Sendable, Hashable, Codable {
    /// GET puts the mapped fields into the query, POST into the body.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    /// How the body of a POST is written.
    public enum BodyType: String, Sendable, Hashable, Codable, CaseIterable {
        /// URL-encoded, as a form is.
        case raw
        case json
    }

    /// How the answer is read.
    public enum AnswerType: String, Sendable, Hashable, Codable, CaseIterable {
        case json
        case xml
        case text
    }

    /// Its number in the account.
    public var id: EndpointID
    /// What people call it; unique in the account.
    public var name: String
    /// Whether it is asked at all.
    public var isActive: Bool
    /// The whole address, sealed; `%field%` stands for a value of the lead.
    public var sealedURL: String
    /// The address as people may see it, without its query's values and what else is secret.
    public var shownURL: String
    /// The names between percent signs in the address.
    public var tokens: [String]
    /// `a=1&b=2`, added to the query, sealed; nothing for none.
    public var sealedCredentials: String?
    /// `Name: value|Name: value`, sealed; nothing for none.
    public var sealedHeaders: String?
    /// The names of those headers.
    public var headerNames: [String]
    /// How it is asked.
    public var method: Method
    /// How a POST is written.
    public var bodyType: BodyType
    /// How the answer is read.
    public var answerType: AnswerType
    /// What stands between keys and values of a TEXT answer.
    public var delimiter: String
    /// Which value to take from the answer; nothing = none is looked for.
    public var answerKey: String?
    /// The map of what is sent; nothing sends the event itself, as Standard Webhooks do.
    public var adaptorID: AdaptorID?
    /// The secrets that deliveries are signed with (`whsec_…`), sealed, the newest first; the one before it stays for a
    /// while, so that a receiver can change over.
    public var sealedSecrets: [String]
    /// Milliseconds for the whole exchange.
    public var timeout: Int
    /// Seconds after each failed attempt before the next; one more attempt than gaps is made.
    public var retryGaps: [Int]
    /// Requests a minute at most; nothing = no limit.
    public var perMinute: Int?
    /// Requests at once at most.
    public var concurrency: Int
    /// Whether a lead's deliveries go one after the other.
    public var isOrdered: Bool
    /// Certificates (PEM) to trust instead of the system's; nothing = the system's.
    public var authority: String?
    /// Why Sluice has switched it off; nothing when it has not.
    public var trouble: String?

    /// The gaps that Standard Webhooks 1.0.0 suggests after the first attempt, in seconds.
    public static let standardGaps = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

    /// An endpoint with the defaults of everything that nobody has set.
    public init(id: EndpointID, name: String, sealedURL: String, shownURL: String) {
        self.id = id
        self.name = name
        self.sealedURL = sealedURL
        self.shownURL = shownURL
        isActive = true
        tokens = []
        headerNames = []
        method = .post
        bodyType = .json
        answerType = .json
        delimiter = ","
        sealedSecrets = []
        timeout = 20_000
        retryGaps = Endpoint.standardGaps
        concurrency = 10
        isOrdered = false
    }
}
