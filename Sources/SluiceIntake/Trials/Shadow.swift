import SluiceCore
import SluiceDatabase

/// The journey of a post under the Criteria that shadow those which govern it. It goes beside the journey that counts,
/// on the same facts, and nothing is written of it but its verdict.
final class Shadow: Sendable {
    let criteria: CriteriaID
    let journey: IntakePipeline.Journey

    init(_ criteria: CriteriaID, _ journey: IntakePipeline.Journey) {
        self.criteria = criteria
        self.journey = journey
    }

    var verdict: ShadowVerdict {
        ShadowVerdict(criteriaID: criteria, outcome: journey.outcome, refusal: journey.refusal)
    }

    /// What its Criteria buy, where they are capped.
    var capped: BuyingTerms? { journey.draft.criteria?.buying.flatMap { $0.isCapped ? $0 : nil } }
}

extension IntakePipeline {
    /// The shadow of a journey; nothing where the Criteria have none. What is imported was judged elsewhere, and
    /// before.
    ///
    /// A shadow that reads the number as another phone has none either: the rows that are looked at are of one phone.
    func shadow(
        of journey: Journey, registers: (PhoneNumber) -> RegisterAnswer, clock: Clock
    ) -> Shadow? {
        guard let id = journey.draft.criteria?.shadowID, journey.facts.post.door != .import,
            let criteria = journey.facts.configuration.criteria[id]
        else { return nil }
        var facts = journey.facts
        facts.trial = Trial(criteria)
        let asked = journey.opening == nil ? nil : journey.draft.phone
        let beside = judge(
            facts, registers: { $0 == asked ? journey.facts.registers : registers($0) }, clock: clock)
        if let phone = journey.draft.phone, let other = beside.draft.phone, phone != other { return nil }
        return Shadow(id, beside)
    }
}
