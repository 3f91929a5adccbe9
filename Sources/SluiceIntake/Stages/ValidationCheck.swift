public import SluiceCore
public import SluiceDatabase

/// Step 5 · Lead Validation Criteria: lead age, the person's age, list, state, ZIP, carrier type, area code and fields
/// (6904). A Lead Post Criteria names at most one set; plain inserts use the account's; the ping its own key's.
public struct ValidationCheck: IntakeStage {
    /// `validation_check`.
    public static let name = "validation_check"

    /// Validates.
    public init() {}

    /// The matches, when the age of an older lead is asked.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions {
        guard let id = draft.validationID, configuration.validations[id]?.leadAge != nil else { return [] }
        return .matches
    }

    /// The rules, where older leads or the carrier type are among them.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        guard let rules = draft.validationID.flatMap({ configuration.validations[$0] }), rules.isActive,
            rules.leadAge != nil || rules.carriers != nil
        else { return nil }
        return Inquiry(rules, draft.listID)
    }

    /// Refuses with the first rule that is not met.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        guard let id = draft.validationID, let criteria = facts.configuration.validations[id], criteria.isActive else {
            return .pass
        }
        let rules = ValidationRules(criteria: criteria, draft: draft, facts: facts)
        guard let failed = rules.firstNotMet() else { return .pass }
        return .refuse(Refusal(.validationNotMet, evidence: failed))
    }
}
