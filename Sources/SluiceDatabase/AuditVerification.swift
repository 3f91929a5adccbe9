import Crypto
import Foundation
public import SluiceCore

/// What a look through a whole audit log has found.
public struct AuditVerification: Sendable, Hashable {
    /// The first link that does not hold.
    public struct Break: Sendable, Hashable {
        /// Its place in the chain.
        public var sequence: Int64
        /// What is wrong with it, in words.
        public var fault: Fault
    }

    /// What can be wrong with a link.
    public enum Fault: String, Sendable, Hashable, CaseIterable {
        /// No entry stands at this place.
        case missing
        /// Its place, moment, kind, actor, object or digest is not what was written.
        case changed
        /// Its payload is not what was written.
        case payloadChanged = "payload_changed"
        /// It does not name the hash of the entry before.
        case unlinked
        /// It stands behind the newest entry that the account's row knows.
        case added
        /// It is not the newest entry that the account's row knows, or not the one that was kept elsewhere.
        case headDiffers = "head_differs"
        /// The change of configuration that it speaks of is not the one in the history.
        case historyDiffers = "history_differs"
    }

    /// How many entries were looked at.
    public var entries: Int64 = 0
    /// How many of them have had their payload erased.
    public var erased: Int64 = 0
    /// The newest entry's place when the look began.
    public var sequence: Int64
    /// The newest entry's hash.
    public var head: String
    /// The first link that does not hold; nothing where all do.
    public var broken: Break?

    private static let page: Int64 = 500

    /// Looks through the log of `account` from its beginning, a page at a time. Entries that are added meanwhile are left
    /// for the next look. With `kept`, the entry at that place must have that hash: what somebody outside has kept of an
    /// earlier look or export.
    public static func run(
        _ database: any Database, of account: AccountID, kept: (sequence: Int64, hash: String)? = nil
    ) async throws -> AuditVerification {
        let (head, isLonger) = try await database.read { connection in
            let log = AuditLog(connection, of: account)
            let head = try log.head()
            return (head, try !log.lines(after: head.sequence, limit: 1).isEmpty)
        }
        var found = AuditVerification(sequence: head.sequence, head: head.hash)
        var last = ""
        while found.entries < head.sequence, found.broken == nil {
            let (after, limit) = (found.entries, min(page, head.sequence &- found.entries))
            let (lines, contents) = try await database.read { connection in
                let lines = try AuditLog(connection, of: account).lines(after: after, limit: limit)
                let changes = lines.compactMap(\.configurationVersion)
                return (lines, try ConfigurationHistory(connection, of: account).contents(of: changes))
            }
            for line in lines where found.broken == nil { found.take(line, after: &last, contents, kept) }
            if lines.count < Int(limit), found.broken == nil {
                found.broken = Break(sequence: found.entries &+ 1, fault: .missing)
            }
        }
        if found.broken == nil {
            if last != head.hash {
                found.broken = Break(sequence: head.sequence, fault: .headDiffers)
            } else if isLonger {
                found.broken = Break(sequence: head.sequence &+ 1, fault: .added)
            } else if let kept, kept.sequence > head.sequence {
                found.broken = Break(sequence: head.sequence &+ 1, fault: .missing)
            }
        }
        return found
    }

    private mutating func take(
        _ line: AuditLine, after last: inout String, _ contents: [Int64: String],
        _ kept: (sequence: Int64, hash: String)?
    ) {
        let expected = entries &+ 1
        guard line.sequence == expected else {
            broken = Break(sequence: expected, fault: .missing)
            return
        }
        let fault: Fault? =
            if line.link != line.hash {
                .changed
            } else if line.previous != last {
                .unlinked
            } else if !line.holdsPayload {
                .payloadChanged
            } else if let version = line.configurationVersion, contents[version] != line.detail("content") {
                .historyDiffers
            } else if let kept, kept.sequence == line.sequence, kept.hash != line.hash {
                .headDiffers
            } else {
                nil
            }
        if let fault { broken = Break(sequence: line.sequence, fault: fault) }
        entries = expected
        if line.isErased { erased &+= 1 }
        last = line.hash
    }
}

extension AuditLine {
    /// A detail of the payload; nothing where it has none, or was erased.
    public func detail(_ name: String) -> String? {
        // A payload that is no JSON was not written by us, which its digest tells.
        (try? JSONValue(parsing: Array(payload.utf8)))?[name]?.string
    }

    /// The version of the configuration that it speaks of, where it speaks of one.
    var configurationVersion: Int64? {
        kind == AuditKind.configurationChanged.rawValue ? detail("version").flatMap { Int64($0) } : nil
    }
}

/// What was changed in the configuration, as the audit log keeps it.
enum ConfigurationContent {
    /// SHA-256 of what was changed, as the audit log keeps it.
    static func digest(
        _ version: Int64, _ kind: String, _ number: Int64, _ before: String?, _ after: String?
    ) -> String {
        var json = JSONText(capacity: 1024)
        json.beginArray()
        json.integer(version)
        json.string(kind)
        json.integer(number)
        for body in [before, after] {
            if let body { json.string(body) } else { json.null() }
        }
        json.endArray()
        return SHA256.hash(data: json.bytes).hexadecimal
    }
}

extension ConfigurationHistory {
    /// The contents of changes as the audit log keeps them, by version.
    func contents(of versions: [Int64]) throws -> [Int64: String] {
        guard !versions.isEmpty else { return [:] }
        let rows = try connection.run(
            """
            SELECT version, kind, object_id, before, after FROM configuration_change
            WHERE account_id = \(account.number) AND version IN (\(list: versions))
            """)
        return Dictionary(
            try rows.map { row in
                let version = try row.integer(0)
                return (
                    version,
                    ConfigurationContent.digest(
                        version, try row.text(1), try row.integer(2), try row.optionalText(3), try row.optionalText(4))
                )
            }
        ) { $1 }
    }
}
