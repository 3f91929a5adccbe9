import SluiceCore
import SluiceDatabase
import Synchronization

/// Where the tasks of a dispatcher leave word for each other, and wake each other up.
final class DispatchBoard: Sendable {
    /// An attempt that has ended.
    struct Ended: Sendable {
        var place: EndpointPlace
        var ready: EndpointGate.Ready
        var outcome: DeliverySender.Outcome
    }

    /// What is to be written down of one.
    struct Result: Sendable {
        var place: EndpointPlace
        var delivery: Delivery
        var attempt: DeliveryAttempt
        var isOrdered: Bool
        var breaker: CircuitBreaker?
    }

    private struct State {
        var ended: [Ended] = []
        var results: [Result] = []
        var settled: [(EndpointPlace, Int64)] = []
        var fresh: Set<EndpointPlace> = []
        var turn = 0
    }
    private let state = Mutex(State())
    /// Wakes the loop that sends.
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    /// Wakes the task that writes down.
    let writes: AsyncStream<Void>
    private let write: AsyncStream<Void>.Continuation

    init() {
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (writes, write) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// A turn of the timer.
    func tick() {
        state.withLock { $0.turn += 1 }
        wake.yield()
        write.yield()
    }

    var turn: Int { state.withLock { $0.turn } }

    func ended(_ one: Ended) {
        state.withLock { $0.ended.append(one) }
        wake.yield()
    }

    /// Deliveries to these endpoints are new.
    func made(_ places: some Sequence<EndpointPlace>) {
        state.withLock { $0.fresh.formUnion(places) }
        wake.yield()
    }

    /// What has happened since the last call.
    func news() -> (ended: [Ended], settled: [(EndpointPlace, Int64)], fresh: Set<EndpointPlace>) {
        state.withLock { state in
            defer { (state.ended, state.settled, state.fresh) = ([], [], []) }
            return (state.ended, state.settled, state.fresh)
        }
    }

    func toWrite(_ results: [Result]) {
        guard !results.isEmpty else { return }
        state.withLock { $0.results += results }
        write.yield()
    }

    /// How many results wait to be written down.
    var unwritten: Int { state.withLock { $0.results.count } }

    /// The next to be written together; they stay until ``written(_:)``.
    func next(_ most: Int) -> [Result] { state.withLock { Array($0.results.prefix(most)) } }

    /// So many of the first are durable.
    func written(_ results: [Result]) {
        state.withLock { state in
            state.results.removeFirst(min(results.count, state.results.count))
            state.settled += results.map { ($0.place, $0.delivery.id) }
        }
        wake.yield()
    }
}
