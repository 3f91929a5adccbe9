public import SluiceCore
public import SluiceDatabase

/// Step 3 · Lead Duplication Settings: rejects every duplicate of the account, or relocates the older leads
/// (product-features §3). A match by `Update_If_Found` is neither.
public struct AccountDuplicateCheck: IntakeStage {
    /// `account_duplicate_check`.
    public static let name = "account_duplicate_check"

    /// Checks duplicates.
    public init() {}

    /// The matches; with status and calls when they may move.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions {
        switch configuration.settings.duplication {
        case .useParameters: []
        case .reject: .matches
        case .relocate: [.matches, .details]
        }
    }

    /// The setting, and what relocation looks at.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        let settings = configuration.settings
        guard settings.duplication != .useParameters else { return nil }
        return Inquiry(settings.duplication, settings.relocationScope, draft.listID)
    }

    /// A lead in a call stays where it is.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        guard draft.updates == nil, facts.post.door != .ping else { return .pass }
        let settings = facts.configuration.settings
        switch settings.duplication {
        case .useParameters:
            return .pass
        case .reject:
            guard let match = facts.matches.first else { return .pass }
            return .refuse(Refusal(.duplicateInAccount, evidence: "lead \(match.leadID)"))
        case .relocate:
            draft.relocates = MatchScope.of(settings.relocationScope, draft, facts).filter(facts.matches)
                .filter {
                    $0.detail?.status != LeadStatus.inCall && $0.listID != facts.configuration.duplicatesList?.id
                }
                .map(\.leadID)
            if !draft.relocates.isEmpty { draft.notes.append("relocates: \(draft.relocates.count)") }
            return .pass
        }
    }
}
