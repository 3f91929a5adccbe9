import Synchronization

/// How many streams are open.
final class StreamCount: Sendable {
    /// A place among the open streams; free again when nobody holds it, however its stream ended.
    final class Place: Sendable {
        private let streams: StreamCount

        fileprivate init(_ streams: StreamCount) {
            self.streams = streams
        }

        deinit { streams.count.withLock { $0 = max(0, $0 - 1) } }
    }

    private let count = Mutex(0)

    /// One more place, unless there are `most` already.
    func take(_ most: Int) -> Place? {
        let isFree = count.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
        return isFree ? Place(self) : nil
    }
}
