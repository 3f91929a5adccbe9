import SluiceCore
import SluiceDatabase

/// 10 · Posts events to endpoints: at least once, each under an id that stays, one node at a time for all accounts.
///
/// Three tasks work beside each other: one makes deliveries of events, one sends what is due, one writes down how that
/// ended, as many together as wait. A delivery that is under way is still `waiting` in the store, so one that a crash
/// interrupts is sent again under the same id, and nothing is ever taken back.
public final class ConnectDispatcher: Sendable {
    /// The lease that the working node holds.
    public static let leaseName = "connect"
    /// How long it may be silent before another takes over.
    public static let leaseSeconds: Int64 = 15
    /// Milliseconds between turns of the timer.
    static let turn: Int64 = 20
    /// Results that may wait to be written before no more is sent.
    static let mostUnwritten = 2000
    /// Results in one transaction.
    static let batch = 500

    let means: ConnectMeans
    let sender: DeliverySender

    /// A dispatcher by these means.
    public init(_ means: ConnectMeans) {
        self.means = means
        sender = DeliverySender(means.outbound, clock: means.clock)
    }

    /// Works whenever it gets the lease, until it is cancelled or told to stop.
    public func run() async {
        while !Task.isCancelled, !means.isStopping() {
            do {
                let (node, now) = (means.node, means.clock.now())
                let lease = try await means.database.write { connection in
                    try Leases.take(
                        ConnectDispatcher.leaseName, as: node, for: ConnectDispatcher.leaseSeconds, at: now, connection)
                }
                if let lease { try await hold(lease) }
            } catch is CancellationError {
                return
            } catch {
                means.log("Connect stopped and begins again", ["error": "\(error)"])
            }
            do { try await means.pause(1000) } catch { return }
        }
    }

    /// Works under the lease until it is lost.
    private func hold(_ lease: Leases.Lease) async throws {
        let board = DispatchBoard()
        let states = try await means.database.read { try EndpointStates.all($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.makeDeliveries(lease, board) }
            group.addTask { try await self.writeDown(lease, board) }
            group.addTask { try await self.keepTime(lease, board) }
            group.addTask { try await self.dispatch(board, states) }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch is LeaseLost {
                means.log("another node has taken Connect over", [:])
            }
        }
        let now = means.clock.now()
        try await means.database.write { try Leases.giveBack(lease, at: now, $0) }
    }

    /// Wakes the others, and says now and then that this node still works.
    private func keepTime(_ lease: Leases.Lease, _ board: DispatchBoard) async throws {
        while true {
            try await means.pause(ConnectDispatcher.turn)
            board.tick()
            guard board.turn % 200 == 0 else { continue }
            let now = means.clock.now()
            try await means.database.write {
                try Leases.renew(lease, for: ConnectDispatcher.leaseSeconds, at: now, $0)
            }
        }
    }

    private func makeDeliveries(_ lease: Leases.Lease, _ board: DispatchBoard) async throws {
        let fanOut = EventFanOut(adopt: means.adopt)
        // Events of which nothing is sent are passed over here, and in the store only now and then: that costs a commit.
        var (ahead, passed): (Events.Position?, Int) = (nil, 0)
        while !means.isStopping() {
            let known = Dictionary(means.accounts().map { ($0.account.id, $0) }) { $1 }
            if known.values.allSatisfy(\.subscriptions.isEmpty) {
                let now = means.clock.now()
                let isUnheard = try await means.database.write { try EventFanOut.skip(lease, at: now, $0) }
                if isUnheard { (ahead, passed) = (nil, 0) }
                try await waitForListeners(isUnheard ? 500 : 20)
                continue
            }
            let place = ahead
            guard let step = try await means.database.read({ try fanOut.prepare($0, ahead: place, known: known) })
            else {
                try await means.pause(ConnectDispatcher.turn / 2)
                continue
            }
            passed += step.events
            if step.isSilent, passed < Int(EventFanOut.batch) {
                ahead = step.place
                continue
            }
            let now = means.clock.now()
            board.made(try await means.database.write { try fanOut.store(step, lease, at: now, $0) })
            (ahead, passed) = (nil, 0)
        }
        // Nothing new is begun; the others end what is under way.
        try await means.pause(60_000)
    }

    /// Waits until somebody subscribes, for so many turns at most.
    private func waitForListeners(_ turns: Int) async throws {
        for _ in 0..<turns where !means.isStopping() && means.accounts().allSatisfy(\.subscriptions.isEmpty) {
            try await means.pause(ConnectDispatcher.turn)
        }
    }

    private func writeDown(_ lease: Leases.Lease, _ board: DispatchBoard) async throws {
        for await _ in board.writes {
            while case let results = board.next(ConnectDispatcher.batch), !results.isEmpty {
                let now = means.clock.now()
                do {
                    try await means.database.write { try ResultWrites.store(results, lease, at: now, $0) }
                } catch let error as DatabaseError where error.isTemporary {
                    means.log("results of deliveries could not be written yet", ["error": "\(error)"])
                    try await means.pause(500)
                    continue
                } catch let error as DatabaseError {
                    means.log("results of deliveries could not be written together", ["error": "\(error)"])
                    for result in results { try await writeDown(alone: result, lease) }
                }
                board.written(results)
            }
        }
    }

    /// Writes one result by itself, so that one which cannot be kept takes no other along; of that one only how it ended.
    private func writeDown(alone result: DispatchBoard.Result, _ lease: Leases.Lease) async throws {
        let now = means.clock.now()
        do {
            try await means.database.write { try ResultWrites.store([result], lease, at: now, $0) }
        } catch let error as DatabaseError where !error.isTemporary {
            var bare = result
            (bare.attempt.answer, bare.attempt.request, bare.attempt.value) = ("", "", nil)
            bare.attempt.detail = "what was said could not be kept"
            let kept = bare
            try await means.database.write { try ResultWrites.store([kept], lease, at: now, $0) }
        }
    }
}
