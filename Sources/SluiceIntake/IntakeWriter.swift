public import SluiceCore
public import SluiceDatabase
import Synchronization

/// Why a post got no verdict: the sender posts again.
public struct IntakeOverload: Error {
    /// Nothing was stored.
    public init() {}
}

/// The token stopped being valid while the post waited.
public struct TokenEnded: Error {
    /// Nothing was stored.
    public init() {}
}

/// How one post ended.
public enum IntakeResult: Sendable {
    /// Judged now, durable unless it was a dry run.
    case receipt(Receipt)
    /// Judged before under the same Idempotency-Key: this was the answer.
    case replay(StoredAnswer)
    /// The Idempotency-Key was used for another request.
    case keyReused
}

/// A post that waits for its batch, judged already as if no row spoke of its phone. A class, since it is handed on often
/// and is large.
final class Ticket: Sendable {
    let journey: IntakePipeline.Journey
    let key: IdempotencyKey?
    let answer: @Sendable (Receipt) -> StoredAnswer
    let done: @Sendable (Result<IntakeResult, any Error>) -> Void

    init(
        journey: IntakePipeline.Journey, key: IdempotencyKey?, answer: @escaping @Sendable (Receipt) -> StoredAnswer,
        done: @escaping @Sendable (Result<IntakeResult, any Error>) -> Void
    ) {
        self.journey = journey
        self.key = key
        self.answer = answer
        self.done = done
    }

    /// The same post with another journey.
    func judged(_ journey: IntakePipeline.Journey) -> Ticket {
        Ticket(journey: journey, key: key, answer: answer, done: done)
    }

    var account: AccountID { journey.facts.caller.accountID }
}

/// Group commit: posts queue here, a writer takes those that wait, looks at the rows, judges again where they speak,
/// stores them in one transaction, and answers each after it is durable. While one batch syncs the next one gathers;
/// no timer delays a lone post.
public final class IntakeWriter: Sendable {
    /// Posts that may wait in one lane before the next is turned away with 503.
    public static let longestQueue = 4096
    /// Posts in one transaction: few enough that those behind them are read and parsed while it syncs.
    public static let largestBatch = 32
    /// Posts that make a batch worth starting while another one syncs: a smaller one costs the disk nearly as much.
    static let worthStarting = 12

    private struct Lane {
        var waiting: [Ticket] = []
        /// Whether a batch is in the writer's hands.
        var isBusy = false
        /// Batches that are committed and not durable yet.
        var unanswered = 0

        /// Takes the writer if it is free and a batch is due: at once when the disk has nothing of ours in hand, and
        /// beside it only with a batch that is worth it.
        mutating func begin() -> Bool {
            guard !isBusy, !waiting.isEmpty, unanswered == 0 || waiting.count >= IntakeWriter.worthStarting else {
                return false
            }
            isBusy = true
            return true
        }
    }

    private let lanes: [Mutex<Lane>.Box]
    private let database: any Database
    private let batch: IntakeBatch

    init(database: any Database, batch: IntakeBatch) {
        self.database = database
        self.batch = batch
        lanes = (0..<max(1, database.writers)).map { _ in Mutex<Lane>.Box(Lane()) }
    }

    /// How many posts wait now.
    public var waiting: Int { lanes.reduce(0) { $0 + $1.mutex.withLock { $0.waiting.count } } }

    /// Queues a journey; `done` is called on the writer's thread.
    func submit(_ ticket: Ticket) {
        let index = ticket.journey.key.map { Int(UInt64(bitPattern: $0.lock) % UInt64(lanes.count)) } ?? 0
        let lane = lanes[index]
        enum Entry { case full, queued, first }
        let entry: Entry = lane.mutex.withLock { lane in
            guard lane.waiting.count < IntakeWriter.longestQueue else { return .full }
            lane.waiting.append(ticket)
            return lane.begin() ? .first : .queued
        }
        switch entry {
        case .queued: break
        case .full: ticket.done(.failure(IntakeOverload()))
        case .first: drain(lane)
        }
    }

    /// Hands the next batch to a writer thread, and itself again behind it while posts wait.
    private func drain(_ lane: Mutex<Lane>.Box) {
        database.enqueue { [self] connection in
            let tickets = lane.mutex.withLock { lane in
                let taken = Array(lane.waiting.prefix(IntakeWriter.largestBatch))
                lane.waiting.removeFirst(taken.count)
                return taken
            }
            switch connection {
            case .success(let connection):
                batch.run(tickets, on: connection)
                lane.mutex.withLock { $0.unanswered += 1 }
                connection.whenDurable { [self] _ in
                    let isDue = lane.mutex.withLock { lane in
                        lane.unanswered -= 1
                        return lane.begin()
                    }
                    if isDue { drain(lane) }
                }
            case .failure(let error): for ticket in tickets { ticket.done(.failure(error)) }
            }
            let isDue = lane.mutex.withLock { lane in
                lane.isBusy = false
                return lane.begin()
            }
            if isDue { drain(lane) }
        }
    }
}

extension Mutex {
    /// A mutex that can stand in an array.
    final class Box: Sendable where Value: Sendable {
        let mutex: Mutex<Value>
        init(_ value: sending Value) { mutex = Mutex(value) }
    }
}
