public import SluiceCore
public import SluiceDatabase

/// What a delivery is about.
public struct DeliverySubject: Sendable {
    /// The event's kind, `test` or `ping`.
    public var kind: String
    /// When it happened.
    public var at: Timestamp
    /// What was true, as the event says it.
    public var facts: JSONValue
    /// The lead as it was.
    public var lead: Lead?

    /// A subject of these.
    public init(kind: String, at moment: Timestamp, facts: JSONValue, lead: Lead?) {
        self.kind = kind
        at = moment
        self.facts = facts
        self.lead = lead
    }
}

/// Renders a delivery once: through the endpoint's adaptor, or as the event itself where it has none.
public enum DeliveryRenderer {
    /// What is sent to `endpoint` of the subject.
    public static func request(
        _ subject: DeliverySubject, to endpoint: Endpoint, in configuration: AccountConfiguration
    ) -> DeliveryRequest {
        var request = DeliveryRequest()
        request.remoteID = subject.lead?.fields["remote_id"]
        let lead = subject.lead.map { EventEnvelope.lead($0, configuration) }
        let body = EventEnvelope.body(
            subject.kind, at: subject.at, facts: subject.facts, lead: lead)
        switch endpoint.method {
        case .get: break
        case .post: (request.body, request.contentType) = (body, "application/json")
        }
        return request
    }
}
