/// A failure that the caller is told of: `{"success":false,"code":…,"text":…}`.
///
/// A business failure is HTTP 200; what we could not read or allow is 4xx with that number as code (product page,
/// *Answers*).
public struct APIFailure: Error, Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The number in the body; per endpoint (convoso-api §2.8).
    public var code: Int
    /// The sentence in the body.
    public var text: String
    /// Every field at fault, where there are such.
    public var fields: [String]
    /// Seconds after which to try again, where that helps.
    public var retryAfter: Int?

    /// A business failure.
    public init(_ code: Int, _ text: String, fields: [String] = []) {
        self.init(status: 200, code: code, text, fields: fields)
    }

    /// A failure of the request itself.
    public init(status: Int, code: Int? = nil, _ text: String, fields: [String] = [], retryAfter: Int? = nil) {
        self.status = status
        self.code = code ?? status
        self.text = text
        self.fields = fields
        self.retryAfter = retryAfter
    }

    /// The token is missing, unknown, ended, or used from elsewhere.
    public static let tokenInvalid = APIFailure(status: 401, code: 5001, "Auth token is invalid")
    /// The token lacks the right for this part of the API.
    public static let forbidden = APIFailure(status: 403, "Forbidden")
    /// We do not know whether it happened, or could not do it now: post again.
    public static let unavailable = APIFailure(
        status: 503, "The server cannot take the request now. Send it again.", retryAfter: 1)
}
