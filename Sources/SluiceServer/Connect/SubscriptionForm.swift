import SluiceCore
import SluiceDatabase

/// Subscriptions: which events go to which endpoint, without a workflow.
enum SubscriptionForm: ConfigurationForm {
    static let word = "subscription"
    static let columns = ["id", "name", "endpoint", "events", "active", "hook"]

    static func all(_ configuration: AccountConfiguration) -> [Subscription] {
        Array(configuration.subscriptions.values)
    }

    static func name(of subscription: Subscription) -> String { subscription.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> Subscription {
        Subscription(
            id: SubscriptionID(try edit.nextID(.subscription)), name: "", to: EndpointID(0), at: edit.now)
    }

    static func fill(
        _ subscription: inout Subscription, from fields: inout FormFields, in configuration: AccountConfiguration,
        isNew: Bool
    ) {
        if isNew { fields.require("name", "endpoint", "events") }
        fields.text("name", into: &subscription.name, 1...60)
        fields.flag("active", into: &subscription.isActive)
        let endpoints = configuration.endpoints.values.map { ($0.id, $0.name) }
        if let id = fields.reference("endpoint", to: "endpoint", among: endpoints) { subscription.endpointID = id }
        if let words = fields.words("events") {
            let unknown = words.filter { EventKind(rawValue: $0) == nil }
            if words.isEmpty || !unknown.isEmpty {
                let all = EventKind.allCases.map(\.rawValue).joined(separator: ", ")
                if !words.isEmpty || !fields.faults.contains(where: { $0.field == "events" }) {
                    fields.fault("events", "takes kinds of events between commas: \(all)")
                }
            } else {
                subscription.events = EventKind.allCases.filter { words.contains($0.rawValue) }
            }
        }
        if let lists = fields.references("lists", to: "list", among: configuration.listNames) {
            subscription.listIDs = lists
        }
        if let campaigns = fields.references("campaigns", to: "campaign", among: configuration.campaignNames) {
            subscription.campaignIDs = campaigns
        }
    }

    static func objection(to subscription: Subscription, _ edit: ConfigurationEdit) throws -> String? { nil }

    static func members(
        of subscription: Subscription, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        [
            ("id", .id(subscription.id)), ("name", .string(subscription.name)),
            ("active", .bool(subscription.isActive)),
            ("endpoint", .text(configuration.endpoints[subscription.endpointID]?.name)),
            ("events", .words(subscription.events.map(\.rawValue))),
            ("lists", .words(subscription.listIDs.compactMap { configuration.lists[$0]?.name })),
            ("campaigns", .words(subscription.campaignIDs.compactMap { configuration.campaigns[$0]?.name })),
            ("hook", .bool(subscription.isHook)),
        ]
    }
}
