import Crypto
import Foundation
public import SluiceCore

/// The suppression journal of one account: every addition, change and lift on
/// Do Not Call and of text messages, each line chained to the one
/// before by salted digests, so that erasing one person's payload leaves the chain verifiable.
public struct Suppressions {
    /// What was done.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case add
        case change
        case lift
    }

    /// One line, as it is stored and as it goes into the node's journal file.
    public struct Line: Sendable, Hashable, Codable {
        /// Whose journal.
        public var account: AccountID
        /// Its place in the journal, from 1 without gaps.
        public var id: Int64
        /// When.
        public var at: Timestamp
        /// What was done: `add`, `change` or `lift`.
        public var action: String
        /// Who did it.
        public var actor: String
        /// The entry it is about.
        public var entryID: Int64
        /// The entry after the change, as JSON, with the evidence that lifted it; empty once erased.
        public var payload: String
        /// The salt of the digest.
        public var salt: String
        /// SHA-256 of salt and payload.
        public var digest: String
        /// SHA-256 of the chain before and everything of this line but the payload.
        public var chain: String
    }

    let connection: any Connection
    let account: AccountID

    /// The journal of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// The lock under which lines are added: they form one chain.
    static func lock(of account: AccountID) -> Int64 {
        PhoneKey(account, PhoneNumber(-1)).lock
    }

    func record(
        _ action: Action, _ entry: DNCEntry, of channel: DNCList.Channel, evidence: String, by actor: String,
        salt: String, at now: Timestamp
    ) throws {
        let last = try connection.first(
            """
            SELECT id, chain FROM suppression WHERE account_id = \(account.number) ORDER BY id DESC LIMIT 1
            """)
        let scope = entry.scope.columns
        // Lines of calls were written before there was another channel, and name none.
        let named = channel == .calls ? [] : [("channel", channel.rawValue)]
        let proof = evidence.isEmpty ? [] : [("evidence", evidence)]
        let payload = JSONText.object(
            [
                ("number", String(entry.number)), ("scope", scope.kind), ("scope_id", String(scope.id)),
                ("scope_word", scope.word), ("origin", entry.origin.rawValue), ("reason", entry.reason),
                ("purpose", entry.purpose), ("created_at", String(entry.createdAt.milliseconds)),
            ] + named + proof)
        var line = Line(
            account: account, id: (try last?.integer(0) ?? 0) &+ 1, at: now, action: action.rawValue, actor: actor,
            entryID: entry.id, payload: payload, salt: salt, digest: Suppressions.digest(salt + payload), chain: "")
        line.chain = Suppressions.chain(of: line, after: try last?.text(1) ?? "")
        try Suppressions.store(line, on: connection)
    }

    static func store(_ line: Line, on connection: any Connection) throws {
        try connection.run(
            """
            INSERT INTO suppression (account_id, id, at, action, actor, entry_id, payload, salt, digest, chain)
            VALUES (\(line.account.number), \(line.id), \(line.at.milliseconds), \(line.action), \(line.actor),
                    \(line.entryID), \(line.payload), \(line.salt), \(line.digest), \(line.chain))
            """)
    }

    /// The lines after `id`, in order.
    public func lines(after id: Int64, limit: Int64) throws -> [Line] {
        try connection.run(
            """
            SELECT id, at, action, actor, entry_id, payload, salt, digest, chain FROM suppression
            WHERE account_id = \(account.number) AND id > \(id) ORDER BY id LIMIT \(limit)
            """
        ).map { row in
            Line(
                account: account, id: try row.integer(0), at: Timestamp(try row.integer(1)), action: try row.text(2),
                actor: try row.text(3), entryID: try row.integer(4), payload: try row.text(5), salt: try row.text(6),
                digest: try row.text(7), chain: try row.text(8))
        }
    }

    /// How many lines there are.
    public func count() throws -> Int64 {
        try connection.first("SELECT count(*) FROM suppression WHERE account_id = \(account.number)")?.integer(0) ?? 0
    }

    /// The first line that does not follow the one before, or is not what was written; nothing where all hold.
    public func firstBroken() throws -> Int64? {
        var (last, chain): (Int64, String) = (0, "")
        while true {
            let page = try lines(after: last, limit: 1000)
            guard !page.isEmpty else { return nil }
            for line in page {
                guard line.id == last &+ 1, Suppressions.holds(line, after: chain) else { return last &+ 1 }
                (last, chain) = (line.id, line.chain)
            }
        }
    }

    /// Whether `line` follows the chain value `before` and its payload, where it is still there, is what was written.
    public static func holds(_ line: Line, after before: String) -> Bool {
        chain(of: line, after: before) == line.chain
            && (line.payload.isEmpty || digest(line.salt + line.payload) == line.digest)
    }

    private static func chain(of line: Line, after before: String) -> String {
        digest(
            [
                before, String(line.account.number), String(line.id), String(line.at.milliseconds), line.action,
                line.actor, String(line.entryID), line.digest,
            ].joined(separator: "\u{1f}"))
    }

    private static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).hexadecimal
    }
}
