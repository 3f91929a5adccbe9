import SluiceCore
import SluiceDatabase

/// What a receipt holds of how a post was judged: a verdict for each stage whose question is the same now as it was
/// then.
///
/// Such a verdict stands, whatever rows and registers would answer today; every other stage is judged anew.
struct PastVerdicts: Sendable {
    /// By the stage's place in the pipeline; nothing where it is judged anew.
    let verdicts: [Verdict?]
    /// The place of the stage that finds the lead to update, and the lead that it found then.
    let match: (place: Int, lead: LeadID?)

    /// The verdict that stands for a stage; what the stage had put into the draft is put there again.
    func verdict(of place: Int, into draft: inout LeadDraft) -> Verdict? {
        guard verdicts.indices.contains(place), let verdict = verdicts[place] else { return nil }
        if place == match.place { draft.updates = match.lead }
        return verdict
    }

    /// Whether the verdict of a stage stands.
    func holds(_ place: Int) -> Bool { verdicts.indices.contains(place) && verdicts[place] != nil }
}

extension Receipt.Entry {
    /// What the stage decided; nothing where it was not asked.
    var verdict: Verdict? {
        switch mark {
        case .pass, .amended: .pass
        case .overridden: .overridden(by: evidence ?? "")
        case .refuse: reason.map { .refuse(Refusal($0, evidence: evidence ?? "")) }
        case .hold, .notAsked, .notReached: nil
        }
    }
}
