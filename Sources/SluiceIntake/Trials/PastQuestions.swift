import SluiceCore
import SluiceDatabase

/// What the stages ask under Criteria on trial, held beside what they asked when a receipt was written: the verdicts
/// that a receipt holds stand where both are the same.
struct PastQuestions: Sendable {
    /// How many configurations of the past are kept at hand.
    private static let most = 32

    /// What a receipt's stages asked depends on these alone, where Criteria governed the post.
    private struct Place: Hashable {
        var version: Int64
        var criteria: CriteriaID
    }

    private let stages: [any IntakeStage]
    private let names: [String]
    private let now: AccountConfiguration
    private let asked: [Inquiry?]
    private let match: Int
    private let limit: Int
    private var past: [Int64: AccountConfiguration] = [:]
    private var same: [Place: [Bool]] = [:]

    init(_ pipeline: IntakePipeline, _ trial: LeadPostCriteria, _ now: AccountConfiguration) {
        stages = pipeline.stages
        names = pipeline.names
        self.now = now
        asked = stages.map { $0.inquiry(LeadDraft(governedBy: trial), now) }
        match = stages.firstIndex { $0 is FindMatch } ?? stages.count
        limit = stages.firstIndex { $0 is VendorLimitCheck } ?? stages.count
    }

    /// Reads the configurations of these versions that are not known yet.
    mutating func learn(_ versions: Set<Int64>, from database: any Database) async throws {
        let account = now.account.id
        for version in versions where version != now.version && past[version] == nil {
            if past.count >= PastQuestions.most {
                past = past.filter { versions.contains($0.key) }
                same = same.filter { versions.contains($0.key.version) }
            }
            past[version] = try await database.read { try Configurations($0, of: account).snapshot(at: version) }
        }
        for version in versions { learn(version) }
    }

    private mutating func learn(_ version: Int64) {
        guard let then = version == now.version ? now : past[version] else { return }
        for criteria in then.criteria.values where same[Place(version: version, criteria: criteria.id)] == nil {
            same[Place(version: version, criteria: criteria.id)] = compare(LeadDraft(governedBy: criteria), then)
        }
    }

    /// Which stages asked the same of a draft under `then` as they ask now.
    private func compare(_ draft: LeadDraft, _ then: AccountConfiguration) -> [Bool] {
        zip(stages, asked).map { stage, now in stage.inquiry(draft, then) == now }
    }

    private func compared(_ receipt: Receipt, _ post: LeadPost) -> [Bool] {
        if let criteria = receipt.criteriaID {
            return same[Place(version: receipt.version, criteria: criteria)] ?? []
        }
        guard let then = receipt.version == now.version ? now : past[receipt.version] else { return [] }
        var draft = LeadDraft()
        draft.options = PostOptions(post.asked, then.settings)
        draft.validationID = then.settings.validationID
        draft.listID = post.listID.flatMap { ListID(wire: $0) }
        return compare(draft, then)
    }

    /// The verdicts of a receipt that stand. Where a lead to update is looked for otherwise than then, or the receipt
    /// does not say which was found, no stage behind that one keeps its verdict: they judged another case.
    func verdicts(of receipt: Receipt, _ post: LeadPost) -> PastVerdicts? {
        let same = compared(receipt, post)
        guard same.count == stages.count else { return nil }
        let searched = entry(match, of: receipt)
        let isMatchTold = searched?.mark != .amended || receipt.outcome != .refused
        let isMatchSame = !same.indices.contains(match) || same[match] && (asked[match] == nil || isMatchTold)
        let verdicts = stages.indices.map { place -> Verdict? in
            guard same[place], asked[place] != nil, place < match || isMatchSame else { return nil }
            return entry(place, of: receipt)?.verdict
        }
        return PastVerdicts(
            verdicts: verdicts, match: (match, receipt.outcome == .updated ? receipt.leadID : nil))
    }

    /// What a stage said; receipts of another version of the program may have others.
    private func entry(_ place: Int, of receipt: Receipt) -> Receipt.Entry? {
        guard names.indices.contains(place) else { return nil }
        if receipt.entries.indices.contains(place), receipt.entries[place].stage == names[place] {
            return receipt.entries[place]
        }
        return receipt.entries.first { $0.stage == names[place] }
    }

    /// Whether every stage that was reached and asks more than the post was answered by the receipt.
    func isAnswered(_ journey: IntakePipeline.Journey) -> Bool {
        !asked.indices.contains { place in
            asked[place] != nil && journey.entries.indices.contains(place)
                && journey.entries[place].mark != .notReached && !journey.recalled.contains(place)
        }
    }

    /// Whether the receipt told what the vendor's caps said.
    func isLimitRecalled(_ journey: IntakePipeline.Journey) -> Bool { journey.recalled.contains(limit) }
}

extension LeadDraft {
    /// A draft of which nothing is known but the Criteria that govern it.
    init(governedBy criteria: LeadPostCriteria) {
        self.init()
        govern(by: criteria)
        listID = criteria.listID
    }
}
