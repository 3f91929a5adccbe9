public import SluiceCore
public import SluiceDatabase

/// What the dispatcher of Connect needs from the server around it.
public struct ConnectMeans: Sendable {
    /// The store.
    public var database: any Database
    /// The time.
    public var clock: Clock
    /// Chance, which spreads what is tried again.
    public var dice: Dice
    /// The one way out.
    public var outbound: Outbound
    /// What this process is called among the nodes; two that run never share it.
    public var node: String
    /// Waits so many milliseconds; throws when it is cancelled.
    public var pause: @Sendable (Int64) async throws -> Void
    /// Whether no more is to be begun.
    public var isStopping: @Sendable () -> Bool
    /// Every account that this process knows.
    public var accounts: @Sendable () -> [AccountConfiguration]
    /// Told of a configuration newer than the one known.
    public var adopt: @Sendable (AccountConfiguration) -> Void
    /// Opens a sealed text of an account.
    public var open: @Sendable (String, AccountID) throws -> String
    /// Switches an endpoint off, and says why; with `isGone` because its receiver wants no more.
    public var disable: @Sendable (_ place: EndpointPlace, _ reason: String, _ isGone: Bool) async throws -> Void
    /// Writes a line to the log, without anything personal in it.
    public var log: @Sendable (_ message: String, _ details: [String: String]) -> Void
    /// Counts an attempt: `delivered`, `failed` or `dead`.
    public var count: @Sendable (_ outcome: String, _ milliseconds: Int64) -> Void

    /// Means of these.
    public init(
        database: any Database, clock: Clock, dice: Dice, outbound: Outbound, node: String,
        pause: @escaping @Sendable (Int64) async throws -> Void, isStopping: @escaping @Sendable () -> Bool,
        accounts: @escaping @Sendable () -> [AccountConfiguration],
        adopt: @escaping @Sendable (AccountConfiguration) -> Void,
        open: @escaping @Sendable (String, AccountID) throws -> String,
        disable: @escaping @Sendable (EndpointPlace, String, Bool) async throws -> Void,
        log: @escaping @Sendable (String, [String: String]) -> Void,
        count: @escaping @Sendable (String, Int64) -> Void
    ) {
        self.database = database
        self.clock = clock
        self.dice = dice
        self.outbound = outbound
        self.node = node
        self.pause = pause
        self.isStopping = isStopping
        self.accounts = accounts
        self.adopt = adopt
        self.open = open
        self.disable = disable
        self.log = log
        self.count = count
    }
}
