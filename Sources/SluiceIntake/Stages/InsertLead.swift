public import SluiceCore
import SluiceDatabase

/// Step 6 · decides status and hopper entry. Every refusing stage has passed; what is written follows from the draft.
public struct InsertLead: IntakeStage {
    /// `insert_lead`.
    public static let name = "insert_lead"

    /// Decides.
    public init() {}

    /// Refuses an imported lead whose number another has. Passes with a hopper plan where the post asks for one and the campaign's mode allows it. A lead that the hopper
    /// does not take is stored all the same (product-features §8).
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        if let id = facts.post.carried?.id, draft.updates == nil, facts.rows.takenIDs.contains(id) {
            return .refuse(Refusal(.leadIDTaken, evidence: "a lead of the account has the number \(id) already"))
        }
        guard draft.options.entersHopper, facts.post.door != .ping else { return .pass }
        guard let (campaign, list, status) = target(draft, facts) else {
            draft.notes.append("hopper_refused: no_campaign")
            return .pass
        }
        if let objection = objection(campaign, list, status, draft, facts) {
            draft.notes.append("hopper_refused: \(objection)")
            return .pass
        }
        let seconds = Int64(draft.options.hopperSeconds)
        let end = seconds > 0 ? facts.now.adding(seconds: seconds) : nil
        draft.hopper = HopperPlan(campaignID: campaign.id, priority: draft.options.hopperPriority, expiresAt: end)
        if let end { draft.notes.append("hopper_expires_at: \(end.milliseconds)") }
        return .pass
    }

    /// Campaign, list and status of the lead as it will be: a found lead keeps its own list.
    private func target(_ draft: LeadDraft, _ facts: Facts) -> (Campaign, LeadList, String)? {
        let match = draft.updates.flatMap { id in facts.rows.matches.first { $0.leadID == id } }
        guard let list = (match?.listID ?? draft.listID).flatMap({ facts.configuration.lists[$0] }),
            let campaign = facts.configuration.campaigns[list.campaignID]
        else { return nil }
        let asked = draft.status ?? match?.detail?.status ?? LeadStatus.new
        let standing = match?.detail.flatMap { facts.configuration.statuses[$0.status] }
        return (campaign, list, standing?.isProtected == true ? standing?.code ?? asked : asked)
    }

    /// Why the hopper does not take it, in a word.
    private func objection(
        _ campaign: Campaign, _ list: LeadList, _ code: String, _ draft: LeadDraft, _ facts: Facts
    ) -> String? {
        let status = facts.configuration.statuses[code]
        if status?.isFinal == true || status?.isDNC == true { return "final_status" }
        if code == LeadStatus.inCall { return "in_call" }
        if draft.phone?.isFictional == true { return "fictional_number" }
        if draft.isSuppressed { return "dnc_listed" }
        guard campaign.hopperMode == .applyRules else { return nil }
        if !campaign.isActive { return "campaign_inactive" }
        if !list.isActive { return "list_inactive" }
        if !campaign.dialableStatuses.contains(code) { return "status_not_dialable" }
        let zones = draft.phone.map {
            LocalZones.zones(phone: $0, state: draft.field("state"), postalCode: draft.field("postal_code"))
        }
        let isOpen = LocalTime.isInside(
            start: campaign.windowStart, end: campaign.windowEnd, zones: Array(zones ?? []), at: facts.now)
        return isOpen ? nil : "outside_window"
    }
}
