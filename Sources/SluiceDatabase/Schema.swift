import Crypto
import Foundation
public import SluiceCore

/// Brings a database to this program's schema.
public enum Schema {
    /// The tables that the migrations themselves need.
    static let ground = [
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number     BIGINT PRIMARY KEY,
            name       TEXT NOT NULL,
            checksum   TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS id_block (
            account_id BIGINT NOT NULL,
            kind       TEXT NOT NULL,
            next_id    BIGINT NOT NULL,
            PRIMARY KEY (account_id, kind)
        )
        """,
    ]

    /// Which migrations a database has.
    public struct State: Sendable, Hashable {
        /// Numbers applied already.
        public var applied: [Int64]
        /// Names of those still missing.
        public var missing: [String]
    }

    /// The key of the advisory lock that keeps two nodes from migrating at once.
    static let lockKey: Int64 = 0x736c_7569_6365

    /// Applies what is missing, each migration in one transaction, and returns the names applied. Up to `last` only, where
    /// what an older program has written is to be put into its own schema first.
    ///
    /// Throws `schema` when an applied migration's text has changed since, or the database is newer than this program.
    @discardableResult
    public static func migrate(
        _ database: any Database, upTo last: Int64 = .max, at now: Timestamp
    ) async throws -> [String] {
        try await database.session { connection in
            try connection.transaction { connection in
                try connection.lock([lockKey])
                for text in ground { try connection.run(Statement(text, [])) }
            }
            var applied: [String] = []
            for migration in Migration.all where migration.number <= last {
                let isNew = try connection.transaction { connection in
                    try connection.lock([lockKey])
                    return try apply(migration, on: connection, at: now)
                }
                if isNew { applied.append(migration.name) }
            }
            return applied
        }
    }

    /// What is applied and what is missing, without changing anything.
    public static func state(_ database: any Database) async throws -> State {
        let applied: [Int64]
        do {
            applied = try await database.read { connection in
                try connection.run("SELECT number FROM schema_migration ORDER BY number").map { try $0.integer(0) }
            }
        } catch let error as DatabaseError where error.code == .statement {
            applied = []  // no such table: nothing was ever applied
        }
        return State(
            applied: applied,
            missing: Migration.all.filter { !applied.contains($0.number) }.map(\.name))
    }

    private static func apply(
        _ migration: Migration, on connection: any Connection, at now: Timestamp
    ) throws -> Bool {
        let texts = migration.statements(connection.dialect)
        let checksum = SHA256.hash(data: Data(texts.joined(separator: ";\n").utf8)).hexadecimal
        let newest = try connection.first("SELECT max(number) FROM schema_migration")?.optionalInteger(0) ?? 0
        guard newest <= (Migration.all.last?.number ?? 0) else {
            throw DatabaseError(.schema, "the database is newer than this program")
        }
        let row = try connection.first("SELECT checksum FROM schema_migration WHERE number = \(migration.number)")
        if let row {
            guard try row.text(0) == checksum else {
                throw DatabaseError(.schema, "migration \(migration.number) is not the one that was applied")
            }
            return false
        }
        for text in texts { try connection.run(Statement(text, [])) }
        try connection.run(
            """
            INSERT INTO schema_migration (number, name, checksum, applied_at)
            VALUES (\(migration.number), \(migration.name), \(checksum), \(now.milliseconds))
            """)
        return true
    }
}

extension Sequence<UInt8> {
    /// The bytes as lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
