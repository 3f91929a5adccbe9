public import SluiceCore

/// Step 1 · what is bought under the key: its hours, then its caps and budget (6911), and the price.
///
/// Hours are judged on the request's own task. How much was bought is known to the writer alone, which judges the post
/// again where a limit is reached.
public struct VendorLimitCheck: IntakeStage {
    /// `vendor_limit_check`.
    public static let name = "vendor_limit_check"

    /// Checks limits.
    public init() {}

    /// The terms, where accepted leads are counted against them.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        guard let terms = draft.criteria?.buying, terms.isCapped else { return nil }
        return Inquiry(terms)
    }

    /// Passes with the price where the key buys one more lead now.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        if facts.post.door == .ping {
            draft.price = offer(draft, facts)
            return .pass
        }
        // What is imported was bought elsewhere, and before.
        guard facts.post.door != .import, let terms = draft.criteria?.buying else { return .pass }
        draft.price = terms.price
        let time = AccountTime(facts.configuration.account)
        guard terms.isOpen(at: facts.now, time) else {
            return .refuse(
                Refusal(.vendorHours, evidence: "leads are taken \(terms.hoursText), \(time.zoneName)"))
        }
        if reserved(&draft, facts) { return .pass }
        if let refusal = facts.vendorUse?.objection(terms) { return .refuse(refusal) }
        return .pass
    }

    /// Whether a place is held for the post, which then is taken at the price of its reservation.
    private func reserved(_ draft: inout LeadDraft, _ facts: Facts) -> Bool {
        guard let id = facts.post.reservation else { return false }
        guard let held = facts.vendorUse?.reservations.first(where: { $0.id == id }) else {
            // Only the writer knows the places, so only it can miss one.
            if facts.vendorUse != nil { draft.notes.append("reservation_unknown") }
            return false
        }
        draft.reservation = id
        draft.price = held.price
        return true
    }

    /// What a lead that passes the ping would cost: the price of the Criteria that ask the same validation; of several
    /// the lowest.
    private func offer(_ draft: LeadDraft, _ facts: Facts) -> Money? {
        guard let id = draft.validationID else { return nil }
        return facts.configuration.criteria.values.filter { criteria in
            criteria.isActive && criteria.validationID == id && facts.caller.covers(criteria.id)
        }.compactMap { $0.buying?.price }.min()
    }
}
