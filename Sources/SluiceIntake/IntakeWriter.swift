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
/// no timer delays a lone post. PostgreSQL has several writers, which take from one queue: posts of one phone in two
/// batches meet at its lock, as those of two nodes do.
public final class IntakeWriter: Sendable {
    /// Posts that may wait before the next is turned away with 503.
    public static let longestQueue = 4096
    /// Posts in one transaction: few enough that those behind them are read and parsed while it syncs.
    public static let largestBatch = 32
    /// Posts that make a batch worth starting while the store has another in hand. A smaller one costs it nearly as much:
    /// on SQLite it writes the same last pages again, on PostgreSQL it is as many statements as a full one.
    private static func worthStarting(_ writers: Int) -> Int { writers == 1 ? 12 : largestBatch }

    private struct Queue {
        var waiting: [Ticket] = []
        /// Writers that hold a batch.
        var busy = 0
        /// Batches that are committed and not durable yet.
        var unanswered = 0

        /// Takes one of the `writers` if one is free and a batch is due: at once when the store has nothing of ours in
        /// hand, and beside it only with a batch that is worth it.
        mutating func begin(_ writers: Int) -> Bool {
            guard busy < writers, !waiting.isEmpty,
                busy + unanswered == 0 || waiting.count >= IntakeWriter.worthStarting(writers)
            else { return false }
            busy += 1
            return true
        }
    }

    private let queue = Mutex(Queue())
    private let writers: Int
    private let database: any Database
    private let batch: IntakeBatch

    init(database: any Database, batch: IntakeBatch) {
        self.database = database
        self.batch = batch
        writers = max(1, database.writers)
    }

    /// How many posts wait now.
    public var waiting: Int { queue.withLock { $0.waiting.count } }

    /// Queues a journey; `done` is called on the writer's thread.
    func submit(_ ticket: Ticket) {
        enum Entry { case full, queued, first }
        let entry: Entry = queue.withLock { queue in
            guard queue.waiting.count < IntakeWriter.longestQueue else { return .full }
            queue.waiting.append(ticket)
            return queue.begin(writers) ? .first : .queued
        }
        switch entry {
        case .queued: break
        case .full: ticket.done(.failure(IntakeOverload()))
        case .first: drain()
        }
    }

    /// Hands the next batch to a writer thread, and the one behind it while posts wait.
    private func drain() {
        database.enqueue { [self] connection in
            let tickets = queue.withLock { queue in
                let taken = Array(queue.waiting.prefix(IntakeWriter.largestBatch))
                queue.waiting.removeFirst(taken.count)
                return taken
            }
            switch connection {
            case .success where tickets.isEmpty: break  // the writer before took them all
            case .success(let connection):
                batch.run(tickets, on: connection)
                queue.withLock { $0.unanswered += 1 }
                connection.whenDurable { [self] _ in
                    let isDue = queue.withLock { queue in
                        queue.unanswered -= 1
                        return queue.begin(writers)
                    }
                    if isDue { drain() }
                }
            case .failure(let error): for ticket in tickets { ticket.done(.failure(error)) }
            }
            let isDue = queue.withLock { queue in
                queue.busy -= 1
                return queue.begin(writers)
            }
            if isDue { drain() }
        }
    }
}
