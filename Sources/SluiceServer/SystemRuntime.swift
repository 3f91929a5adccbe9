import Dispatch
import Foundation
public import SluiceCore

/// The machine's own time and chance: the one file that touches them.
public enum SystemRuntime {
    /// The machine's clocks.
    public static let clock = Clock(
        now: { Timestamp(wallMilliseconds()) },
        nanoseconds: { DispatchTime.now().uptimeNanoseconds })

    /// The machine's source of secrets.
    public static let dice = Dice { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Waits. Only services that tick use it.
    public static func pause(milliseconds: Int64) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    private static func wallMilliseconds() -> Int64 {
        Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
    }
}
