import HTTPTypes
public import Hummingbird
import NIOCore
public import SluiceCore
public import SluiceDatabase

/// A failure of the native API as problem details (RFC 9457), with every field at fault in `errors`.
public struct NativeProblem: Error, Sendable {
    /// What kind of failure it is: the last part of its `type`, which is a place on the page of the API. Permanent.
    public enum Kind: String, Sendable, CaseIterable {
        case unreadable
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case conflict
        case changed
        case tooLarge = "too-large"
        case mediaType = "media-type"
        case invalid
        case preconditionNeeded = "precondition-needed"
        case tooMany = "too-many"
        case failed
        case unavailable

        /// The HTTP status that goes with it.
        public var status: Int {
            switch self {
            case .unreadable: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict: 409
            case .changed: 412
            case .tooLarge: 413
            case .mediaType: 415
            case .invalid: 422
            case .preconditionNeeded: 428
            case .tooMany: 429
            case .failed: 500
            case .unavailable: 503
            }
        }

        /// Its title, the same for every failure of the kind.
        public var title: String {
            switch self {
            case .unreadable: "The request cannot be read"
            case .unauthorized: "No valid credential"
            case .forbidden: "The credential does not allow this"
            case .notFound: "There is no such thing"
            case .methodNotAllowed: "The path does not take this method"
            case .conflict: "Something stands against it"
            case .changed: "It was changed since you read it"
            case .tooLarge: "The body is larger than 1 MB"
            case .mediaType: "The body is not JSON"
            case .invalid: "Some fields are wrong"
            case .preconditionNeeded: "If-Match is needed"
            case .tooMany: "Too many requests"
            case .failed: "The server failed"
            case .unavailable: "The server cannot take the request now"
            }
        }

        static func of(_ status: Int) -> Kind {
            allCases.first { $0.status == status } ?? (status < 500 ? .unreadable : .failed)
        }
    }

    /// What kind.
    public var kind: Kind
    /// What is wrong and what would be right, for this request.
    public var detail: String
    /// Every field at fault.
    public var faults: [FieldFault]
    /// Seconds after which to try again, where that helps.
    public var retryAfter: Int?
    /// Further members, such as the present state of what was changed meanwhile.
    public var members: [(name: String, value: JSONValue)] = []

    /// A problem of these.
    public init(_ kind: Kind, _ detail: String, _ faults: [FieldFault] = [], retryAfter: Int? = nil) {
        self.kind = kind
        self.detail = detail
        self.faults = faults
        self.retryAfter = retryAfter
    }

    /// The fields of a request that are wrong.
    public static func invalid(_ faults: [FieldFault]) -> NativeProblem {
        NativeProblem(.invalid, "Correct the fields named in errors and send it again", faults)
    }

    /// What is not there, or belongs to somebody else: both are answered alike.
    public static let notFound = NativeProblem(.notFound, "The account has nothing under this path")

    /// A failure of `/v1` in the words of the native API.
    public init(_ failure: APIFailure) {
        let kind = failure.status == 200 ? Kind.invalid : Kind.of(failure.status)
        self.init(
            kind, failure.text, failure.fields.map { FieldFault($0, failure.text) }, retryAfter: failure.retryAfter)
    }

    /// The problem as an answer that can be kept.
    public var answer: StoredAnswer {
        var json = JSONText()
        json.beginObject()
        json.member("type", "/docs#\(kind.rawValue)")
        json.member("title", kind.title)
        json.key("status")
        json.integer(Int64(kind.status))
        json.member("detail", detail)
        if !faults.isEmpty {
            json.key("errors")
            json.beginArray()
            for fault in faults {
                json.beginObject()
                json.member("field", fault.field)
                json.member("detail", fault.detail)
                json.endObject()
            }
            json.endArray()
        }
        for member in members {
            json.key(member.name)
            member.value.write(to: &json)
        }
        json.endObject()
        return StoredAnswer(status: kind.status, body: json.text())
    }

    /// The problem as a response.
    public var response: Response {
        var response = APIFront.response(answer, retryAfter: retryAfter)
        response.headers[.contentType] = "application/problem+json"
        if kind == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}
