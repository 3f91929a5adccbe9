import Foundation
public import Logging
public import SluiceCore
public import SluiceDatabase
public import SluiceIntake
public import SluiceLookups
import SluicePostgres
import SluiceSQLite
public import SluiceWeb

/// Everything that the server is made of, made once and handed to whoever needs it.
public final class Parts: Sendable {
    /// What the operator set.
    public let settings: Settings
    /// The store.
    public let database: any Database
    /// The time.
    public let clock: Clock
    /// The clock that the API may set; nothing on a real one.
    public let manualClock: ManualClock?
    /// Chance.
    public let dice: Dice
    /// Accounts and tokens as this process knows them.
    public let cache: ConfigurationCache
    /// Steps 1 to 6.
    public let intake: Intake
    /// Tokens to callers.
    public let authenticator: Authenticator
    /// Sessions of users as this process knows them.
    public let sessions: SessionCache
    /// Who makes and compares hashes of passwords.
    let passwords: PasswordJudge
    /// The key that secrets are sealed with.
    let keys: KeyRing
    /// The register files.
    public let registers: RegisterShelf
    /// The registers of all nodes.
    public let sharedRegisters: SharedRegisters
    /// The journal file of this node.
    public let journal: SuppressionFile
    /// How far numbers have been handed out, as a file of this node.
    let handedOut: HandedOutIDs
    /// The erasures as a file of this node.
    let erasures: ErasureFile
    /// The way out of Connect.
    let transport: GuardedOutbound
    /// Who asks the customers' CRMs about leads that come in.
    public let crm: CRMDesk
    /// The log.
    public let logger: Logger

    /// Opens the store that the settings name, brings it to this program's schema, and puts the parts together.
    public init(_ settings: Settings, logger: Logger, clock: Clock? = nil, dice: Dice = SystemRuntime.dice) async throws
    {
        self.settings = settings
        self.logger = logger
        self.dice = dice
        try FileManager.default.createDirectory(
            atPath: settings.dataFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        manualClock = settings.usesTestClock ? ManualClock(SystemRuntime.clock.now()) : nil
        let clock =
            clock ?? manualClock.map { Clock(now: $0.clock.now, nanoseconds: SystemRuntime.clock.nanoseconds) }
            ?? SystemRuntime.clock
        self.clock = clock
        try UnfinishedRestore.check(settings.dataFolder)
        let database = try Parts.open(settings)
        self.database = database
        try await Schema.migrate(database, at: clock.now())
        try await UnfinishedRestore.check(database)
        let cache = ConfigurationCache(database)
        self.cache = cache
        let shelf = try RegisterShelf(folder: settings.dataFolder + "/registers")
        registers = shelf
        sharedRegisters = SharedRegisters(shelf, database: database, clock: clock)
        keys = KeyRing(settings, dice)
        transport = GuardedOutbound(
            AddressGuard(inside: settings.insideHosts, ports: settings.outboundPorts) ?? AddressGuard(),
            resolver: NameResolver(nanoseconds: SystemRuntime.clock.nanoseconds))
        let crm = CRMDesk(
            keys, through: transport.outbound,
            clock: Clock(now: clock.now, nanoseconds: SystemRuntime.clock.nanoseconds), dice: dice)
        self.crm = crm
        intake = Intake(
            pipeline: LeadFlow().intake, database: database, clock: clock,
            registers: { shelf.answer(for: $0) }, configuration: { cache.current($0) }, adopt: { cache.adopt($0) },
            askCRM: { await crm.ask($0) }, salt: { dice.secret() })
        authenticator = Authenticator(cache, clock: clock, defaultPerMinute: settings.ratePerMinute)
        sessions = SessionCache(database)
        passwords = PasswordJudge(dice)
        journal = SuppressionFile(folder: settings.dataFolder, database: database)
        erasures = ErasureFile(folder: settings.dataFolder, database: database)
        handedOut = HandedOutIDs(folder: settings.dataFolder, database: database)
        for account in try await database.read({ try Accounts($0).all() }) {
            _ = try await cache.configuration(of: account.id)
        }
    }

    /// Takes up what was published, rolled back or changed in the registers, in the folder or by another node. Whoever
    /// judges leads does so first: others may have published since this node was last up.
    func catchUpWithRegisters() async throws {
        try registers.refresh()
        for (name, fault) in try await sharedRegisters.catchUp() {
            logger.error(
                "a register could not be taken up", metadata: ["register": "\(name)", "fault": "\(fault)"])
        }
    }

    /// The store that the settings name, not migrated.
    static func open(_ settings: Settings) throws -> any Database {
        let ids = IDBlocks()
        if settings.database.isEmpty {
            return try SQLiteDatabase(
                path: settings.dataFolder + "/sluice.sqlite", cacheMegabytes: settings.cacheMegabytes, ids: ids)
        }
        return try PostgresDatabase(url: settings.database, ids: ids)
    }

    /// Closes the store after the work in hand.
    public func close() async {
        transport.close()
        await database.close()
    }
}
