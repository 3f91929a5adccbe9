public import SluiceCore
public import SluiceDatabase

/// The front of intake: takes a post from a caller, and returns when its verdict is durable.
public final class Intake: Sendable {
    /// The stages.
    public let pipeline: IntakePipeline
    let database: any Database
    private let clock: Clock
    private let registers: @Sendable (PhoneNumber) -> RegisterAnswer
    private let configuration: @Sendable (AccountID) -> AccountConfiguration?
    let batch: IntakeBatch
    private let writer: IntakeWriter

    /// An intake over these parts. `configuration` returns the newest snapshot that this process knows; `adopt` is told
    /// when the writer found a newer one.
    public init(
        pipeline: IntakePipeline, database: any Database, clock: Clock,
        registers: @escaping @Sendable (PhoneNumber) -> RegisterAnswer,
        configuration: @escaping @Sendable (AccountID) -> AccountConfiguration?,
        adopt: @escaping @Sendable (AccountConfiguration) -> Void
    ) {
        self.pipeline = pipeline
        self.database = database
        self.clock = clock
        self.registers = registers
        self.configuration = configuration
        batch = IntakeBatch(pipeline: pipeline, clock: clock, registers: registers, adopt: adopt)
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
        if post.isDryRun || post.door == .ping || caller.isTest { return .receipt(try await look(journey)) }
        let key = post.idempotencyKey.map { key, digest in
            IdempotencyKey(
                account: caller.accountID, token: caller.keyOwner, path: path, key: key, digest: digest)
        }
        return try await withCheckedThrowingContinuation { continuation in
            writer.submit(
                Ticket(journey: journey, key: key, answer: answer) { continuation.resume(with: $0) })
        }
    }

    /// The receipt on what a snapshot's rows say; nothing is written.
    private func look(_ journey: IntakePipeline.Journey) async throws -> Receipt {
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
        return journey.receipt(outcome: journey.outcome, lead: journey.draft.updates, id: nil)
    }
}
