public import SluiceCore
public import SluiceDatabase

/// Makes deliveries of events: one for each endpoint that a subscription sends the event to, rendered from what was true
/// when it happened, in the transaction that remembers how far it has come.
public struct EventFanOut: Sendable {
    /// The name of its place among the readers of events.
    public static let reader = "connect"
    /// Events in one step.
    public static let batch: Int64 = 500

    private let adopt: @Sendable (AccountConfiguration) -> Void

    /// A fan-out that tells `adopt` of a configuration newer than the one known.
    public init(adopt: @escaping @Sendable (AccountConfiguration) -> Void) {
        self.adopt = adopt
    }

    /// What was read and rendered, before anything is written.
    public struct Step: Sendable {
        let start: Events.Position
        let end: Events.Position
        let drafts: [(account: AccountID, drafts: [Draft])]
        /// How many events it takes.
        public let events: Int
        /// The place behind them.
        public var place: Events.Position { end }
        /// Whether nothing is sent of them.
        public var isSilent: Bool { drafts.isEmpty }
    }

    /// Reads the next events and renders what is to be sent of them; nothing where there are none. `ahead` is the place
    /// behind events that were read already and of which nothing is sent.
    ///
    /// Each account's configuration is the one that stands when the events are read, so that an event behind a new
    /// subscription finds it, on whichever node that was made.
    public func prepare(
        _ connection: any Connection, ahead: Events.Position?, known: [AccountID: AccountConfiguration]
    ) throws -> Step? {
        let start = try Events.position(of: EventFanOut.reader, on: connection)
        let events = try Events.after(ahead ?? start, limit: EventFanOut.batch, on: connection)
        guard let end = events.last?.position else { return nil }
        var accounts: [AccountID: AccountConfiguration] = [:]
        let versions = try Accounts(connection).versions()
        for id in Set(events.map(\.event.account)) {
            if let standing = known[id], standing.version == versions[id] {
                accounts[id] = standing
            } else if let newer = try Configurations(connection, of: id).snapshot() {
                accounts[id] = newer
                adopt(newer)
            }
        }
        var drafts: [AccountID: [Draft]] = [:]
        for (event, _) in events {
            guard let account = accounts[event.account], let kind = event.kind,
                let listeners = account.listeners[kind]
            else { continue }
            drafts[event.account, default: []] += try self.drafts(of: event, kind, listeners, account, connection)
        }
        return Step(
            start: start, end: end,
            drafts: drafts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }.filter { !$0.1.isEmpty },
            events: events.count)
    }

    /// Moves its place to the end where nobody has a subscription: what happened until then is told to nobody. Says
    /// whether that is so; where somebody has one, nothing is moved.
    public static func skip(_ lease: Leases.Lease, at now: Timestamp, _ connection: any Connection) throws -> Bool {
        try Leases.renew(lease, for: ConnectDispatcher.leaseSeconds, at: now, connection)
        guard try !Configurations.have(.subscription, connection) else { return false }
        let (place, end) = (try Events.position(of: reader, on: connection), try Events.last(on: connection))
        if place != end { try Events.remember(end, of: reader, on: connection) }
        return true
    }

    /// Stores a step under the lease, and returns the endpoints that it made deliveries for. Throws ``LeaseLost`` when another node does this now.
    public func store(
        _ step: Step, _ lease: Leases.Lease, at now: Timestamp, _ connection: any Connection
    ) throws -> Set<EndpointPlace> {
        try Leases.renew(lease, for: ConnectDispatcher.leaseSeconds, at: now, connection)
        // Another holder of the lease, since gone again, may have been here.
        guard try Events.position(of: EventFanOut.reader, on: connection) == step.start else { return [] }
        var (made, statements): (Set<EndpointPlace>, [Statement]) = ([], [])
        for (account, all) in step.drafts {
            // A person who was erased meanwhile is told of to nobody.
            let leads = try Leads(connection, of: account).existing(all.compactMap(\.delivery.leadID))
            let drafts = all.filter { $0.delivery.leadID.map(leads.contains) ?? true }
            guard !drafts.isEmpty else { continue }
            var number = try Deliveries.numbers(Int64(drafts.count), of: account, connection)
            var busy: Set<LeadPlace> = []
            for draft in drafts {
                var delivery = draft.delivery
                delivery.id = number
                number += 1
                if draft.isOrdered, let lead = delivery.leadID {
                    let place = LeadPlace(endpoint: delivery.endpointID, lead: lead)
                    let isBusy =
                        try busy.contains(place)
                        || Deliveries.isBusy(with: lead, at: delivery.endpointID, of: account, connection)
                    if isBusy { delivery.state = .held }
                    busy.insert(place)
                }
                statements += Deliveries.insertion(delivery, draft.request)
                made.insert(EndpointPlace(account: account, endpoint: delivery.endpointID))
            }
        }
        try connection.store(statements)
        try Events.remember(step.end, of: EventFanOut.reader, on: connection)
        return made
    }

    private struct LeadPlace: Hashable {
        var endpoint: EndpointID
        var lead: LeadID
    }

    struct Draft: Sendable {
        var delivery: Delivery
        var request: String
        var isOrdered: Bool
    }

    private func drafts(
        of event: Events.Event, _ kind: EventKind, _ listeners: [Subscription], _ account: AccountConfiguration,
        _ connection: any Connection
    ) throws -> [Draft] {
        let due = listeners.filter { $0.createdAt <= event.at }
        guard !due.isEmpty else { return [] }
        // Facts are ours and are JSON; were they not, the event is told without them.
        let facts = (try? JSONValue(parsing: Array(event.facts.utf8))) ?? .object([])
        var lead = EventFacts.lead(in: facts)
        if lead == nil, let id = event.lead { lead = try Leads(connection, of: event.account).lead(id) }
        var drafts: [Draft] = []
        var call: LoggedCall??
        var sent: Set<EndpointID> = []
        for subscription in due
        where subscription.covers(list: lead?.listID, campaign: lead.flatMap { account.campaign(of: $0.listID)?.id }) {
            guard let endpoint = account.endpoints[subscription.endpointID], sent.insert(endpoint.id).inserted else {
                continue
            }
            if call == nil, let lead, endpoint.adaptorID != nil || !endpoint.tokens.isEmpty {
                call = .some(try CallLog(connection, of: event.account).calls(of: lead.id, limit: 1).first)
            }
            let subject = DeliverySubject(
                kind: kind.rawValue, at: event.at, facts: facts, lead: lead, call: call ?? nil)
            let request = DeliveryRenderer.request(subject, to: endpoint, in: account)
            drafts.append(
                Draft(
                    delivery: Delivery(
                        id: 0, of: event.account, to: endpoint.id, event: event.id, kind: kind.rawValue,
                        lead: event.lead, at: event.at),
                    request: try Deliveries.text(of: request), isOrdered: endpoint.isOrdered))
        }
        return drafts
    }
}

/// An endpoint of an account.
public struct EndpointPlace: Sendable, Hashable {
    /// Whose.
    public var account: AccountID
    /// Which.
    public var endpoint: EndpointID

    /// This endpoint of this account.
    public init(account: AccountID, endpoint: EndpointID) {
        self.account = account
        self.endpoint = endpoint
    }
}
