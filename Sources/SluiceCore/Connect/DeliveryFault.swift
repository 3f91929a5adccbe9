/// Why one attempt to reach an ``Endpoint`` failed.
///
/// Stored with the attempt and shown to people, so the codes are part of our public vocabulary: add cases, never rename
/// one.
public struct DeliveryFault: Error, Sendable, Hashable {
    /// What went wrong.
    public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        /// The address is none that may be asked: its scheme, port, spelling, or where its name leads.
        case addressForbidden = "address_forbidden"
        /// No server has the name.
        case nameUnresolved = "name_unresolved"
        /// Nobody listens there.
        case connectionRefused = "connection_refused"
        /// The connection ended before the answer did.
        case connectionLost = "connection_lost"
        /// The certificate is expired, made out to another name, or from nobody who is trusted.
        case certificateRejected = "certificate_rejected"
        /// No answer came in time.
        case timedOut = "timed_out"
        /// The answer is no HTTP.
        case answerUnreadable = "answer_unreadable"
        /// The status is no 2xx.
        case statusRejected = "status_rejected"
        /// The body is not of the type that the endpoint was told to expect.
        case answerUnparsable = "answer_unparsable"
        /// The body has nothing under the endpoint's Response Key.
        case answerKeyMissing = "answer_key_missing"
        /// The request could not be made: its secret cannot be opened, or its address not be filled in.
        case requestUnmade = "request_unmade"
    }

    /// What went wrong.
    public var code: Code
    /// The status of the answer, where one came.
    public var status: Int?
    /// What else is known, without anything personal or secret.
    public var detail: String

    /// A fault of these.
    public init(_ code: Code, status: Int? = nil, detail: String = "") {
        self.code = code
        self.status = status
        self.detail = detail
    }

    /// Whether another try can end otherwise. Of the statuses only those do that say "later"; a forbidden address will be
    /// the same tomorrow.
    public var isWorthRetrying: Bool {
        switch code {
        case .addressForbidden, .answerUnparsable, .answerKeyMissing, .requestUnmade: false
        case .nameUnresolved, .connectionRefused, .connectionLost, .certificateRejected, .timedOut, .answerUnreadable:
            true
        case .statusRejected: status.map { [408, 423, 425, 429].contains($0) || $0 >= 500 } ?? false
        }
    }
}
