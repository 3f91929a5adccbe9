public import SluiceCore

/// Lead Post Criteria on trial: they judge a post by every stage of the journey, and nothing follows from it.
///
/// A class, since most posts have none and pay for a pointer only.
public final class Trial: Sendable {
    /// What governs the post, whatever key it names and whether active or not.
    public let criteria: LeadPostCriteria
    /// What the post's receipt holds, where it is judged again; nothing where it is judged for the first time.
    let past: PastVerdicts?

    /// A trial of `criteria`.
    public convenience init(_ criteria: LeadPostCriteria) { self.init(criteria, past: nil) }

    init(_ criteria: LeadPostCriteria, past: PastVerdicts?) {
        self.criteria = criteria
        self.past = past
    }
}
