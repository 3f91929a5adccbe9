public import SluiceCore
public import SluiceDatabase

/// Step 2 · refuses a number on the account's Do Not Call lists, when the Criteria ask for it (6901).
public struct DNCCheck: IntakeStage {
    /// `dnc_check`.
    public static let name = "dnc_check"

    /// Checks the internal lists.
    public init() {}

    /// The entries for the number and its prefixes.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions {
        draft.options.checksDNC ? .dnc : []
    }

    /// Whose lists they are.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        guard draft.options.checksDNC else { return nil }
        let campaign = draft.listID.flatMap { configuration.campaign(of: $0) }
        return Inquiry(campaign?.id, campaign?.sellerID, campaign?.purpose)
    }

    /// Asks the lists of the account, the seller, the campaign and the purpose.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        guard draft.options.checksDNC, let entry = facts.dncEntry(for: draft) else { return .pass }
        return .refuse(Refusal(.dncListed, evidence: "entry \(entry.id) of the \(entry.scope.word) list"))
    }
}

extension DNCScope {
    /// The list in a word.
    var word: String {
        switch self {
        case .account: "account"
        case .seller: "seller"
        case .campaign: "campaign"
        case .purpose: "purpose"
        }
    }
}
