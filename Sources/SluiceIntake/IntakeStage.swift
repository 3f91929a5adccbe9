public import SluiceCore
public import SluiceDatabase

/// What one stage decides.
public enum Verdict: Sendable, Hashable {
    /// The lead goes on, perhaps changed.
    case pass(LeadDraft)
    /// The question was decided elsewhere: which setting took its place.
    case overridden(LeadDraft, by: String)
    /// The journey ends here.
    case refuse(Refusal)
}

/// One question on a lead's way in. Pure: it has a draft and facts, no clock, socket or row.
public protocol IntakeStage: Sendable {
    /// Its permanent name in receipts.
    static var name: String { get }

    /// What it asks of the rows for this draft; empty when it needs none. Stages before the first that asks run on the
    /// request's own task.
    func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions

    /// Decides.
    func judge(_ draft: LeadDraft, _ facts: Facts) -> Verdict
}

extension IntakeStage {
    /// Nothing.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions { [] }
}
