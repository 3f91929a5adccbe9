import Logging
import SluiceConnect
import SluiceCore
import SluiceDatabase

/// What Connect changes by itself: endpoints that it switches off.
struct EndpointNotice: Sendable {
    let parts: Parts

    /// Switches an endpoint off with the reason where people look at it, and as an event. A program's own subscription
    /// (REST hooks) whose receiver is gone ends with its endpoint.
    func disable(_ place: EndpointPlace, because reason: String, isGone: Bool) async throws {
        let now = parts.clock.now()
        try await parts.cache.edit(
            place.account, by: "connect", from: ChangeOrigin(door: "connect", address: nil, comment: reason), at: now
        ) { edit in
            guard var endpoint = edit.snapshot.endpoints[place.endpoint], endpoint.isActive else { return }
            let heard = edit.snapshot.subscriptions.values.filter { $0.endpointID == place.endpoint }
            if isGone, !heard.isEmpty, heard.allSatisfy(\.isHook) {
                for subscription in heard { try edit.remove(.subscription, subscription.id.number) }
                try edit.remove(.endpoint, endpoint.id.number)
                try Deliveries.abandon(
                    place.endpoint, of: place.account, because: "unsubscribed", at: now, edit.connection)
            } else {
                endpoint.isActive = false
                endpoint.trouble = reason
                try edit.put(endpoint)
            }
            try edit.connection.run(EndpointStates.keep(CircuitBreaker(), of: place.endpoint, in: place.account))
            let facts = JSONValue.members(("endpoint_id", .id(endpoint.id)), ("reason", .string(reason))).text
            try edit.connection.run(
                Events.insertion(
                    .endpointDisabled, lead: nil, of: place.account, id: try edit.connection.ids.take(from: .row),
                    at: now, facts: facts))
        }
        parts.logger.warning(
            "an endpoint was switched off", metadata: ["endpoint": "\(place.endpoint)", "reason": "\(reason)"])
    }
}
