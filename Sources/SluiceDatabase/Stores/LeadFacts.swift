public import SluiceCore

/// What the rows say about one phone of one account: everything that the stages of intake ask of the database.
public struct PhoneRows: Sendable, Hashable {
    /// Live leads with this phone, newest first; of more than 200 those with the highest numbers.
    public var matches: [LeadMatch] = []
    /// When archived leads with this phone were created, newest first.
    public var archived: [Timestamp] = []
    /// Do Not Call entries for the number and its prefixes.
    public var dnc: [DNCEntry] = []
    /// Of the numbers that imported leads with this phone want to keep, those that a lead has.
    public var takenIDs: Set<LeadID> = []

    /// Nothing found.
    public init() {}

    /// Whether they say nothing: no stage can find anything in them.
    public var isSilent: Bool { matches.isEmpty && archived.isEmpty && dnc.isEmpty && takenIDs.isEmpty }

    /// Newest first. Here and not by the engine, which would make room for sorting each time for what is nearly always
    /// none.
    mutating func sortMatches() {
        if matches.count > 1 { matches.sort { ($0.createdAt, $0.leadID) > ($1.createdAt, $1.leadID) } }
    }
}

/// Which questions a post asks of the rows.
public struct RowQuestions: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// A set of these bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Status, calls and fields of the matches.
    public static let details = RowQuestions(rawValue: 1)
    /// Archived leads.
    public static let archive = RowQuestions(rawValue: 2)
    /// Do Not Call entries.
    public static let dnc = RowQuestions(rawValue: 4)
    /// Live leads with the phone.
    public static let matches = RowQuestions(rawValue: 8)
}

/// A phone within an account: what duplicates, entries and locks are about.
public struct PhoneKey: Sendable, Hashable {
    /// The account.
    public var account: AccountID
    /// The number.
    public var phone: PhoneNumber

    /// The key of `phone` in `account`.
    public init(_ account: AccountID, _ phone: PhoneNumber) {
        self.account = account
        self.phone = phone
    }

    /// The advisory lock that everything takes which changes a lead, an entry or a dial of this phone. The same on
    /// every node: a mixing function of ours, not Swift's seeded hash.
    public var lock: Int64 {
        var mixed = UInt64(bitPattern: phone.digits) &+ UInt64(bitPattern: account.number) &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int64(bitPattern: mixed ^ (mixed >> 31))
    }
}

/// Fetches ``PhoneRows`` for many phones at once.
public struct LeadFacts {
    let connection: any Connection

    /// Facts read through `connection`.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    private static let matches = """
        SELECT lead_id, list_id, created_at FROM lead_phone WHERE account_id = $1 AND phone = $2
        ORDER BY lead_id DESC LIMIT 200
        """
    private static let archived = """
        SELECT created_at FROM archived_phone WHERE account_id = $1 AND phone = $2
        ORDER BY created_at DESC LIMIT 1
        """

    private func details(_ key: PhoneKey) -> Statement {
        """
        SELECT p.lead_id, p.list_id, p.created_at, l.status, l.last_called_at, l.called_count, l.criteria_id,
               l.fields
        FROM lead_phone p JOIN lead l ON l.account_id = p.account_id AND l.id = p.lead_id
        WHERE p.account_id = \(key.account.number) AND p.phone = \(key.phone.digits)
        ORDER BY p.lead_id DESC LIMIT 200
        """
    }

    /// The answers to the questions, for every phone; PostgreSQL is asked for all at once.
    public func rows(_ questions: [(PhoneKey, RowQuestions)]) throws -> [PhoneKey: PhoneRows] {
        if connection.dialect == .postgres { return try rowsTogether(questions) }
        var statements: [Statement] = []
        for (key, asked) in questions {
            let arguments: [DatabaseValue] = [.integer(key.account.number), .integer(key.phone.digits)]
            if asked.contains(.details) {
                statements.append(details(key))
            } else if asked.contains(.matches) {
                statements.append(Statement(LeadFacts.matches, arguments))
            }
            if asked.contains(.archive) { statements.append(Statement(LeadFacts.archived, arguments)) }
            if asked.contains(.dnc) { statements.append(DNCList.entries(for: key.phone, of: key.account)) }
        }
        var answers = try connection.runAll(statements).makeIterator()
        var found: [PhoneKey: PhoneRows] = Dictionary(minimumCapacity: questions.count)
        for (key, asked) in questions {
            var rows = PhoneRows()
            if asked.contains(.details) || asked.contains(.matches) {
                rows.matches = try (answers.next() ?? []).map { try match($0, withDetail: asked.contains(.details)) }
                rows.sortMatches()
            }
            if asked.contains(.archive) {
                rows.archived = try (answers.next() ?? []).map { Timestamp(try $0.integer(0)) }
            }
            if asked.contains(.dnc) { rows.dnc = try (answers.next() ?? []).map(DNCList.entry) }
            found[key] = rows
        }
        return found
    }

    func match(_ row: Row, withDetail: Bool) throws -> LeadMatch {
        var match = LeadMatch(
            leadID: LeadID(try row.integer(0)), listID: ListID(try row.integer(1)),
            createdAt: Timestamp(try row.integer(2)))
        if withDetail {
            match.detail = LeadMatch.Detail(
                status: try row.text(3), lastCalledAt: try row.optionalInteger(4).map(Timestamp.init),
                calledCount: try row.integer(5), criteriaID: try row.optionalInteger(6).map(CriteriaID.init),
                fields: try row.text(7))
        }
        return match
    }
}
