public import SluiceCore

/// A lead that would be taken, before the customer's CRM was asked about it.
public struct CRMQuestion: Sendable {
    /// The account's configuration.
    public let configuration: AccountConfiguration
    /// What is asked.
    public let check: CRMCheck
    /// The lead as it would be stored, without a number.
    public let lead: Lead
    /// When it came.
    public let now: Timestamp

    init?(_ draft: LeadDraft, _ facts: Facts) {
        guard draft.needsCRM, let check = facts.configuration.settings.crmCheck, let phone = draft.phone,
            let list = draft.listID
        else { return nil }
        configuration = facts.configuration
        self.check = check
        now = facts.now
        lead = Lead(
            id: LeadID(0), listID: list, phone: phone, status: draft.status ?? LeadStatus.new, createdAt: facts.now,
            modifiedAt: facts.now, criteriaID: draft.criteria?.id,
            fields: Dictionary(draft.fields.map { ($0.name, $0.value) }) { $1 })
    }
}

/// The writer found that a post would be taken whose question is still open: a row that refused it is gone, or the
/// configuration has changed. It is asked, and handed in again.
struct QuestionOpen: Error {}
