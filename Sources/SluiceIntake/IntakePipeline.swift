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

    /// A post on its way: what has been judged so far, and what the rest will ask.
    public struct Journey: Sendable {
        /// What is known.
        public var facts: Facts
        /// The draft so far.
        public var draft = LeadDraft()
        /// The entries so far.
        public var entries: [Receipt.Entry] = []
        /// Why it ended, if it has.
        public var refusal: Refusal?
        /// What the remaining stages ask of the rows.
        public var questions: RowQuestions = []
        /// The draft's fields as the JSON text of the packed column.
        public var packedFields = "{}"
    }

    /// Runs the stages that ask no rows, then asks the registers.
    public func open(_ facts: Facts, registers: (PhoneNumber) -> RegisterAnswer, clock: Clock) -> Journey {
        var journey = Journey(facts: facts)
        journey.entries.reserveCapacity(stages.count)
        run(0..<opening, on: &journey, clock)
        guard journey.refusal == nil else { return journey }
        if let phone = journey.draft.phone { journey.facts.registers = registers(phone) }
        for stage in stages[opening...] {
            journey.questions.formUnion(stage.questions(journey.draft, facts.configuration))
        }
        var json = JSONText()
        json.beginObject()
        for field in journey.draft.fields {
            json.member(field.name, field.value)
        }
        json.endObject()
        journey.packedFields = json.text()
        return journey
    }

    /// Runs the rest on `rows` and returns the finished journey.
    public func finish(_ journey: Journey, rows: PhoneRows, clock: Clock) -> Journey {
        guard journey.refusal == nil else { return journey }
        var journey = journey
        journey.facts.rows = rows
        run(opening..<stages.count, on: &journey, clock)
        return journey
    }

    private func run(_ range: Range<Int>, on journey: inout Journey, _ clock: Clock) {
        var before = clock.nanoseconds()
        for index in range {
            let notes = journey.draft.notes.count
            let verdict = stages[index].judge(journey.draft, journey.facts)
            let after = clock.nanoseconds()
            let microseconds = Int(clamping: (after &- min(before, after)) / 1000)
            before = after
            switch verdict {
            case .pass(let draft):
                let isAmended = draft.notes.count != notes || draft.updates != journey.draft.updates
                journey.entries.append(
                    Receipt.Entry(
                        stage: names[index], mark: isAmended ? .amended : .pass, microseconds: microseconds))
                journey.draft = draft
            case .overridden(let draft, let setting):
                journey.entries.append(
                    Receipt.Entry(
                        stage: names[index], mark: .overridden, evidence: setting, microseconds: microseconds))
                journey.draft = draft
            case .refuse(let refusal):
                journey.entries.append(
                    Receipt.Entry(
                        stage: names[index], mark: .refuse, reason: refusal.reason, evidence: refusal.evidence,
                        microseconds: microseconds))
                for rest in stages.indices[(index + 1)...] {
                    journey.entries.append(Receipt.Entry(stage: names[rest], mark: .notReached))
                }
                journey.refusal = refusal
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

extension IntakePipeline.Journey {
    /// The receipt of the journey as it stands.
    public func receipt(outcome: Receipt.Outcome, lead: LeadID?, id: ReceiptID?) -> Receipt {
        Receipt(
            id: id, accountID: facts.caller.accountID, at: facts.now, outcome: outcome, leadID: lead,
            phone: draft.phone, criteriaID: draft.criteria?.id ?? (facts.post.door == .ping ? draft.validationID : nil),
            tokenID: facts.caller.token.id, door: facts.post.door, refusal: refusal,
            version: facts.configuration.version, entries: entries, notes: draft.notes)
    }

    /// The phone that the rows are asked about.
    var key: PhoneKey? {
        draft.phone.map { PhoneKey(facts.caller.accountID, $0) }
    }
}
