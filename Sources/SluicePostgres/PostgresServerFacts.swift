public import SluiceCore
import SluiceDatabase

/// What an operator has to know of the server: whether what it acknowledges is safe, and whether its clock agrees.
public struct PostgresServerFacts: Sendable, Hashable {
    /// The version as a number: 150020 is 15.20.
    public var version: Int64
    /// `synchronous_commit` as our connections have it.
    public var synchronousCommit: String
    /// `synchronous_commit` as the server, the database or the role would have it.
    public var defaultSynchronousCommit: String
    /// `synchronous_standby_names`; empty when a commit waits for no other server.
    public var synchronousStandbyNames: String
    /// Standbys that stream from this server now.
    public var standbys: Int64
    /// Those of them that a commit waits for; 0 also when our role may not know (it lacks `pg_monitor`).
    public var synchronousStandbys: Int64
    /// Whether commits reach the disk at all; `false` is for tests only.
    public var hasFsync: Bool
    /// Whether a torn page can be mended after a power cut.
    public var hasFullPageWrites: Bool
    /// How many connections the server gives out, to all its clients together.
    public var maximumConnections: Int64
    /// By how many milliseconds the server's clock is ahead of ours; as exact as half the round trip.
    public var clockLead: Int64
}

extension PostgresDatabase {
    /// Asks the server about itself. `now` is our clock; it is read before and after the server's.
    public func serverFacts(now: @escaping @Sendable () -> Timestamp) async throws -> PostgresServerFacts {
        try await read { connection in
            func only(_ statement: Statement) throws -> Row {
                guard let row = try connection.first(statement) else { throw DatabaseError(.shape, "no row") }
                return row
            }
            let settings = try only(
                """
                SELECT current_setting('server_version_num')::bigint, current_setting('synchronous_commit'),
                    (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'),
                    current_setting('synchronous_standby_names'), current_setting('fsync')::boolean,
                    current_setting('full_page_writes')::boolean, current_setting('max_connections')::bigint
                """)
            let standbys = try only(
                """
                SELECT count(*) FILTER (WHERE coalesce(state, 'streaming') = 'streaming'),
                    count(*) FILTER (WHERE sync_state IN ('sync', 'quorum'))
                FROM pg_stat_replication
                """)
            let before = now()
            let moment = try only("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            let after = now()
            let middle = before.milliseconds &+ (after.milliseconds &- before.milliseconds) / 2
            return PostgresServerFacts(
                version: try settings.integer(0),
                synchronousCommit: try settings.text(1),
                defaultSynchronousCommit: try settings.text(2),
                synchronousStandbyNames: try settings.text(3),
                standbys: try standbys.integer(0),
                synchronousStandbys: try standbys.integer(1),
                hasFsync: try settings.boolean(4),
                hasFullPageWrites: try settings.boolean(5),
                maximumConnections: try settings.integer(6),
                clockLead: try moment.integer(0) &- middle)
        }
    }
}
