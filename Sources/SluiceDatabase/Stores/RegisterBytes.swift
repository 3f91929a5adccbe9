public import SluiceCore

/// How a version's bytes come into the database, out of it, and away.
extension RegisterRows {
    /// Retired versions of each register whose bytes are kept to go back to.
    public static let keptRetired: Int64 = 3
    /// A version that has made no progress for so many seconds is its dead importer's, and goes.
    public static let loadingSeconds: Int64 = 86_400

    /// Begins a version, its number above `floor` and all that there were, and returns the number. Two nodes may load
    /// versions of one register at once; the one that is finished last is in use.
    public func begin(
        _ name: RegisterName, above floor: Int64, issuedOn: Timestamp, source: String, at now: Timestamp
    ) throws -> Int64 {
        try takeTurn(name)
        let highest = try connection.first(
            "SELECT max(version) FROM register_version WHERE name = \(name.description)")?.optionalInteger(0)
        let number = max(highest ?? 0, floor, 0) &+ 1
        try connection.run(
            """
            INSERT INTO register_version (name, version, sha256, bytes, numbers, issued_on, loaded_at, source, state)
            VALUES (\(name.description), \(number), '', 0, 0, \(issuedOn.milliseconds), \(now.milliseconds), \(source),
                    'loading')
            """)
        return number
    }

    /// Adds the next chunk of a version that is loading; false when it is not loading any more.
    public func add(
        _ data: String, part: Int64, to name: RegisterName, _ number: Int64, at now: Timestamp
    ) throws -> Bool {
        let standing = try connection.run(
            """
            UPDATE register_version SET loaded_at = \(now.milliseconds)
            WHERE name = \(name.description) AND version = \(number) AND state = 'loading' RETURNING version
            """)
        guard !standing.isEmpty else { return false }
        try connection.run(
            """
            INSERT INTO register_chunk (name, version, part, data)
            VALUES (\(name.description), \(number), \(part), \(data))
            """)
        return true
    }

    /// Puts a version whose chunks are all there into use, and gives up the bytes of the oldest. Throws `busy` when it is
    /// not loading any more.
    public func finish(_ version: Version) throws {
        try takeTurn(version.name)
        try retire(version.name)
        let standing = try connection.run(
            """
            UPDATE register_version SET state = 'current', sha256 = \(version.sha256), bytes = \(version.bytes),
                numbers = \(version.count), loaded_at = \(version.loadedAt.milliseconds)
            WHERE name = \(version.name.description) AND version = \(version.number) AND state = 'loading'
            RETURNING version
            """)
        guard !standing.isEmpty else { throw DatabaseError(.busy, "the register's version was given up") }
        try connection.run(
            """
            UPDATE register_version SET bytes = 0
            WHERE name = \(version.name.description) AND state = 'retired' AND version NOT IN (
                SELECT version FROM register_version
                WHERE name = \(version.name.description) AND state = 'retired' AND bytes > 0
                ORDER BY version DESC LIMIT \(RegisterRows.keptRetired))
            """)
    }

    /// Gives up a version that did not come to its end.
    public func abandon(_ name: RegisterName, _ number: Int64) throws {
        try connection.run(
            """
            UPDATE register_version SET state = 'retired'
            WHERE name = \(name.description) AND version = \(number) AND state = 'loading'
            """)
    }

    /// One chunk of a version's bytes; nothing behind the last, or once they were given up.
    public func chunk(_ part: Int64, of name: RegisterName, _ number: Int64) throws -> String? {
        try connection.first(
            """
            SELECT data FROM register_chunk
            WHERE name = \(name.description) AND version = \(number) AND part = \(part)
            """)?.text(0)
    }

    /// Removes some of the chunks that were given up, then what is left of versions that never came to their end.
    /// Returns how many chunks.
    public static func sweep(_ connection: any Connection, at now: Timestamp, limit: Int64 = 32) throws -> Int {
        try connection.run(
            """
            UPDATE register_version SET state = 'retired'
            WHERE state = 'loading' AND loaded_at < \(now.adding(seconds: -loadingSeconds).milliseconds)
            """)
        let gone = try connection.run(
            """
            DELETE FROM register_chunk WHERE (name, version, part) IN (
                SELECT c.name, c.version, c.part FROM register_version v
                JOIN register_chunk c ON c.name = v.name AND c.version = v.version
                WHERE v.state = 'retired' AND v.bytes = 0 LIMIT \(limit))
            RETURNING part
            """)
        if gone.count < Int(limit) {
            try connection.run("DELETE FROM register_version WHERE state = 'retired' AND sha256 = ''")
        }
        return gone.count
    }
}
