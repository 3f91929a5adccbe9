public import SluiceCore
public import SluiceDatabase

/// The front of intake: takes a post from a caller, and returns when its verdict is durable.
public final class Intake: Sendable {
    /// How often a post is handed in again whose question opens anew.
    private static let rounds = 3

    /// The stages.
    public let pipeline: IntakePipeline
    let database: any Database
    let clock: Clock
    let registers: @Sendable (PhoneNumber) -> RegisterAnswer
    private let configuration: @Sendable (AccountID) -> AccountConfiguration?
    private let askCRM: @Sendable (CRMQuestion) async -> CRMAnswer
    let batch: IntakeBatch
    private let writer: IntakeWriter

    /// An intake over these parts. `configuration` returns the newest snapshot that this process knows; `adopt` is told
    /// when the writer found a newer one; `askCRM` asks the customer's CRM, within its check's deadline; `salt` is for the journal
    /// of Do Not Call.
    public init(
        pipeline: IntakePipeline, database: any Database, clock: Clock,
        registers: @escaping @Sendable (PhoneNumber) -> RegisterAnswer,
        configuration: @escaping @Sendable (AccountID) -> AccountConfiguration?,
        adopt: @escaping @Sendable (AccountConfiguration) -> Void,
        askCRM: @escaping @Sendable (CRMQuestion) async -> CRMAnswer, salt: @escaping @Sendable () -> String
    ) {
        self.pipeline = pipeline
        self.database = database
        self.clock = clock
        self.registers = registers
        self.configuration = configuration
        self.askCRM = askCRM
        batch = IntakeBatch(pipeline: pipeline, clock: clock, registers: registers, salt: salt, adopt: adopt)
        writer = IntakeWriter(database: database, batch: batch)
    }

    /// How many posts wait for the writer.
    public var waiting: Int { writer.waiting }

    /// Judges a post and, unless it is a dry run or a ping, stores what follows.
    ///
    /// When it returns a receipt with an id, lead, hopper entry, event and receipt are durable. `answer` renders what
    /// an Idempotency-Key keeps. Throws ``IntakeOverload`` when too many wait, ``TokenEnded``, or a `DatabaseError`;
    /// then nothing was acknowledged, and the sender posts again.
    public func run(
        _ post: LeadPost, from caller: Caller, path: String,
        answer: @escaping @Sendable (Receipt) -> StoredAnswer
    ) async throws -> IntakeResult {
        guard let configuration = configuration(caller.accountID) else { throw TokenEnded() }
        let facts = Facts(post: post, caller: caller, configuration: configuration, now: clock.now())
        let journey = pipeline.judge(facts, registers: registers, clock: clock)
        if post.isDryRun || post.door == .ping || caller.isTest {
            return .receipt(try await look(journey).receipt(id: nil))
        }
        let key = post.idempotencyKey.map { key, digest in
            IdempotencyKey(
                account: caller.accountID, token: caller.keyOwner, path: path, key: key, digest: digest)
        }
        guard configuration.settings.crmCheck != nil else {
            do {
                return try await submit(journey, key, answer)
            } catch is QuestionOpen {}  // since the check was switched on just now
            return try await asking(journey, key, answer)
        }
        if let key, let known = try await recall(key) { return known }
        return try await asking(journey, key, answer)
    }

    /// Asks what the journey leaves open and hands it in, until its question stays answered.
    private func asking(
        _ journey: IntakePipeline.Journey, _ key: IdempotencyKey?,
        _ answer: @escaping @Sendable (Receipt) -> StoredAnswer
    ) async throws -> IntakeResult {
        var journey = journey
        for _ in 0..<Intake.rounds {
            journey = try await asked(journey)
            do {
                return try await submit(journey, key, answer)
            } catch is QuestionOpen {
                guard let newest = configuration(journey.facts.caller.accountID) else { throw TokenEnded() }
                journey.facts.configuration = newest
                journey = again(journey)
            }
        }
        throw IntakeOverload()
    }

    private func submit(
        _ journey: IntakePipeline.Journey, _ key: IdempotencyKey?,
        _ answer: @escaping @Sendable (Receipt) -> StoredAnswer
    ) async throws -> IntakeResult {
        try await withCheckedThrowingContinuation { continuation in
            writer.submit(
                Ticket(journey: journey, key: key, answer: answer) { continuation.resume(with: $0) })
        }
    }

    /// The answer that the key has already: a repeated post asks nobody again.
    private func recall(_ key: IdempotencyKey) async throws -> IntakeResult? {
        let now = clock.now()
        return try await database.read { try IntakeBatch.recall(key, on: $0, at: now) }
    }

    // MARK: The customer's CRM

    /// The journey with its open question answered. What the rows refuse costs no question, so they are looked at first;
    /// the writer looks at them again, under its locks.
    func asked(_ journey: IntakePipeline.Journey) async throws -> IntakePipeline.Journey {
        guard journey.isQuestionOpen else { return journey }
        let looked = try await look(journey)
        guard looked.isQuestionOpen, let question = CRMQuestion(looked.draft, looked.facts) else { return journey }
        var answered = journey
        answered.facts.crm = await askCRM(question)
        return again(answered)
    }

    /// The journey judged anew from its beginning, on its own facts.
    private func again(_ journey: IntakePipeline.Journey) -> IntakePipeline.Journey {
        var again = pipeline.judge(journey.facts, registers: registers, clock: clock)
        again.began = journey.began
        return again
    }

    /// The journey on what a snapshot's rows say; nothing is written.
    private func look(_ journey: IntakePipeline.Journey) async throws -> IntakePipeline.Journey {
        var journey = journey
        if let key = journey.limitKey, let terms = journey.draft.criteria?.buying {
            let account = journey.facts.caller.accountID
            var use = try await database.read { connection in
                try VendorUses(connection, of: account).uses(of: [key])[key] ?? VendorUse()
            }
            use.roll(to: journey.facts.now, terms, AccountTime(journey.facts.configuration.account))
            journey = pipeline.judged(journey, use: use, registers: registers, clock: clock)
        }
        if let key = journey.key, journey.asksRows {
            let questions = journey.questions
            let rows = try await database.read { connection in
                try LeadFacts(connection).rows([(key, questions)])[key] ?? PhoneRows()
            }
            if !rows.isSilent { journey = pipeline.again(journey, rows: rows, clock: clock) }
        }
        return journey
    }
}

extension IntakePipeline.Journey {
    /// Its receipt as nobody has stored it.
    fileprivate func receipt(id: ReceiptID?) -> Receipt { receipt(outcome: outcome, lead: draft.updates, id: id) }
}
