/// The life of one delivery: when it is tried again, and when it is given up.
public struct DeliveryMachine: Sendable, Hashable {
    /// Where it stands.
    public enum State: Sendable, Hashable {
        /// It waits for this attempt, counted from 1 since it was made or replayed.
        case waiting(attempt: Int)
        case inFlight(attempt: Int)
        case delivered
        case abandoned(DeliveryFault)
    }

    /// What happens to it.
    public enum Event: Sendable, Hashable {
        case due
        case answered
        /// `retryAfter` is what the answer asked for, in seconds.
        case failed(DeliveryFault, retryAfter: Int64?)
        case leaseLost
        case replayed
    }

    /// What is to be done about it.
    public enum Action: Sendable, Hashable {
        case send
        case finish
        /// Milliseconds until the next attempt.
        case retry(after: Int64)
        case alert(DeliveryFault)
        case ignore
    }

    /// Where it stands.
    public private(set) var state: State
    private let gaps: [Int]
    private let chance: Double

    /// The longest that an answer may put the next attempt off, in seconds.
    public static let longestPause: Int64 = 86_400

    /// A delivery before `attempt`. `gaps` are the endpoint's, in seconds; `chance`, from 0 to 1, spreads them by a fifth
    /// either way, so that what failed together does not come back together.
    public init(attempt: Int, gaps: [Int], chance: Double) {
        state = .waiting(attempt: max(1, attempt))
        self.gaps = gaps
        self.chance = min(1, max(0, chance))
    }

    /// Takes in what happened, and says what follows.
    public mutating func on(_ event: Event) -> Action {
        switch (state, event) {
        case (.waiting(let attempt), .due):
            state = .inFlight(attempt: attempt)
            return .send
        case (.inFlight, .answered):
            state = .delivered
            return .finish
        case (.inFlight(let attempt), .failed(let fault, let retryAfter)):
            guard fault.isWorthRetrying, let pause = pause(after: attempt, asked: retryAfter) else {
                state = .abandoned(fault)
                return .alert(fault)
            }
            state = .waiting(attempt: attempt + 1)
            return .retry(after: pause)
        case (.inFlight(let attempt), .leaseLost):
            // Whoever took over sends it under the same id.
            state = .waiting(attempt: attempt)
            return .retry(after: 0)
        case (.delivered, .replayed), (.abandoned, .replayed):
            state = .waiting(attempt: 1)
            return .retry(after: 0)
        case (.waiting, .answered), (.waiting, .failed), (.waiting, .leaseLost), (.waiting, .replayed),
            (.inFlight, .due), (.inFlight, .replayed),
            (.delivered, .due), (.delivered, .answered), (.delivered, .failed), (.delivered, .leaseLost),
            (.abandoned, .due), (.abandoned, .answered), (.abandoned, .failed), (.abandoned, .leaseLost):
            return .ignore  // a late or repeated message; the row is already right
        }
    }

    /// Milliseconds before the next attempt; nothing when the table has no more. What the answer asks for counts where it
    /// is longer than the table's gap.
    private func pause(after attempt: Int, asked: Int64?) -> Int64? {
        guard gaps.indices.contains(attempt - 1) else { return nil }
        let spread = Double(gaps[attempt - 1]) * (0.8 + 0.4 * chance) * 1000
        let least = min(DeliveryMachine.longestPause, max(0, asked ?? 0)) * 1000
        return max(Int64(spread), least)
    }
}

/// Keeps a failing endpoint from being asked in vain: after some failures in a row it is left alone for a while, and then
/// asked once.
public struct CircuitBreaker: Sendable, Hashable {
    /// Failures in a row that open it.
    public static let threshold: Int64 = 10
    /// The first pause, in seconds; each failed trial doubles it.
    public static let firstPause: Int64 = 30
    /// The longest pause, in seconds.
    public static let longestPause: Int64 = 600
    /// Seconds of nothing but failures after which the endpoint is switched off.
    public static let patience: Int64 = 5 * 86_400

    /// Failures in a row.
    public private(set) var failures: Int64 = 0
    /// Since when there have been nothing but failures.
    public private(set) var failingSince: Timestamp?
    /// Until when it is left alone.
    public private(set) var openUntil: Timestamp?
    /// Whether one trial is under way.
    public private(set) var isTrying = false

    /// A closed one, or one as it was stored.
    public init(failures: Int64 = 0, failingSince: Timestamp? = nil, openUntil: Timestamp? = nil) {
        self.failures = failures
        self.failingSince = failingSince
        self.openUntil = openUntil
    }

    /// How many may be asked now: as many as there are, one, or none.
    public func permits(at now: Timestamp) -> Int {
        guard let openUntil else { return .max }
        return now >= openUntil && !isTrying ? 1 : 0
    }

    /// One begins.
    public mutating func began() {
        if openUntil != nil { isTrying = true }
    }

    /// One was answered. Says whether that changed anything that is stored.
    public mutating func succeeded() -> Bool {
        guard failures > 0 || openUntil != nil else { return false }
        self = CircuitBreaker()
        return true
    }

    /// One failed. It opens only for a reason that lies with the receiver as a whole.
    public mutating func failed(at now: Timestamp, isOfReceiver: Bool) {
        failures += 1
        failingSince = failingSince ?? now
        isTrying = false
        guard isOfReceiver, failures >= CircuitBreaker.threshold else {
            if !isOfReceiver { openUntil = nil }
            return
        }
        // An attempt that began before it opened says nothing new.
        if let openUntil, now < openUntil { return }
        let doublings = min(10, failures - CircuitBreaker.threshold)
        let pause = min(CircuitBreaker.longestPause, CircuitBreaker.firstPause << doublings)
        openUntil = now.adding(seconds: pause)
    }

    /// Whether it has failed for so long that it is to be switched off.
    public func isHopeless(at now: Timestamp) -> Bool {
        guard failures >= CircuitBreaker.threshold, let failingSince else { return false }
        return now.milliseconds - failingSince.milliseconds >= CircuitBreaker.patience * 1000
    }
}
