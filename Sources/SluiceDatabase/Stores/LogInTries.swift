import Crypto
import Foundation
public import SluiceCore

/// How often log-ins failed, in the database so that all nodes count together.
///
/// A try is charged before the password is looked at, so a thousand tries at once are no way around; what succeeds is
/// given back. After so many failures each one more closes for twice as long.
public struct LogInTries {
    /// What is counted, with how patient we are.
    public struct Door: Sendable, Hashable {
        /// What it is called in its row.
        public let name: String
        /// So many failures cost nothing.
        public let free: Int64

        /// Tries of one e-mail, whoever's it is, or nobody's.
        public static func email(_ email: String) -> Door {
            let digest = SHA256.hash(data: Data("e-mail \(email.lowercased())".utf8)).hexadecimal
            return Door(name: "email:\(digest)", free: 5)
        }

        /// Tries from one address; of an IPv6 address its network, since a sender has all of that.
        public static func address(_ address: String?) -> Door {
            let bytes = address.flatMap { AddressRange.bytes(of: $0) } ?? []
            return Door(name: "address:\(bytes.prefix(bytes.count == 16 ? 8 : 4).hexadecimal)", free: 20)
        }

        /// Tries of one user's one-time codes.
        public static func code(_ user: UserID, of account: AccountID) -> Door {
            Door(name: "code:\(account):\(user)", free: 5)
        }

        fileprivate var lock: Int64 {
            SHA256.hash(data: Data("log-in \(name)".utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        }
    }

    /// The longest that a door stays closed, in seconds.
    public static let longest: Int64 = 900
    /// Failures are forgotten after so many seconds without another.
    public static let memory: Int64 = 86_400

    let connection: any Connection

    /// The tries of this database.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    /// Holds the doors to the end of the transaction. Call it before anything is read or written.
    public func lock(_ doors: [Door]) throws {
        try connection.lock(doors.map(\.lock))
    }

    /// Charges one try to each door, which the caller holds. Returns the seconds to wait where one is closed; then
    /// nothing was charged.
    public func charge(_ doors: [Door], at now: Timestamp) throws -> Int64? {
        let doors = LogInTries.inOrder(doors)
        var failures: [Int64] = []
        var wait: Int64 = 0
        for door in doors {
            let row = try connection.first(
                "SELECT failures, failed_at, closed_until FROM log_in_try WHERE name = \(door.name)")
            var count: Int64 = 0
            if let row {
                let failedAt = Timestamp(try row.integer(1))
                // A row from the future is one of a clock that was put back.
                if failedAt <= now, now < failedAt.adding(seconds: LogInTries.memory) {
                    count = try row.integer(0)
                    let left = try row.integer(2) - now.milliseconds
                    if left > 0 { wait = max(wait, (left + 999) / 1000) }
                }
            }
            failures.append(count)
        }
        guard wait == 0 else { return wait }
        for (door, count) in zip(doors, failures) {
            let closed = now.adding(seconds: LogInTries.pause(after: count + 1 - door.free))
            try connection.run(
                """
                INSERT INTO log_in_try (name, failures, failed_at, closed_until)
                VALUES (\(door.name), \(count + 1), \(now.milliseconds), \(closed.milliseconds))
                ON CONFLICT (name) DO UPDATE
                SET failures = excluded.failures, failed_at = excluded.failed_at, closed_until = excluded.closed_until
                """)
        }
        return nil
    }

    /// Gives back what ``charge(_:at:)`` took, for tries that were right: nothing remains of one that had no failures.
    public func giveBack(_ doors: [Door]) throws {
        for door in LogInTries.inOrder(doors) {
            try connection.run(
                """
                UPDATE log_in_try SET failures = failures - 1, closed_until = failed_at
                WHERE name = \(door.name) AND failures > 0
                """)
        }
    }

    /// Forgets all failures, of who has proved to be the right one.
    public func forget(_ doors: [Door]) throws {
        for door in LogInTries.inOrder(doors) { try connection.run("DELETE FROM log_in_try WHERE name = \(door.name)") }
    }

    /// Removes what is past its time, and says how much.
    public static func purge(_ connection: any Connection, at now: Timestamp) throws -> Int {
        try connection.run(
            """
            DELETE FROM log_in_try WHERE failed_at <= \(now.adding(seconds: -memory).milliseconds) RETURNING failures
            """
        ).count
    }

    /// The one order in which rows are taken, so that no two transactions wait for each other.
    private static func inOrder(_ doors: [Door]) -> [Door] { doors.sorted { $0.name < $1.name } }

    /// 0, then 1, 2, 4 … seconds.
    static func pause(after excess: Int64) -> Int64 {
        guard excess > 0 else { return 0 }
        return min(longest, 1 << min(excess - 1, 20))
    }
}
