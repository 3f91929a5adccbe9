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
    case hopperExpired = "hopper.expired"
    case dncAdded = "dnc.added"
    case dncLifted = "dnc.lifted"
    case smsOptOutAdded = "sms_opt_out.added"
    case smsOptOutLifted = "sms_opt_out.lifted"
    case endpointDisabled = "endpoint.disabled"
    case deliveryDead = "delivery.dead"
}
