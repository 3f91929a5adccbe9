/// What happened, in the words that workflows, Connect and exports use. Permanent.
public enum EventKind: String, Sendable, Hashable, Codable, CaseIterable {
    case leadCreated = "lead.created"
    case leadUpdated = "lead.updated"
    case leadMoved = "lead.moved"
    case leadDeleted = "lead.deleted"
    case leadRestored = "lead.restored"
    case leadArchived = "lead.archived"
    case leadReturned = "lead.returned"
    case leadReturnUndone = "lead.return_undone"
    case postHeld = "post.held"
    case postDecided = "post.decided"
    case hopperExpired = "hopper.expired"
    case dncAdded = "dnc.added"
    case dncLifted = "dnc.lifted"
    case smsOptOutAdded = "sms_opt_out.added"
    case smsOptOutLifted = "sms_opt_out.lifted"
    case endpointDisabled = "endpoint.disabled"
    case deliveryDead = "delivery.dead"

    /// What it tells, in a sentence.
    public var meaning: String {
        switch self {
        case .leadCreated: "A lead was stored."
        case .leadUpdated: "A lead was changed: by a post that found it, or by the API."
        case .leadMoved: "A lead went to another list."
        case .leadDeleted: "A lead was deleted."
        case .leadRestored: "A deleted or archived lead is back."
        case .leadArchived: "A lead was archived."
        case .leadReturned: "A lead was given back to its vendor."
        case .leadReturnUndone: "A return was undone."
        case .postHeld: "A post waits until the customer's CRM can be asked about it."
        case .postDecided: "A post that was held was taken or refused."
        case .hopperExpired: "A lead left the hopper undialed, its time being over."
        case .dncAdded: "A number was put on Do Not Call."
        case .dncLifted: "A number was taken off Do Not Call."
        case .smsOptOutAdded: "A number opted out of texts."
        case .smsOptOutLifted: "An opt-out of texts was lifted."
        case .endpointDisabled: "Sluice switched an endpoint off."
        case .deliveryDead: "A delivery was given up."
        }
    }

    /// Whether it is about one lead.
    public var isAboutLead: Bool { rawValue.hasPrefix("lead.") || self == .hopperExpired }
}
