public import SluiceCore

/// The leads that campaigns of one account are about to dial.
public struct Hopper {
    let connection: any Connection
    let account: AccountID

    /// The hoppers of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// Puts a posted lead into the hopper, or improves the entry that it has: the higher priority, the later end
    /// (product-features §8). One that is being dialed already stays as it is.
    public static func insertion(
        _ plan: HopperPlan, lead: LeadID, id: Int64, of account: AccountID, at now: Timestamp
    ) -> Statement {
        """
        INSERT INTO hopper_entry (id, account_id, campaign_id, lead_id, source, priority, enqueued_at, expires_at)
        VALUES (\(id), \(account.number), \(plan.campaignID.number), \(lead.number), 'api', \(plan.priority),
                \(now.milliseconds), \(plan.expiresAt?.milliseconds))
        ON CONFLICT (account_id, campaign_id, lead_id) WHERE state IN ('waiting', 'claimed') DO UPDATE
        SET priority = CASE WHEN hopper_entry.priority < excluded.priority
                            THEN excluded.priority ELSE hopper_entry.priority END,
            expires_at = CASE WHEN hopper_entry.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL
                              WHEN hopper_entry.expires_at < excluded.expires_at THEN excluded.expires_at
                              ELSE hopper_entry.expires_at END
        WHERE hopper_entry.state = 'waiting'
        """
    }

    /// Takes a lead out of every hopper where it waits.
    public static func removal(of lead: LeadID, account: AccountID) -> Statement {
        """
        UPDATE hopper_entry SET state = 'done'
        WHERE account_id = \(account.number) AND lead_id = \(lead.number) AND state = 'waiting'
        """
    }

    /// One waiting entry, as the API shows it.
    public struct Entry: Sendable, Hashable {
        /// The lead that waits.
        public var leadID: LeadID
        /// The campaign that will dial it.
        public var campaignID: CampaignID
        /// 0 to 99, 99 first.
        public var priority: Int64
        /// When the entry ends.
        public var expiresAt: Timestamp?
    }

    /// The entries that wait for a campaign, most urgent first.
    public func waiting(_ campaign: CampaignID, limit: Int64) throws -> [Entry] {
        try connection.run(
            """
            SELECT lead_id, campaign_id, priority, expires_at FROM hopper_entry
            WHERE account_id = \(account.number) AND campaign_id = \(campaign.number) AND state = 'waiting'
            ORDER BY priority DESC, call_order, enqueued_at, id LIMIT \(limit)
            """
        ).map { row in
            Entry(
                leadID: LeadID(try row.integer(0)), campaignID: CampaignID(try row.integer(1)),
                priority: try row.integer(2), expiresAt: try row.optionalInteger(3).map(Timestamp.init))
        }
    }

    /// Ends what has run out, for all accounts, and leaves one event for each. Returns how many and when the next runs
    /// out. Two sweepers never end the same entry: its state changes once.
    public static func expire(
        _ connection: any Connection, at now: Timestamp, limit: Int64 = 500
    ) throws -> (count: Int, next: Timestamp?) {
        let ended = try connection.run(
            """
            UPDATE hopper_entry SET state = 'expired'
            WHERE id IN (SELECT id FROM hopper_entry
                         WHERE state = 'waiting' AND expires_at IS NOT NULL AND expires_at <= \(now.milliseconds)
                         ORDER BY expires_at, id LIMIT \(limit) \(clause: connection.dialect.skipLocked))
            RETURNING id, account_id, campaign_id, lead_id
            """
        ).map { (try $0.integer(0), try $0.integer(1), try $0.integer(2), try $0.integer(3)) }
        let events = try ended.sorted { $0.0 < $1.0 }.map { _, account, campaign, lead in
            Events.insertion(
                .hopperExpired, lead: LeadID(lead), of: AccountID(account),
                id: try connection.ids.take(from: .row), at: now, facts: "{\"campaign_id\":\(campaign)}")
        }
        try connection.runAll(events)
        let next = try connection.first(
            "SELECT min(expires_at) FROM hopper_entry WHERE state = 'waiting' AND expires_at IS NOT NULL")
        return (ended.count, try next?.optionalInteger(0).map(Timestamp.init))
    }
}
