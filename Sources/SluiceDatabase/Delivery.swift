public import SluiceCore

/// One message of Connect to one endpoint, until it was taken or given up.
public struct Delivery: Sendable, Hashable {
    /// Where it stands.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// It waits for the lead's delivery before it.
        case held
        /// It is sent when its time has come.
        case waiting
        /// It was taken.
        case delivered
        /// It was given up, and can be replayed.
        case dead
    }

    /// Its number in the account.
    public var id: Int64
    /// Whose it is.
    public var accountID: AccountID
    /// Where it goes.
    public var endpointID: EndpointID
    /// The event that it tells; nothing for a test.
    public var eventID: Int64?
    /// What it is about: the event's kind, `test` or `ping`.
    public var kind: String
    /// The lead it is about.
    public var leadID: LeadID?
    /// Where it stands.
    public var state: State
    /// When it is tried next, while it waits.
    public var dueAt: Timestamp
    /// Attempts since it was made or replayed: its place in the endpoint's retry table.
    public var tries: Int64
    /// Attempts in all.
    public var attempts: Int64
    /// The fault of the last attempt; empty before the first and when it was taken.
    public var reason: String
    /// When the event happened.
    public var createdAt: Timestamp
    /// When it was taken or given up.
    public var endedAt: Timestamp?

    /// A new one.
    public init(
        id: Int64, of account: AccountID, to endpoint: EndpointID, event: Int64? = nil, kind: String,
        lead: LeadID? = nil,
        state: State = .waiting, at now: Timestamp
    ) {
        self.id = id
        accountID = account
        endpointID = endpoint
        eventID = event
        self.kind = kind
        leadID = lead
        self.state = state
        dueAt = now
        (tries, attempts, reason, createdAt) = (0, 0, "", now)
    }

    /// What receivers know it by, the same for every attempt (`webhook-id`).
    public var messageID: String { "msg_\(accountID)_\(id)" }
}

/// What is sent, rendered once from what was true when the event happened.
public struct DeliveryRequest: Sendable, Hashable, Codable {
    /// The body of a POST.
    public var body: String
    /// Its type.
    public var contentType: String
    /// What a GET adds to the query.
    public var query: String
    /// What stands for `%field%` in the address.
    public var values: [String: String]

    /// A request of these.
    public init(
        body: String = "", contentType: String = "", query: String = "", values: [String: String] = [:]
    ) {
        self.body = body
        self.contentType = contentType
        self.query = query
        self.values = values
    }
}

/// One attempt at a delivery, with what was sent and what came back.
public struct DeliveryAttempt: Sendable, Hashable {
    /// Its place among the attempts, from 1.
    public var number: Int64
    /// When it began.
    public var at: Timestamp
    /// How long it took.
    public var milliseconds: Int64
    /// The status of the answer, where one came.
    public var status: Int64?
    /// Why it failed; nothing when it did not.
    public var fault: DeliveryFault.Code?
    /// What else is known of the fault.
    public var detail: String
    /// The request line and headers as sent, without secrets; a receiver's name for the body stands in the delivery.
    public var request: String
    /// The beginning of the answer.
    public var answer: String
    /// What stood under the endpoint's Response Key.
    public var value: String?

    /// An attempt of these.
    public init(
        number: Int64, at: Timestamp, milliseconds: Int64, status: Int64? = nil, fault: DeliveryFault.Code? = nil,
        detail: String = "", request: String, answer: String, value: String? = nil
    ) {
        self.number = number
        self.at = at
        self.milliseconds = milliseconds
        self.status = status
        self.fault = fault
        self.detail = detail
        self.request = request
        self.answer = answer
        self.value = value
    }
}
