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
    /// The lead's last call until then.
    public var call: LoggedCall?

    /// A subject of these.
    public init(kind: String, at moment: Timestamp, facts: JSONValue, lead: Lead?, call: LoggedCall? = nil) {
        self.kind = kind
        at = moment
        self.facts = facts
        self.lead = lead
        self.call = call
    }

    /// What an adaptor is filled with.
    func adaptorFacts(_ configuration: AccountConfiguration) -> AdaptorFacts {
        guard let lead else { return AdaptorFacts(zone: configuration.account.timeZone, at: at) }
        var facts = AdaptorFacts(lead: lead, configuration: configuration, at: at)
        if let call { facts.add(call, configuration) }
        return facts
    }
}

/// Renders a delivery once: through the endpoint's adaptor, or as the event itself where it has none.
public enum DeliveryRenderer {
    /// What is sent to `endpoint` of the subject.
    public static func request(
        _ subject: DeliverySubject, to endpoint: Endpoint, in configuration: AccountConfiguration
    ) -> DeliveryRequest {
        var request = DeliveryRequest()
        let needsFacts = endpoint.adaptorID != nil || !endpoint.tokens.isEmpty
        let facts = needsFacts ? subject.adaptorFacts(configuration) : AdaptorFacts(at: subject.at)
        request.values = facts.values(of: endpoint.tokens, configuration)
        if let adaptor = endpoint.adaptorID.flatMap({ configuration.adaptors[$0] }) {
            fill(&request, AdaptorRenderer.fields(of: adaptor, facts), endpoint)
        } else if endpoint.method == .post {
            request.body = EventEnvelope.body(
                subject.kind, at: subject.at, facts: subject.facts,
                lead: subject.lead.map { EventEnvelope.lead($0, configuration) })
            request.contentType = "application/json"
        }
        return request
    }

    private static func fill(_ request: inout DeliveryRequest, _ fields: [AdaptorField], _ endpoint: Endpoint) {
        switch (endpoint.method, endpoint.bodyType) {
        case (.get, _): request.query = AdaptorRenderer.query(fields)
        case (.post, .raw):
            request.body = AdaptorRenderer.form(fields)
            request.contentType = "application/x-www-form-urlencoded"
        case (.post, .json):
            request.body = AdaptorRenderer.json(fields)
            request.contentType = "application/json"
        }
    }
}

extension AdaptorFacts {
    /// Every name that may stand between percent signs in an address.
    public static func tokenNames(_ configuration: AccountConfiguration) -> Set<String> {
        AdaptorSections.lead.union(AdaptorSections.call).union(AdaptorSections.extra)
            .union(configuration.fieldsByName.keys)
    }

    /// What stands for each token; an empty text where there is no value.
    func values(of tokens: [String], _ configuration: AccountConfiguration) -> [String: String] {
        guard !tokens.isEmpty else { return [:] }
        let rows = Set(tokens).map { name in Adaptor.Row(source(of: name, configuration), to: [name]) }
        let fields = AdaptorRenderer.fields(of: Adaptor(id: AdaptorID(0), name: "", rows: rows), self)
        return Dictionary(fields.map { ($0.name, $0.value ?? "") }) { $1 }
    }

    private func source(of name: String, _ configuration: AccountConfiguration) -> AdaptorSource {
        if let field = configuration.fieldsByName[name] { return .custom(field.id) }
        if AdaptorSections.extra.contains(name) { return .extra(name) }
        return AdaptorSections.lead.contains(name) ? .lead(name) : .callLog(name)
    }
}
