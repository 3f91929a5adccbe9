public import SluiceCore

/// The internal Do Not Call lists of one account, or its lists of numbers that take no text messages: the same rules on
/// another channel.
///
/// Whoever adds or lifts an entry holds the lock of its number and of the journal (``locks(for:)``), so that an
/// addition and a dial of the same number never cross.
public struct DNCList {
    /// What a number on the lists does not want.
    public enum Channel: String, Sendable, Hashable, CaseIterable {
        case calls
        case texts = "sms"

        var table: String { self == .calls ? "dnc_entry" : "sms_opt_out" }
        var sequence: IDSequence.Kind { self == .calls ? .dnc : .smsOptOut }
    }

    let connection: any Connection
    let account: AccountID
    let channel: Channel

    /// The lists of `account` for a channel.
    public init(_ connection: any Connection, of account: AccountID, for channel: Channel = .calls) {
        self.connection = connection
        self.account = account
        self.channel = channel
    }

    static let columns = "id, number, scope, scope_id, scope_word, origin, reason, purpose, created_at"
    private static let oneKey = "SELECT \(columns) FROM dnc_entry WHERE account_id = $1 AND number = $2"
    // One search after the other: for `IN` SQLite would make a table of the keys each time.
    private static let threeKeys = [2, 3, 4].map {
        "SELECT \(columns) FROM dnc_entry WHERE account_id = $1 AND number = $\($0)"
    }
    .joined(separator: " UNION ALL ")

    /// The entries under which a phone can stand: itself and its prefixes.
    static func entries(for phone: PhoneNumber, of account: AccountID) -> Statement {
        let keys = DNCEntry.keys(for: phone)
        return Statement(
            keys.count == 3 ? threeKeys : oneKey,
            [.integer(account.number)] + keys.map { .integer($0) })
    }

    static func entry(_ row: Row) throws -> DNCEntry {
        let word = try row.text(4)
        let scope: DNCScope
        switch try row.text(2) {
        case "account": scope = .account
        case "seller": scope = .seller(SellerID(try row.integer(3)))
        case "campaign": scope = .campaign(CampaignID(try row.integer(3)))
        case "purpose": scope = .purpose(word)
        default: throw DatabaseError(.shape, "dnc scope")
        }
        guard let origin = DNCEntry.Origin(rawValue: try row.text(5)) else { throw DatabaseError(.shape, "dnc origin") }
        return DNCEntry(
            id: try row.integer(0), number: try row.integer(1), scope: scope, origin: origin,
            reason: try row.text(6), purpose: try row.text(7), createdAt: Timestamp(try row.integer(8)))
    }

    /// What must be locked before an entry for `number` is changed.
    public func locks(for numbers: [Int64]) -> [Int64] { DNCList.locks(for: numbers, of: account) }

    /// What must be locked before an entry of `account` for `number` is changed.
    public static func locks(for numbers: [Int64], of account: AccountID) -> [Int64] {
        numbers.map { PhoneKey(account, PhoneNumber($0)).lock } + [Suppressions.lock(of: account)]
    }

    /// The entries that cover this phone in any scope. Of calls only.
    public func entries(for phone: PhoneNumber) throws -> [DNCEntry] {
        try connection.run(DNCList.entries(for: phone, of: account)).map(DNCList.entry)
    }

    /// The entry with this number.
    public func entry(id: Int64) throws -> DNCEntry? {
        try connection.first(
            """
            SELECT \(clause: DNCList.columns) FROM \(clause: channel.table)
            WHERE account_id = \(account.number) AND id = \(id)
            """
        ).map(DNCList.entry)
    }

    /// The entry for exactly this number and scope.
    public func entry(number: Int64, scope: DNCScope) throws -> DNCEntry? {
        let parts = scope.columns
        return try connection.first(
            """
            SELECT \(clause: DNCList.columns) FROM \(clause: channel.table)
            WHERE account_id = \(account.number) AND number = \(number) AND scope = \(parts.kind)
              AND scope_id = \(parts.id) AND scope_word = \(parts.word)
            """
        ).map(DNCList.entry)
    }

    /// Adds an entry and its line in the journal; nothing when the number stands there already. A consumer's wish on
    /// a number that an operator had listed makes the entry the consumer's: it can only get harder to lift. `since` is
    /// when an imported entry was made where it comes from.
    public func add(
        number: Int64, scope: DNCScope, origin: DNCEntry.Origin, reason: String, purpose: String,
        since: Timestamp? = nil, by actor: String, salt: String, at now: Timestamp
    ) throws -> DNCEntry? {
        if let standing = try entry(number: number, scope: scope) {
            guard origin == .consumer, standing.origin != .consumer else { return nil }
            var raised = standing
            raised.origin = .consumer
            try save(raised, by: actor, salt: salt, at: now)
            return nil
        }
        let entry = DNCEntry(
            id: try connection.nextNumber(of: IDSequence(channel.sequence, of: account.number)), number: number,
            scope: scope,
            origin: origin, reason: reason, purpose: purpose, createdAt: since ?? now)
        try insert(entry)
        try record(.add, entry, by: actor, salt: salt, at: now)
        return entry
    }

    /// Stores a changed entry and its line in the journal.
    public func save(_ entry: DNCEntry, by actor: String, salt: String, at now: Timestamp) throws {
        try write(entry)
        try record(.change, entry, by: actor, salt: salt, at: now)
    }

    /// Stores a new entry under its number, and nothing else.
    func insert(_ entry: DNCEntry) throws {
        let parts = entry.scope.columns
        try connection.run(
            """
            INSERT INTO \(clause: channel.table)
                (account_id, id, number, scope, scope_id, scope_word, origin, reason, purpose, created_at)
            VALUES (\(account.number), \(entry.id), \(entry.number), \(parts.kind), \(parts.id), \(parts.word),
                    \(entry.origin.rawValue), \(entry.reason), \(entry.purpose), \(entry.createdAt.milliseconds))
            """)
    }

    /// Stores a changed entry, and nothing else.
    func write(_ entry: DNCEntry) throws {
        let parts = entry.scope.columns
        try connection.run(
            """
            UPDATE \(clause: channel.table) SET number = \(entry.number), scope = \(parts.kind), scope_id = \(parts.id),
                scope_word = \(parts.word), origin = \(entry.origin.rawValue), reason = \(entry.reason),
                purpose = \(entry.purpose)
            WHERE account_id = \(account.number) AND id = \(entry.id)
            """)
    }

    /// Takes an entry off and leaves a line in the journal and an entry in the audit log, with what proves that the person
    /// wants it where there is something. The caller has decided that it may.
    public func lift(
        _ entry: DNCEntry, evidence: String = "", by actor: String, salt: String, at now: Timestamp
    ) throws {
        try connection.run(
            "DELETE FROM \(clause: channel.table) WHERE account_id = \(account.number) AND id = \(entry.id)")
        try record(.lift, entry, evidence: evidence, by: actor, salt: salt, at: now)
        let scope = entry.scope.columns
        try AuditLog.record(
            AuditEntry(
                .dncLifted, "dnc/\(entry.id)", of: account, by: ChangeCause(actor: actor), at: now,
                details: [
                    "number": String(entry.number), "scope": scope.kind, "origin": entry.origin.rawValue,
                    "evidence": evidence,
                ]), in: connection)
    }

    private static func event(_ action: Suppressions.Action, _ channel: Channel) -> EventKind {
        switch channel {
        case .calls: action == .lift ? .dncLifted : .dncAdded
        case .texts: action == .lift ? .smsOptOutLifted : .smsOptOutAdded
        }
    }

    private func record(
        _ action: Suppressions.Action, _ entry: DNCEntry, evidence: String = "", by actor: String, salt: String,
        at now: Timestamp
    ) throws {
        try Suppressions(connection, of: account).record(
            action, entry, of: channel, evidence: evidence, by: actor, salt: salt, at: now)
        try connection.run(
            Events.insertion(
                DNCList.event(action, channel), lead: nil, of: account,
                id: try connection.ids.take(from: .row), at: now, facts: "{\"entry_id\":\(entry.id)}"))
    }

    /// What a search asks for; nothing set = everything.
    public struct Filter: Sendable, Hashable {
        /// Exactly this entry.
        public var id: Int64?
        /// Exactly this number.
        public var number: Int64?
        /// Only numbers with this calling code.
        public var callingCode: Int?
        /// Exactly this scope.
        public var scope: DNCScope?
        /// Scopes of any purpose.
        public var hasPurposeScope = false
        /// Made in this span, the end not included.
        public var created: Range<Timestamp>?
        /// Exactly this reason; empty finds those without one.
        public var reason: String?
        /// Any reason but none.
        public var hasReason = false
        /// Exactly this purpose; empty finds those without one.
        public var purpose: String?
        /// Any purpose but none.
        public var hasPurpose = false

        /// Everything.
        public init() {}
    }

    /// A page of entries by id, and how many there are in all.
    public func search(_ filter: Filter, offset: Int64, limit: Int64) throws -> (total: Int64, entries: [DNCEntry]) {
        let condition = condition(filter)
        let total =
            try connection.first("SELECT count(*) FROM \(clause: channel.table) WHERE \(condition)")?.integer(0) ?? 0
        let entries = try connection.run(
            """
            SELECT \(clause: DNCList.columns) FROM \(clause: channel.table) WHERE \(condition)
            ORDER BY id LIMIT \(limit) OFFSET \(offset)
            """
        ).map(DNCList.entry)
        return (total, entries)
    }

    /// The entries behind one, by id: for readers who go through all of them.
    public func list(_ filter: Filter, after id: Int64, limit: Int64) throws -> [DNCEntry] {
        try connection.run(
            """
            SELECT \(clause: DNCList.columns) FROM \(clause: channel.table)
            WHERE \(condition(filter)) AND id > \(id) ORDER BY id LIMIT \(limit)
            """
        ).map(DNCList.entry)
    }

    private func condition(_ filter: Filter) -> Statement {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let id = filter.id { parts.append("id = \(id)") }
        if let number = filter.number { parts.append("number = \(number)") }
        if let code = filter.callingCode { parts.append("CAST(number AS TEXT) LIKE \("\(code)%")") }
        if filter.hasPurposeScope { parts.append("scope = 'purpose'") }
        if let scope = filter.scope?.columns {
            parts.append("scope = \(scope.kind) AND scope_id = \(scope.id) AND scope_word = \(scope.word)")
        }
        if let created = filter.created {
            parts.append(
                """
                created_at >= \(created.lowerBound.milliseconds) AND created_at < \(created.upperBound.milliseconds)
                """)
        }
        if let reason = filter.reason { parts.append("reason = \(reason)") }
        if filter.hasReason { parts.append("reason <> ''") }
        if let purpose = filter.purpose { parts.append("purpose = \(purpose)") }
        if filter.hasPurpose { parts.append("purpose <> ''") }
        return .all(parts)
    }
}

extension DNCScope {
    /// The scope as its three columns.
    var columns: (kind: String, id: Int64, word: String) {
        switch self {
        case .account: ("account", 0, "")
        case .seller(let id): ("seller", id.number, "")
        case .campaign(let id): ("campaign", id.number, "")
        case .purpose(let word): ("purpose", 0, word)
        }
    }
}
