public import SluiceCore
public import SluiceDatabase

/// Step 2 · refuses a phone that the account has already, in the scope that was asked (6009).
///
/// With `Dup_Lead_Age` a match is let in again once it is old enough; of several matches the newest decides
/// (product-features §2). Archived leads count account-wide when asked.
public struct DuplicateCheck: IntakeStage {
    /// `duplicate_check`.
    public static let name = "duplicate_check"

    /// Checks duplicates.
    public init() {}

    /// The matches, and the archive when asked.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions {
        guard draft.options.duplicateScope != .none else { return [] }
        return draft.options.checksArchive ? [.matches, .archive] : .matches
    }

    /// Where duplicates are looked for, and how old they may be.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        let options = draft.options
        guard options.duplicateScope != .none else { return nil }
        let campaign = draft.listID.flatMap { configuration.campaign(of: $0) }
        return Inquiry(
            options.duplicateScope, options.checksArchive, options.duplicateAge, options.searchListID,
            options.searchCampaignID, configuration.settings.duplication,
            options.duplicateScope == .list ? draft.listID : nil,
            options.duplicateScope == .campaign ? campaign?.id : nil,
            options.duplicateScope == .purpose ? campaign?.purpose : nil)
    }

    /// Not asked when the account's own setting decides, or when the post updates a lead.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        guard draft.options.duplicateScope != .none, draft.updates == nil else { return .pass }
        guard facts.configuration.settings.duplication == .useParameters else {
            return .overridden(by: facts.configuration.settings.duplication.rawValue)
        }
        let scope =
            MatchScope.named(draft, facts) ?? MatchScope.of(draft.options.duplicateScope, draft, facts)
        let live = scope.filter(facts.matches).first
        let archived = draft.options.checksArchive ? facts.rows.archived.first : nil
        guard let newest = [live?.createdAt, archived].compactMap(\.self).max() else { return .pass }
        if let age = draft.options.duplicateAge {
            let days = facts.now.days(since: newest)
            guard age <= 0 || days < age else { return .pass }
            return .refuse(
                Refusal(.duplicateTooYoung, evidence: "the newest match is \(days) days old; \(age) are required"))
        }
        if let live { return .refuse(Refusal(.duplicate, evidence: "lead \(live.leadID)")) }
        return .refuse(Refusal(.duplicateArchived, evidence: "an archived lead"))
    }
}
