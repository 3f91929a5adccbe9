public import SluiceCore
public import SluiceDatabase

/// What ``WriteDesk`` needs to know of a request, whichever door it came through.
public struct WriteRequest: Sendable {
    /// Whose rows; from the credential, never from input.
    public var account: AccountID
    /// Who asks, as journals write it.
    public var actor: String
    /// The configuration as the request found it.
    public var configuration: AccountConfiguration
    /// The caller's key against doubling.
    public var key: IdempotencyKey?
    /// Whether everything is to be judged and nothing done.
    public var isDryRun: Bool
    /// From where the request came, for the history.
    public var origin = ChangeOrigin(door: "v1")
    /// How the door answers a failure of the caller's; nothing for an accident, which is no answer to keep.
    public var failure: @Sendable (any Error) -> StoredAnswer?

    /// A request of these.
    public init(
        account: AccountID, actor: String, configuration: AccountConfiguration, key: IdempotencyKey?, isDryRun: Bool,
        failure: @escaping @Sendable (any Error) -> StoredAnswer?
    ) {
        self.account = account
        self.actor = actor
        self.configuration = configuration
        self.key = key
        self.isDryRun = isDryRun
        self.failure = failure
    }

    /// The lock of the key; none where there is no key.
    var keyLocks: [Int64] { key.map { [$0.lock] } ?? [] }
}
