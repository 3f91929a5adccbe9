public import SluiceCore
public import SluiceDatabase

/// A past post with how it ended and how it would end.
public struct ReplayedPost: Sendable, Hashable {
    /// The receipt that holds it.
    public var receiptID: ReceiptID
    /// When it came.
    public var at: Timestamp
    /// The Criteria that governed it.
    public var criteriaID: CriteriaID?
    /// The token that sent it.
    public var tokenID: TokenID?
    /// Both verdicts.
    public var pair: VerdictPair
    /// Whether the new verdict rests on the post and its receipt alone, and on nothing that was looked up today.
    public var isOnRecord: Bool
}

/// Judges past posts again under Criteria on trial, in the order in which they came. It writes nothing.
///
/// Each is judged by itself, by the stages that judge posts: against the leads that there are, not against those that
/// the trial would have let in. Only what is bought under caps is counted from post to post.
public struct PostReplay: Sendable {
    private let pipeline: IntakePipeline
    private let trial: LeadPostCriteria
    private let configuration: AccountConfiguration
    private let registers: @Sendable (PhoneNumber) -> RegisterAnswer
    private let read: @Sendable (String, LeadPost.Door) -> LeadPost?
    private let caller: Caller
    // Nobody asks a trial how long it took.
    private let clock = Clock(now: { Timestamp(0) }, nanoseconds: { 0 })
    private var questions: PastQuestions
    private var use = VendorUse()

    /// A replay under `trial`, with everything else as it is configured now. `read` makes a post of what a receipt
    /// keeps of it; nothing where it was erased.
    public init(
        _ pipeline: IntakePipeline, under trial: LeadPostCriteria, in configuration: AccountConfiguration,
        registers: @escaping @Sendable (PhoneNumber) -> RegisterAnswer,
        read: @escaping @Sendable (String, LeadPost.Door) -> LeadPost?
    ) {
        self.pipeline = pipeline
        self.trial = trial
        self.configuration = configuration
        self.registers = registers
        self.read = read
        caller = Caller(
            APIToken(id: TokenID(0), accountID: configuration.account.id, name: "back-test", sections: []))
        questions = PastQuestions(pipeline, trial, configuration)
    }

    /// A post on its way, with the receipt that it left the first time.
    private struct Replay {
        var receipt: Receipt
        var journey: IntakePipeline.Journey
    }

    /// Judges posts, older ones first; those whose post was erased are left out. Rows are asked once for all of them.
    public mutating func judge(
        _ posts: [(receipt: Receipt, post: String)], in database: any Database
    ) async throws -> [ReplayedPost] {
        try await questions.learn(Set(posts.map(\.receipt.version)), from: database)
        var replays: [Replay] = []
        replays.reserveCapacity(posts.count)
        var asked: [PhoneKey: RowQuestions] = [:]
        for (receipt, packed) in posts {
            guard let post = read(packed, receipt.door) else { continue }
            let journey = begin(post, receipt)
            if journey.asksRows, let key = journey.key { asked[key, default: []].formUnion(journey.questions) }
            replays.append(Replay(receipt: receipt, journey: journey))
        }
        let wanted = asked.map { ($0.key, $0.value) }
        let rows = wanted.isEmpty ? [:] : try await database.read { try LeadFacts($0).rows(wanted) }
        return replays.map { finish($0, rows) }
    }

    /// The journey as if no row spoke of the phone.
    private func begin(_ post: LeadPost, _ receipt: Receipt) -> IntakePipeline.Journey {
        var facts = Facts(post: post, caller: caller, configuration: configuration, now: receipt.at)
        facts.trial = Trial(trial, past: questions.verdicts(of: receipt, post))
        let journey = pipeline.judge(facts, registers: registers, clock: clock)
        guard let then = receipt.phone, let now = journey.draft.phone, then != now else { return journey }
        // It is another number by these Criteria, of which the receipt knows nothing.
        facts.trial = Trial(trial)
        return pipeline.judge(facts, registers: registers, clock: clock)
    }

    private mutating func finish(_ replay: Replay, _ rows: [PhoneKey: PhoneRows]) -> ReplayedPost {
        let receipt = replay.receipt
        var journey = limited(replay)
        if let found = journey.key.flatMap({ rows[$0] })?.asOf(receipt), !found.isSilent {
            journey = pipeline.again(journey, rows: found, clock: clock)
        }
        if journey.outcome == .accepted {
            use.buy(at: journey.draft.price ?? trial.buying?.price, reservation: journey.draft.reservation)
        }
        return ReplayedPost(
            receiptID: receipt.id ?? ReceiptID(0), at: receipt.at, criteriaID: receipt.criteriaID,
            tokenID: receipt.tokenID,
            pair: VerdictPair(
                receipt.outcome, receipt.refusal?.reason, journey.outcome, journey.refusal?.reason),
            isOnRecord: questions.isAnswered(journey))
    }

    /// The journey by what the trial has bought so far, where its caps are not those that the receipt speaks of.
    private mutating func limited(_ replay: Replay) -> IntakePipeline.Journey {
        let journey = replay.journey
        guard let terms = trial.buying, terms.isCapped else { return journey }
        use.roll(to: replay.receipt.at, terms, AccountTime(configuration.account))
        guard !questions.isLimitRecalled(journey) else { return journey }
        var counted = use
        if let id = journey.facts.post.reservation, replay.receipt.heldPlace {
            counted.reservations = [
                Reservation(id: id, price: replay.receipt.price, expiresAt: replay.receipt.at.adding(seconds: 1))
            ]
        } else if use.objection(terms) == nil {
            return journey
        }
        return pipeline.judged(journey, use: counted, registers: registers, clock: clock)
    }
}

extension Receipt {
    /// Whether the place that the post named was held for it.
    fileprivate var heldPlace: Bool {
        let limits = entries.first { $0.stage == VendorLimitCheck.name }
        return limits?.verdict == .pass && !notes.contains("reservation_unknown")
    }

    /// When it was judged for good. Leads of its own batch are as old as that, to the millisecond.
    fileprivate var judgedAt: Timestamp { at.adding(milliseconds: max(0, waited ?? 0) / 1000 + 1) }
}

extension PhoneRows {
    /// What of it was there when a post was judged, its own lead left out. What has gone since is missing.
    fileprivate func asOf(_ receipt: Receipt) -> PhoneRows {
        let moment = receipt.judgedAt
        let own = receipt.outcome == .accepted ? receipt.leadID : nil
        var then = self
        then.matches.removeAll { $0.createdAt > moment || $0.leadID == own }
        then.archived.removeAll { $0 > moment }
        then.dnc.removeAll { $0.createdAt > moment }
        return then
    }
}
