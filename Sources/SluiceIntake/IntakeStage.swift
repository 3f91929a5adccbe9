public import SluiceCore
public import SluiceDatabase

/// What one stage decides.
public enum Verdict: Sendable, Hashable {
    /// The lead goes on.
    case pass
    /// The question was decided elsewhere: which setting took its place.
    case overridden(by: String)
    /// The question costs something and was left out: nothing comes of the post, or another stage refuses it anyway.
    case notAsked
    /// The journey ends here.
    case refuse(Refusal)
    /// The journey ends here for now, and is made again.
    case hold(Refusal)
}

/// One question on a lead's way in. Pure: it has a draft and facts, no clock, socket or row.
public protocol IntakeStage: Sendable {
    /// Its permanent name in receipts.
    static var name: String { get }

    /// What it asks of the rows for this draft; empty when it needs none. Stages before the first that asks run on the
    /// request's own task.
    func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions

    /// What decides its verdict beside the post itself and the moment: nothing where neither rows, registers nor counts
    /// do.
    func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry?

    /// Decides; what it finds out goes into the draft.
    func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict
}

extension IntakeStage {
    /// Nothing.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions { [] }

    /// Nothing.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? { nil }
}
