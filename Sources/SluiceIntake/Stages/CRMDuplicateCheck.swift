public import SluiceCore
public import SluiceDatabase

/// Step 4 · API Duplicate Lead Check: what the customer's CRM says about the lead (product-features §4).
///
/// The stage itself asks nobody: without an answer it leaves the question open in the draft, the stages behind it judge,
/// and where none refuses ``Intake`` asks the CRM before anything is stored. So a question that costs money is asked only
/// about a lead that would be taken. Dry runs, pings, tests and imports never ask.
public struct CRMDuplicateCheck: IntakeStage {
    /// `crm_duplicate_check`.
    public static let name = "crm_duplicate_check"

    /// Checks with the CRM.
    public init() {}

    /// The check as it is configured.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        configuration.settings.crmCheck.map { Inquiry($0) }
    }

    /// Passes a lead that the CRM does not know; for one that it knows, the row that matches decides.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        if let held = facts.held { draft.notes.append("held_receipt: \(held.receiptID)") }
        guard let check = facts.configuration.settings.crmCheck, draft.updates == nil else { return .pass }
        switch facts.held?.decision {
        case .release(let actor)?:
            draft.notes.append("released_by: \(actor)")
            return .overridden(by: "released by \(actor)")
        case .refuse(let actor)?:
            return .refuse(Refusal(.crmUnanswered, evidence: "refused by \(actor) while it was held"))
        case nil: break
        }
        guard let answer = facts.crm, answer.check == check else {
            draft.needsCRM = facts.mayAskCRM
            return .notAsked
        }
        if let fault = answer.fault { return unanswered(fault, check, facts) }
        guard let row = answer.match else { return .pass }
        return matched(row, answer, &draft, facts)
    }

    private func matched(
        _ row: CRMCheck.Row, _ answer: CRMAnswer, _ draft: inout LeadDraft, _ facts: Facts
    ) -> Verdict {
        draft.notes.append("crm_row: \((answer.row ?? 0) + 1)")
        draft.isSuppressed = row.addsToDNC
        if row.isSuccess != row.createsLead { draft.answersSuccess = row.isSuccess }
        guard row.createsLead else {
            return .refuse(Refusal(.crmMatch, evidence: "row \((answer.row ?? 0) + 1): \(CRMNotation.text(of: row))"))
        }
        if let status = row.status {
            if facts.configuration.statuses[status] != nil {
                draft.status = status
            } else {
                draft.notes.append("crm_status_unknown: \(status)")
            }
        }
        return .pass
    }

    private func unanswered(_ fault: DeliveryFault, _ check: CRMCheck, _ facts: Facts) -> Verdict {
        let because = [fault.code.rawValue, fault.status.map(String.init), fault.detail.isEmpty ? nil : fault.detail]
            .compactMap(\.self).joined(separator: ": ")
        switch check.policy {
        case .open: return .overridden(by: "open, since the CRM did not answer: \(because)")
        case .closed: return .refuse(Refusal(.crmUnanswered, evidence: because))
        case .hold:
            let since = facts.held?.since ?? facts.now
            guard facts.now < since.adding(seconds: Int64(check.holdHours) * 3600) else {
                return .refuse(
                    Refusal(.crmUnanswered, evidence: "\(check.holdHours) hours without an answer; \(because)"))
            }
            return .hold(Refusal(.held, evidence: because))
        }
    }
}

extension Facts {
    /// Whether the CRM may be asked about the post: it comes in for good, and nobody tries anything out.
    var mayAskCRM: Bool {
        trial == nil && !post.isDryRun && !caller.isTest && (post.door == .insert || post.door == .leadPost)
    }
}
