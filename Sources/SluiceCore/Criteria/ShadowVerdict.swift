/// What Criteria said of a post that judged it beside those which govern it, and decided nothing.
public struct ShadowVerdict: Sendable, Hashable {
    /// The Criteria that said so.
    public var criteriaID: CriteriaID
    /// How the post would have ended.
    public var outcome: Receipt.Outcome
    /// Why it would have been refused.
    public var refusal: Refusal?

    /// A verdict of these.
    public init(criteriaID: CriteriaID, outcome: Receipt.Outcome, refusal: Refusal? = nil) {
        self.criteriaID = criteriaID
        self.outcome = outcome
        self.refusal = refusal
    }
}
