import SluiceCore
import SluiceDatabase
import SluiceWeb
import Synchronization

/// Makes and compares the hashes of passwords. Each takes a tenth of a second and 64 MiB (RFC 9106), so two run at once
/// and the rest wait their turn; of more than `most` that wait the newest is told to come again.
final class PasswordJudge: Sendable {
    private struct State {
        var running = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var nobody: String?
    }

    private static let atOnce = 2
    private static let most = 50

    private let state = Mutex(State())
    private let dice: Dice

    init(_ dice: Dice) {
        self.dice = dice
    }

    /// The hash to store for a password.
    func make(_ password: String) async throws -> String {
        let dice = dice
        return try await inTurn { try PasswordHash.make(password, dice: dice) }
    }

    /// Whether a password is the one of a stored hash. Without a hash it is not, and finding out takes as long.
    func matches(_ password: String, _ stored: String?) async throws -> Bool {
        if let stored { return try await inTurn { PasswordHash.matches(password, stored) } }
        let known = state.withLock { $0.nobody }
        let hash: String
        if let known {
            hash = known
        } else {
            hash = try await make(dice.secret())
            state.withLock { $0.nobody = hash }
        }
        _ = try await inTurn { PasswordHash.matches(password, hash) }
        return false
    }

    private func inTurn<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isFull = state.withLock { $0.waiting.count >= PasswordJudge.most }
        if isFull { throw NativeProblem(.unavailable, "Too many log in at once. Send it again.", retryAfter: 2) }
        await withCheckedContinuation { (turn: CheckedContinuation<Void, Never>) in
            let isFree = state.withLock { state in
                guard state.running >= PasswordJudge.atOnce else {
                    state.running += 1
                    return true
                }
                state.waiting.append(turn)
                return false
            }
            if isFree { turn.resume() }
        }
        defer {
            // Whoever is next takes the place over.
            let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard !state.waiting.isEmpty else {
                    state.running -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            next?.resume()
        }
        return try await WorkerPool.once(label: "password", body)
    }
}
