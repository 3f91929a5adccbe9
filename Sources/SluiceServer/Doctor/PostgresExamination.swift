import SluicePostgres

/// Judges what a PostgreSQL server says of itself: whether an acknowledged lead is safe with it.
struct PostgresExamination: Sendable {
    let facts: PostgresServerFacts

    var findings: [Finding] { [version, commits, standbys, connections, clock] }

    private var version: Finding {
        let text = "PostgreSQL \(facts.version / 10_000).\(facts.version % 10_000)"
        return facts.version >= 150_000
            ? .fine("database", text) : .failure("database", "\(text); version 15 or newer is needed")
    }

    /// `off` and `local` lose what was acknowledged, the first at a crash, the second at a failover.
    private var commits: Finding {
        guard facts.hasFsync, facts.hasFullPageWrites else {
            return .failure("commits", "fsync or full_page_writes is off, so a power cut loses leads; switch both on")
        }
        return ["on", "remote_apply"].contains(facts.synchronousCommit)
            ? .fine("commits", "synchronous_commit is \(facts.synchronousCommit)")
            : .failure("commits", "synchronous_commit is \(facts.synchronousCommit); set it to on")
    }

    private var standbys: Finding {
        if facts.standbys == 0 { return .fine("standbys", "none") }
        guard !facts.synchronousStandbyNames.isEmpty else {
            return .failure(
                "standbys",
                "\(facts.standbys) stream, and no commit waits for one: a failover loses acknowledged leads; set "
                    + "synchronous_standby_names")
        }
        return .fine("standbys", "\(facts.standbys) stream, \(facts.synchronousStandbys) of them synchronous")
    }

    private var connections: Finding {
        let text = "\(facts.maximumConnections) for all clients"
        return facts.maximumConnections >= 50
            ? .fine("connections", text)
            : .warning("connections", "\(text), and each node takes 7; raise max_connections")
    }

    private var clock: Finding {
        let text = "the database is \(abs(facts.clockLead)) ms \(facts.clockLead < 0 ? "behind" : "ahead")"
        return abs(facts.clockLead) <= 1000
            ? .fine("database clock", text)
            : .warning("database clock", "\(text); run a time service on both machines")
    }
}
