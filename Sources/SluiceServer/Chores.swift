import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceWeb

/// The work that comes round, each as one step that can be called by itself.
public struct Chores: Sendable {
    private let parts: Parts

    /// The chores of a server.
    public init(_ parts: Parts) {
        self.parts = parts
    }

    /// Ends hopper entries that have run out; returns the milliseconds until the next look.
    public func expireHopper() async throws -> Int64 {
        let now = parts.clock.now()
        let found = try await parts.database.write { connection in try Hopper.expire(connection, at: now) }
        if found.count > 0 { return 1 }
        guard let next = found.next else { return 1000 }
        return min(1000, max(1, next.milliseconds - now.milliseconds))
    }

    /// Carries out the changes of configuration whose moment has come; returns the milliseconds until the next look.
    public func activateScheduled() async throws -> Int64 {
        let now = parts.clock.now()
        let due = try await parts.database.read { connection in
            try ScheduledChanges.due(connection, at: now, limit: 100).map { [$0.account.number, $0.id] }
        }
        for change in due where change.count == 2 {
            try await ScheduleDesk(parts: parts, account: AccountID(change[0])).carryOut(change[1])
        }
        return due.count >= 100 ? 1 : 500
    }

    /// Writes down when tokens and sessions were last used.
    public func rememberUses() async throws {
        let (tokens, sessions) = (parts.authenticator.drainUses(), parts.sessions.drainUses(at: parts.clock.now()))
        guard !tokens.isEmpty || !sessions.isEmpty else { return }
        try await parts.database.write { connection in
            try Accounts(connection).touch(tokens)
            try Sessions(connection).touch(sessions)
        }
    }

    /// Adds up what was posted since; returns the milliseconds until the next look.
    public func addUpVendors() async throws -> Int64 {
        let added = try await parts.database.write { connection in try VendorFigures.addUp(on: connection) }
        return added < VendorFigures.batch ? 1000 : 50
    }

    /// Adds up what shadows said since; returns the milliseconds until the next look.
    public func addUpShadows() async throws -> Int64 {
        let added = try await parts.database.write { connection in try ShadowFigures.addUp(on: connection) }
        return added < ShadowFigures.batch ? 1000 : 50
    }

    /// Works on a back-test that nobody works on, to its end; returns the milliseconds until the next look.
    public func runBackTests() async throws -> Int64 {
        let now = parts.clock.now()
        guard
            let idle = try await parts.database.read({ connection in
                try BackTests.idle(at: now, connection).map { [$0.account.number, $0.id] }
            }), idle.count == 2
        else { return 500 }
        _ = try await BackTestRunner(parts: parts, account: AccountID(idle[0]), id: idle[1]).run()
        return 1
    }

    /// Judges held posts again whose time has come; returns the milliseconds until the next look.
    public func releaseHeld() async throws -> Int64 {
        try await HeldRelease(parts: parts).step() > 0 ? 50 : 1000
    }

    /// Takes up what was published, rolled back or changed in the registers, here or on another node; returns the
    /// milliseconds until the next look.
    public func followRegisters() async throws -> Int64 {
        try await parts.catchUpWithRegisters()
        return 1000
    }

    /// Removes what is past its retention, a batch at a time; returns the milliseconds until the next batch.
    public func purge() async throws -> Int64 {
        let now = parts.clock.now()
        var removed = try await parts.database.write { connection in
            try Idempotency.purge(connection, at: now) + Sessions.purge(connection, at: now)
                + LogInTries.purge(connection, at: now)
        }
        for account in try await parts.database.read({ try Accounts($0).all() }) {
            let end = now.adding(seconds: -(try await receiptDays(of: account.id)) * 86_400)
            removed += try await parts.database.write { connection in
                try Receipts.purge(connection, of: account.id, before: end)
                    + Imports.purgeFaults(connection, of: account.id, before: end)
                    + HeldPosts.purge(connection, of: account.id, before: end)
            }
        }
        removed += try await purgeDeliveries(at: now)
        let swept = try await parts.database.write { connection in try RegisterRows.sweep(connection, at: now) }
        return removed >= 1000 || swept > 0 ? 50 : 60_000
    }

    /// Removes events that every reader has passed, a batch at a time; returns the milliseconds until the next batch.
    /// Those of all accounts are one sequence, so they stay as long as any account keeps its receipts.
    public func purgeEvents() async throws -> Int64 {
        var days: Int64 = 0
        for account in try await parts.database.read({ try Accounts($0).all() }) {
            days = max(days, try await receiptDays(of: account.id))
        }
        let end = parts.clock.now().adding(seconds: -days * 86_400)
        let removed = try await parts.database.write { connection in try Events.purge(connection, before: end) }
        return removed >= 1000 ? 50 : 60_000
    }

    /// Deliveries that have ended stay as long as any account keeps its receipts.
    private func purgeDeliveries(at now: Timestamp) async throws -> Int {
        var days: Int64 = 0
        for account in try await parts.database.read({ try Accounts($0).all() }) {
            days = max(days, try await receiptDays(of: account.id))
        }
        let end = now.adding(seconds: -days * 86_400)
        return try await parts.database.write { try Deliveries.purge($0, before: end) }
    }

    private func receiptDays(of account: AccountID) async throws -> Int64 {
        let settings = try await parts.cache.configuration(of: account)?.settings ?? AccountSettings()
        return Int64(settings.receiptDays)
    }
}
