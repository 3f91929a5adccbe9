public import SluiceCore

/// What was bought under the keys of one account, for their caps, and the places that are held.
///
/// Whoever changes a key's row holds its lock (``lock(of:of:)``), after the locks of phones.
public struct VendorUses {
    let connection: any Connection
    let account: AccountID

    /// The keys of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// The lock of a key's counters.
    public static func lock(of criteria: CriteriaID, of account: AccountID) -> Int64 {
        // No number is negative, so no phone has this lock; the account's own is -2.
        PhoneKey(account, PhoneNumber(-1000 &- criteria.number)).lock
    }

    /// The counters of the keys as they were left, and the places held under them, whose time may be over.
    public func uses(of keys: [CriteriaID]) throws -> [CriteriaID: VendorUse] {
        let answers = try connection.runAll([
            """
            SELECT criteria_id, hour_start, hour_count, day_start, day_count, budget_start, budget_spent FROM vendor_use
            WHERE account_id = \(account.number) AND criteria_id IN (\(list: keys.map(\.number)))
            """,
            """
            SELECT criteria_id, id, price, expires_at FROM vendor_reservation
            WHERE account_id = \(account.number) AND criteria_id IN (\(list: keys.map(\.number)))
            ORDER BY expires_at, id
            """,
        ])
        var uses: [CriteriaID: VendorUse] = [:]
        for row in answers.first ?? [] {
            func period(_ column: Int) throws -> VendorUse.Period {
                VendorUse.Period(start: Timestamp(try row.integer(column)), amount: try row.integer(column + 1))
            }
            var use = VendorUse()
            (use.hour, use.day, use.budget) = (try period(1), try period(3), try period(5))
            uses[CriteriaID(try row.integer(0))] = use
        }
        for row in answers.dropFirst().first ?? [] {
            uses[CriteriaID(try row.integer(0)), default: VendorUse()].reservations.append(
                Reservation(
                    id: try row.text(1), price: try row.optionalInteger(2).map(Money.init(cents:)),
                    expiresAt: Timestamp(try row.integer(3))))
        }
        return uses
    }

    /// Stores a key's counters over what was there.
    public static func storing(_ use: VendorUse, of criteria: CriteriaID, of account: AccountID) -> Statement {
        """
        INSERT INTO vendor_use (account_id, criteria_id, hour_start, hour_count, day_start, day_count, budget_start,
                                budget_spent)
        VALUES (\(account.number), \(criteria.number), \(use.hour.start.milliseconds), \(use.hour.amount),
                \(use.day.start.milliseconds), \(use.day.amount), \(use.budget.start.milliseconds),
                \(use.budget.amount))
        ON CONFLICT (account_id, criteria_id) DO UPDATE
        SET hour_start = excluded.hour_start, hour_count = excluded.hour_count, day_start = excluded.day_start,
            day_count = excluded.day_count, budget_start = excluded.budget_start, budget_spent = excluded.budget_spent
        """
    }

    /// Holds a place.
    public func reserve(_ reservation: Reservation, of criteria: CriteriaID) throws {
        try connection.run(
            """
            INSERT INTO vendor_reservation (account_id, criteria_id, id, price, expires_at)
            VALUES (\(account.number), \(criteria.number), \(reservation.id), \(reservation.price?.cents),
                    \(reservation.expiresAt.milliseconds))
            """)
    }

    /// Lets go of a place.
    public static func removal(
        ofReservation id: String, of criteria: CriteriaID, of account: AccountID
    ) -> Statement {
        """
        DELETE FROM vendor_reservation
        WHERE account_id = \(account.number) AND criteria_id = \(criteria.number) AND id = \(id)
        """
    }

    /// Lets go of every place of a key whose time is over.
    public func removeLapsed(of criteria: CriteriaID, at now: Timestamp) throws {
        try connection.run(
            """
            DELETE FROM vendor_reservation
            WHERE account_id = \(account.number) AND criteria_id = \(criteria.number)
              AND expires_at <= \(now.milliseconds)
            """)
    }
}
