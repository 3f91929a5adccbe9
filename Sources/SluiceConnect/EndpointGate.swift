import SluiceCore
import SluiceDatabase

/// What the dispatcher knows of one endpoint: what is ready, what is under way, and how much more it may be asked.
struct EndpointGate {
    /// A delivery with what it sends.
    struct Ready: Sendable {
        var delivery: Delivery
        var request: DeliveryRequest
    }

    private(set) var endpoint: Endpoint
    private(set) var prepared: PreparedEndpoint?
    /// Why nothing can be sent; the deliveries wait.
    private(set) var obstacle: String?
    var breaker: CircuitBreaker
    private(set) var ready: [Ready] = []
    /// Those that no look may bring again: ready, under way, or not written down yet.
    private(set) var inHand: Set<Int64> = []
    private(set) var underWay = 0
    /// The turn of the timer before which there is nothing to be looked for.
    var nextLook = 0
    /// Whether the endpoint is off, or gone: nothing more is looked for or sent.
    private(set) var isClosed = false
    private var sentThisMinute = 0
    private var minute: Int64 = .min

    init(_ endpoint: Endpoint, _ breaker: CircuitBreaker, open: (String) throws -> String) {
        self.endpoint = endpoint
        self.breaker = breaker
        prepare(open)
    }

    /// Takes over a change of the configuration. Whoever changed it means to have it asked again at once. Says whether
    /// that ended a pause or a count of failures, which the store still holds then.
    mutating func adopt(_ newer: Endpoint, open: (String) throws -> String) -> Bool {
        guard newer != endpoint || isClosed else { return false }
        let wasUnwell = breaker.failures > 0
        (breaker, isClosed, endpoint, nextLook) = (CircuitBreaker(), false, newer, 0)
        prepare(open)
        return wasUnwell
    }

    private mutating func prepare(_ open: (String) throws -> String) {
        do {
            prepared = try PreparedEndpoint(endpoint, open: open)
            obstacle = nil
        } catch {
            prepared = nil
            obstacle = "its secrets cannot be opened: \(error)"
        }
    }

    /// How many more a look is to bring; none while enough is ready.
    var wanted: Int {
        guard !isClosed, prepared != nil, ready.count < endpoint.concurrency else { return 0 }
        return endpoint.concurrency * 2 - ready.count
    }

    mutating func take(_ found: [Ready]) {
        for one in found where inHand.insert(one.delivery.id).inserted { ready.append(one) }
    }

    /// The next to be sent now; nothing while the endpoint takes no more.
    mutating func next(at now: Timestamp) -> (Ready, PreparedEndpoint)? {
        guard !isClosed, let prepared, !ready.isEmpty, underWay < endpoint.concurrency, breaker.permits(at: now) > 0
        else {
            return nil
        }
        if let most = endpoint.perMinute {
            let current = now.milliseconds / 60_000
            if minute != current { (minute, sentThisMinute) = (current, 0) }
            guard sentThisMinute < most else { return nil }
            sentThisMinute += 1
        }
        breaker.began()
        underWay += 1
        return (ready.removeFirst(), prepared)
    }

    mutating func ended() { underWay -= 1 }

    /// One is written down; a look may bring it again when it is due again.
    mutating func settled(_ id: Int64) { inHand.remove(id) }

    /// Sends nothing more, and gives up what is ready and not under way.
    mutating func close() {
        isClosed = true
        for one in ready { inHand.remove(one.delivery.id) }
        ready = []
    }
}
