public import SluiceCore

/// Step 2 · refuses a number on the national or a state's register, or a litigator's, where the Criteria or the
/// campaign switch them on (6901). Nothing lifts a litigator.
public struct RegisterCheck: IntakeStage {
    /// `register_check`.
    public static let name = "register_check"

    /// Checks the registers.
    public init() {}

    /// Which registers are asked.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        let campaign = draft.listID.flatMap { configuration.campaign(of: $0) }
        let asks = draft.options.checksRegisters || campaign?.checksRegisters == true
        guard asks || draft.options.checksLitigators else { return nil }
        return Inquiry(asks, draft.options.checksLitigators)
    }

    /// Judges by what the registers answered.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        if draft.options.checksLitigators {
            switch facts.registers.isLitigator {
            case true?: return .refuse(Refusal(.litigator, evidence: "on a litigator register"))
            case false?: break
            case nil: draft.notes.append("register_not_loaded: litigator")
            }
        }
        let asks = draft.options.checksRegisters || facts.campaign(of: draft)?.checksRegisters == true
        guard asks else { return .pass }
        // Intake takes the lead, since it may be loaded before it is dialed; the dial gate does not.
        if !facts.registers.hasDNCRegister { draft.notes.append("register_not_loaded: national_dnc") }
        guard let first = facts.registers.listedBy.first else { return .pass }
        let others = facts.registers.listedBy.count - 1
        return .refuse(
            Refusal(.registerListed, evidence: "on \(first)" + (others > 0 ? " and \(others) more" : "")))
    }
}
