import Synchronization

/// Where the time comes from: the machine's, or one that tests and demos set.
public struct Clock: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Nanoseconds of a clock that never goes back, for durations only.
    public var nanoseconds: @Sendable () -> UInt64

    /// A clock of these two closures.
    public init(now: @escaping @Sendable () -> Timestamp, nanoseconds: @escaping @Sendable () -> UInt64) {
        self.now = now
        self.nanoseconds = nanoseconds
    }
}

/// A clock that stands still until it is set. Tests and `--test-clock` use it.
public final class ManualClock: Sendable {
    private let time: Mutex<Timestamp>

    /// Starts at `start`.
    public init(_ start: Timestamp) {
        time = Mutex(start)
    }

    /// The moment it shows.
    public var now: Timestamp { time.withLock { $0 } }

    /// Shows `moment` from now on.
    public func set(_ moment: Timestamp) {
        time.withLock { $0 = moment }
    }

    /// Moves forward (or back, with a negative number).
    public func advance(seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }

    /// As the ``Clock`` that a server takes; durations follow the shown time.
    public var clock: Clock {
        Clock(
            now: { self.now },
            nanoseconds: { UInt64(clamping: self.now.milliseconds) &* 1_000_000 })
    }
}
