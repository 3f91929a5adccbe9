public import SluiceCore
public import SluiceDatabase
import Synchronization

/// Turns a token into a ``Caller``, or says why not: 401 for a token that does not count, 403 for one without the
/// right, 429 for one in a hurry.
public final class Authenticator: Sendable {
    private let cache: ConfigurationCache
    private let clock: Clock
    private let limiter = RateLimiter()
    private let defaultPerMinute: Int
    private let uses = Mutex<[TokenID: Timestamp]>([:])

    /// An authenticator over `cache`. `defaultPerMinute` limits tokens that have no limit of their own; 0 = no limit.
    public init(_ cache: ConfigurationCache, clock: Clock, defaultPerMinute: Int = 0) {
        self.cache = cache
        self.clock = clock
        self.defaultPerMinute = defaultPerMinute
    }

    /// The newest configuration version of the account that this process knows.
    func version(of account: AccountID) -> Int64? { cache.current(account)?.version }

    /// The caller with this secret, from this address, with `right` in `section`, and its account's configuration. Where
    /// the doors of other people's wires ask for a right.
    public func caller(
        secret: String?, address: @autoclosure () -> String?, section: AccessSection, right: AccessRights
    ) async throws -> (Caller, AccountConfiguration) {
        let found = try await caller(secret: secret, address: address())
        guard found.0.may(right, section) else { throw APIFailure.forbidden }
        return found
    }

    /// The caller with this secret, from this address, and its account's configuration, whatever it may do.
    public func caller(
        secret: String?, address: @autoclosure () -> String?
    ) async throws -> (Caller, AccountConfiguration) {
        guard let secret, !secret.isEmpty, secret.utf8.count <= 256 else { throw APIFailure.tokenInvalid }
        guard let token = try await cache.token(TokenHash(of: secret)) else { throw APIFailure.tokenInvalid }
        let now = clock.now()
        guard token.isValid(at: now), let configuration = cache.current(token.accountID) else {
            throw APIFailure.tokenInvalid
        }
        if !token.addresses.isEmpty {
            let isKnown = address().map { address in
                token.addresses.contains { AddressRange($0)?.contains(address) ?? false }
            }
            guard isKnown == true else { throw APIFailure.tokenInvalid }
        }
        if let wait = limiter.take(token.id, perMinute: token.perMinute ?? defaultPerMinute, at: now) {
            throw APIFailure(status: 429, "Too many requests", retryAfter: wait)
        }
        uses.withLock { $0[token.id] = now }
        return (Caller(token), configuration)
    }

    /// When tokens were used since the last call: what a service writes down now and then.
    public func drainUses() -> [TokenID: Timestamp] {
        uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
    }
}
