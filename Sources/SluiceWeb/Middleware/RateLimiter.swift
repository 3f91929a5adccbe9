import SluiceCore
import Synchronization

/// A bucket of requests per token: it fills with time and each request takes one.
final class RateLimiter: Sendable {
    private struct Bucket {
        var left: Double
        var at: Timestamp
    }

    private let buckets = Mutex<[TokenID: Bucket]>([:])

    /// Takes one of `perMinute` requests. Returns the seconds to wait when none is left.
    func take(_ token: TokenID, perMinute: Int, at now: Timestamp) -> Int? {
        guard perMinute > 0 else { return nil }
        let size = Double(perMinute)
        return buckets.withLock { buckets in
            var bucket = buckets[token] ?? Bucket(left: size, at: now)
            let (elapsed, isOver) = now.milliseconds.subtractingReportingOverflow(bucket.at.milliseconds)
            let filled = isOver ? size : Double(max(0, elapsed)) * size / 60_000
            bucket.left = min(size, bucket.left + filled)
            bucket.at = now
            defer { buckets[token] = bucket }
            guard bucket.left < 1 else {
                bucket.left -= 1
                return nil
            }
            return max(1, Int(((1 - bucket.left) * 60 / size).rounded(.up)))
        }
    }
}
