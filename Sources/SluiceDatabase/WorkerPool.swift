import Dispatch
import Foundation
import Synchronization

/// A few threads, each with a resource of its own that never leaves it, and one queue of work for all.
///
/// Database calls block; they do so here and never on the threads that serve requests.
public final class WorkerPool<Resource>: Sendable {
    private typealias Job = @Sendable (Result<Resource, DatabaseError>) -> Void

    private struct Queue {
        var waiting: [Job] = []
        var isClosed = false
        var living = 0
        var onEmpty: CheckedContinuation<Void, Never>?
    }

    private let queue = Mutex(Queue())
    private let signal = DispatchSemaphore(value: 0)
    private let count: Int

    /// Starts `count` threads. Each makes its resource with `make` when its first job comes and again after `isDead`
    /// says that it is gone.
    public init(
        label: String, count: Int,
        isDead: @escaping @Sendable (Resource) -> Bool = { _ in false },
        make: @escaping @Sendable () throws(DatabaseError) -> Resource
    ) {
        self.count = max(1, count)
        queue.withLock { $0.living = self.count }
        for index in 0..<self.count {
            let thread = Thread { [self] in work(isDead: isDead, make: make) }
            thread.name = "\(label)-\(index)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    /// Runs `body` on one of the threads and returns what it returned.
    public func run<Value: Sendable>(
        _ body: @escaping @Sendable (Resource) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            submit { resource in
                continuation.resume(with: Result { try body(resource.get()) })
            }
        }
    }

    /// Puts `body` into the queue and does not wait. It is always called, once: with the resource, or with the reason
    /// why there is none.
    public func submit(_ body: @escaping @Sendable (Result<Resource, DatabaseError>) -> Void) {
        let isAccepted = queue.withLock { queue in
            guard !queue.isClosed else { return false }
            queue.waiting.append(body)
            return true
        }
        if isAccepted {
            signal.signal()
        } else {
            body(.failure(DatabaseError(.closed, "the database is closed")))
        }
    }

    /// Ends the threads once the queue is empty.
    public func close() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isDone = queue.withLock { queue in
                guard queue.living > 0, queue.onEmpty == nil else { return true }
                queue.onEmpty = continuation
                return false
            }
            if isDone { continuation.resume() }
            end()
        }
    }

    /// Ends the threads once the queue is empty, without waiting for it: for an owner that goes away unclosed.
    public func end() {
        let isNew = queue.withLock { queue in
            defer { queue.isClosed = true }
            return !queue.isClosed
        }
        guard isNew else { return }
        for _ in 0..<count { signal.signal() }
    }

    private func work(
        isDead: @Sendable (Resource) -> Bool, make: @Sendable () throws(DatabaseError) -> Resource
    ) {
        var resource: Resource?
        while true {
            signal.wait()
            let (job, isOver) = queue.withLock { queue in
                queue.waiting.isEmpty ? (nil, queue.isClosed) : (queue.waiting.removeFirst(), false)
            }
            if let job {
                if let made = resource, isDead(made) { resource = nil }
                if let made = resource {
                    job(.success(made))
                } else {
                    do throws(DatabaseError) {
                        let made = try make()
                        resource = made
                        job(.success(made))
                    } catch {
                        job(.failure(error))
                    }
                }
            } else if isOver {
                break
            }
        }
        resource = nil
        let waiter = queue.withLock { queue in
            queue.living -= 1
            defer { if queue.living == 0 { queue.onEmpty = nil } }
            return queue.living == 0 ? queue.onEmpty : nil
        }
        waiter?.resume()
    }
}

extension WorkerPool<Void> {
    /// Runs what blocks for long on a thread of its own, which ends with it.
    public static func once<Value: Sendable>(
        label: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let pool = WorkerPool<Void>(label: label, count: 1) {}
        do {
            let value = try await pool.run { _ in try body() }
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}
