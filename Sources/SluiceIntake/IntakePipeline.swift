public import SluiceCore
public import SluiceDatabase

/// The stages of intake in their order, and the runner that takes a post through them.
///
/// Timing and the receipt are the runner's. Stages that ask no rows run on the request's own task; the rest are judged
/// by the writer, on rows fetched for its whole batch, inside the transaction that stores the lead.
public struct IntakePipeline: Sendable {
    let stages: [any IntakeStage]
    let names: [String]
    /// How many stages at the beginning ask no rows, whatever the post says.
    let opening: Int

    /// A pipeline of these stages.
    public init(@StageBuilder _ stages: () -> [any IntakeStage]) {
        self.stages = stages()
        names = self.stages.map { type(of: $0).name }
        opening = self.stages.firstIndex { $0 is FindMatch } ?? 0
    }

    /// The stages by name, in order: what the "How a lead flows" page prints.
    public var stageNames: [String] { names }

    /// A post on its way: what has been judged so far, and what the rows are asked.
    public struct Journey: Sendable {
        /// What is known.
        public internal(set) var facts: Facts
        /// The draft so far.
        public internal(set) var draft = LeadDraft()
        /// The entries so far.
        public internal(set) var entries: [Receipt.Entry] = []
        /// Why it ended, if it has.
        public internal(set) var refusal: Refusal?
        /// What the stages behind the opening ask of the rows.
        public internal(set) var questions: RowQuestions = []
        /// The draft's fields as the JSON text of the packed column.
        public internal(set) var packedFields = "{}"
        /// Entries and notes as the JSON text that the receipt's row holds.
        public internal(set) var trail = ""
        /// The same post under the Criteria that shadow its own, if any do.
        var shadow: Shadow?
        /// The places of the stages whose verdicts were taken from a receipt.
        var recalled: [Int] = []
        /// Where the stages begin that ask rows; nothing where the journey ended before them.
        var opening: Opening?
        /// When it began, on the clock of durations.
        var began: UInt64 = 0
    }

    /// A draft as the opening left it.
    struct Opening: Sendable {
        var draft: LeadDraft
        var entries: Int
    }

    /// Takes a post through all stages as if no row spoke of its phone. Nearly every post is such a one, so it is judged
    /// to its end on the request's own task; where rows do speak, the writer judges it ``again(_:rows:clock:)``.
    public func judge(_ facts: Facts, registers: (PhoneNumber) -> RegisterAnswer, clock: Clock) -> Journey {
        var journey = Journey(facts: facts)
        journey.began = clock.nanoseconds()
        journey.entries.reserveCapacity(stages.count)
        run(0..<opening, on: &journey, clock)
        if journey.refusal == nil {
            if let phone = journey.draft.phone { journey.facts.registers = registers(phone) }
            for place in opening..<stages.count where facts.trial?.past?.holds(place) != true {
                journey.questions.formUnion(stages[place].questions(journey.draft, facts.configuration))
            }
            if facts.trial == nil { journey.packedFields = journey.draft.packedFields }
            journey.opening = Opening(draft: journey.draft, entries: journey.entries.count)
            run(opening..<stages.count, on: &journey, clock)
        }
        // Of a trial no receipt is written.
        guard facts.trial == nil else { return journey }
        journey.shadow = shadow(of: journey, registers: registers, clock: clock)
        if let shadow = journey.shadow { journey.questions.formUnion(shadow.journey.questions) }
        journey.trail = journey.trailText
        return journey
    }

    /// The journey with the stages behind its opening judged anew, on `rows`.
    public func again(_ journey: Journey, rows: PhoneRows, clock: Clock) -> Journey {
        var journey = journey
        if let opening = journey.opening {
            journey.draft = opening.draft
            journey.entries.removeLast(journey.entries.count - opening.entries)
            journey.recalled.removeAll { $0 >= self.opening }
            journey.refusal = nil
            journey.facts.rows = rows
            run(self.opening..<stages.count, on: &journey, clock)
        }
        guard journey.facts.trial == nil else { return journey }
        journey.shadow = journey.shadow.map { Shadow($0.criteria, again($0.journey, rows: rows, clock: clock)) }
        journey.trail = journey.trailText
        return journey
    }

    /// The journey judged anew from its beginning, by what was bought under its key so far.
    func judged(
        _ journey: Journey, use: VendorUse, registers: (PhoneNumber) -> RegisterAnswer, clock: Clock
    ) -> Journey {
        var facts = journey.facts
        facts.vendorUse = use
        var again = judge(facts, registers: registers, clock: clock)
        again.began = journey.began
        return again
    }

    /// The verdict of a stage that a receipt holds, and that stands.
    private func recall(_ place: Int, in journey: inout Journey) -> Verdict? {
        guard let past = journey.facts.trial?.past, let verdict = past.verdict(of: place, into: &journey.draft) else {
            return nil
        }
        journey.recalled.append(place)
        return verdict
    }

    private func run(_ range: Range<Int>, on journey: inout Journey, _ clock: Clock) {
        var before = clock.nanoseconds()
        for index in range {
            let (notes, updates) = (journey.draft.notes.count, journey.draft.updates)
            let verdict = recall(index, in: &journey) ?? stages[index].judge(&journey.draft, journey.facts)
            let after = clock.nanoseconds()
            var entry = Receipt.Entry(
                stage: names[index], mark: .pass, microseconds: Int(clamping: (after &- min(before, after)) / 1000))
            before = after
            switch verdict {
            case .pass:
                if journey.draft.notes.count != notes || journey.draft.updates != updates { entry.mark = .amended }
            case .overridden(let setting):
                entry.mark = .overridden
                entry.evidence = setting
            case .notAsked:
                entry.mark = .notAsked
            case .refuse(let refusal), .hold(let refusal):
                entry.mark = if case .hold = verdict { .hold } else { .refuse }
                entry.reason = refusal.reason
                entry.evidence = refusal.evidence
                journey.refusal = refusal
            }
            journey.entries.append(entry)
            guard journey.refusal == nil else {
                journey.entries += names[(index + 1)...].map { Receipt.Entry(stage: $0, mark: .notReached) }
                return
            }
        }
    }
}

/// Collects the stages of an ``IntakePipeline``.
@resultBuilder
public enum StageBuilder {
    /// One stage.
    public static func buildExpression(_ stage: any IntakeStage) -> [any IntakeStage] { [stage] }
    /// All of them, in order.
    public static func buildBlock(_ stages: [any IntakeStage]...) -> [any IntakeStage] { stages.flatMap(\.self) }
}

extension LeadDraft {
    /// The fields as the JSON text of the packed column.
    var packedFields: String {
        var json = JSONText(capacity: 1024)
        json.beginObject()
        for field in fields { json.member(field.name, field.value) }
        json.endObject()
        return json.text()
    }
}

extension IntakePipeline.Journey {
    /// The receipt of the journey as it stands.
    public func receipt(outcome: Receipt.Outcome, lead: LeadID?, id: ReceiptID?) -> Receipt {
        var receipt = Receipt(
            id: id, accountID: facts.caller.accountID, at: facts.now, outcome: outcome, leadID: lead,
            phone: draft.phone, criteriaID: draft.criteria?.id ?? (facts.post.door == .ping ? draft.validationID : nil),
            tokenID: facts.caller.token?.id, door: facts.post.door, refusal: refusal,
            version: facts.configuration.version, entries: entries, notes: draft.notes)
        receipt.listID = draft.listID
        receipt.shadow = shadow?.verdict
        receipt.crm = facts.crm?.record
        receipt.answersSuccess = draft.answersSuccess
        // Whoever is told that a lead was refused is owed nothing for it.
        if outcome == .accepted, draft.answersSuccess != false { receipt.price = draft.price }
        return receipt
    }

    /// The key whose use the writer must know to judge it: one with caps, or a place that the post names.
    var limitKey: CriteriaID? {
        guard facts.post.door != .import, let criteria = draft.criteria, let terms = criteria.buying else { return nil }
        return terms.isCapped || facts.post.reservation != nil ? criteria.id : nil
    }

    /// The phone that the rows are asked about.
    var key: PhoneKey? {
        (draft.phone ?? shadow?.journey.draft.phone).map { PhoneKey(facts.caller.accountID, $0) }
    }

    /// Whether the rows can change anything.
    var asksRows: Bool { (opening ?? shadow?.journey.opening) != nil && !questions.isEmpty }

    /// How it ends, as it stands.
    var outcome: Receipt.Outcome { refusal != nil ? .refused : draft.updates == nil ? .accepted : .updated }

    /// Entries, notes and the shadow's verdict as the receipt's row holds them.
    fileprivate var trailText: String {
        ReceiptTrail.text(
            entries, notes: draft.notes, shadow: shadow?.verdict, crm: facts.crm?.record,
            answersSuccess: draft.answersSuccess)
    }

    /// Whether it would be taken, had the CRM been asked.
    var isQuestionOpen: Bool { refusal == nil && draft.needsCRM }
}
