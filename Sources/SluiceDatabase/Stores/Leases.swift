public import SluiceCore

/// Work that one node does at a time, for as long as it says that it still does.
public enum Leases {
    /// A lease in hand. Whoever writes under it proves with the fence that nobody has taken it over since.
    public struct Lease: Sendable, Hashable {
        /// What for.
        public var name: String
        /// Who.
        public var holder: String
        /// Grows with every holder.
        public var fence: Int64
    }

    /// Takes a lease that is free, has run out, or is this holder's own from before; nothing while another holds it.
    public static func take(
        _ name: String, as holder: String, for seconds: Int64, at now: Timestamp, _ connection: any Connection
    ) throws -> Lease? {
        let row = try connection.first(
            """
            INSERT INTO lease (name, holder, fence, until)
            VALUES (\(name), \(holder), 1, \(now.adding(seconds: seconds).milliseconds))
            ON CONFLICT (name) DO UPDATE
            SET holder = excluded.holder, fence = lease.fence + 1, until = excluded.until
            WHERE lease.until <= \(now.milliseconds) OR lease.holder = excluded.holder
            RETURNING fence
            """)
        return try row.map { Lease(name: name, holder: holder, fence: try $0.integer(0)) }
    }

    /// Says that the holder still works, and that nobody has taken over. Throws ``LeaseLost`` when somebody has. In the
    /// transaction of what is written under it, nobody takes over before that is done.
    public static func renew(
        _ lease: Lease, for seconds: Int64, at now: Timestamp, _ connection: any Connection
    ) throws {
        let row = try connection.first(
            """
            UPDATE lease SET until = \(now.adding(seconds: seconds).milliseconds)
            WHERE name = \(lease.name) AND fence = \(lease.fence) RETURNING fence
            """)
        guard row != nil else { throw LeaseLost() }
    }

    /// Gives it back, so that another node goes on at once.
    public static func giveBack(_ lease: Lease, at now: Timestamp, _ connection: any Connection) throws {
        try connection.run(
            "UPDATE lease SET until = \(now.milliseconds) WHERE name = \(lease.name) AND fence = \(lease.fence)")
    }
}

/// Somebody else has taken the work over; nothing of ours counts any more.
public struct LeaseLost: Error {
    /// A loss.
    public init() {}
}
