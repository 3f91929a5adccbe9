public import SluiceCore

/// Finds leads of one account by what people ask for.
public struct LeadSearch {
    let connection: any Connection
    let account: AccountID

    /// A search among the leads of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// A stretch of time.
    public struct Span: Sendable, Hashable {
        /// Where it begins; nothing = with the first moment.
        public var from: Timestamp?
        /// Where it ends, itself not included; nothing = never.
        public var until: Timestamp?

        /// A stretch between these.
        public init(from: Timestamp? = nil, until: Timestamp? = nil) {
            self.from = from
            self.until = until
        }

        func condition(_ column: String) -> Statement {
            var parts: [Statement] = ["\(clause: column) IS NOT NULL"]
            if let from { parts.append("\(clause: column) >= \(from.milliseconds)") }
            if let until { parts.append("\(clause: column) < \(until.milliseconds)") }
            return .all(parts)
        }
    }

    /// What is asked for: each part that is set must hold, and of several values in one part any may. Nothing set finds
    /// every lead that is neither archived nor deleted.
    public struct Filter: Sendable, Hashable {
        /// One of these leads.
        public var ids: Set<LeadID>?
        /// In one of these lists.
        public var lists: Set<ListID>?
        /// With one of these statuses.
        public var statuses: Set<String>?
        /// With one of these numbers.
        public var phones: Set<PhoneNumber>?
        /// Values by the name of a standard field (``StandardField/kinds``), compared whole and without regard to case.
        public var fields: [String: Set<String>] = [:]
        /// Created in this stretch.
        public var created: Span?
        /// Last changed in this stretch; the answer then follows that moment.
        public var modified: Span?
        /// Last called in this stretch.
        public var called: Span?
        /// Deleted in this stretch; without it none that is deleted is found.
        public var deleted: Span?
        /// Archived in this stretch; without it none that is archived is found, unless `deleted` is set.
        public var archived: Span?

        /// Every live lead.
        public init() {}
    }

    /// Some of the leads found.
    public struct Page: Sendable {
        /// How many there are in all: exact up to ``LeadSearch/mostCounted``, which stands for "at least so many".
        public var total: Int64
        /// Those of this page: by id, or by their last change where that was asked for.
        public var leads: [Lead]
    }

    /// Counting stops here, where the largest offset is (convoso-api §7). Asked for all live leads, it does not stop.
    public static let mostCounted: Int64 = 50_000

    /// The leads from place `offset` on, at most `limit`.
    public func page(_ filter: Filter, offset: Int64, limit: Int64) throws -> Page {
        if filter.modified == nil, let keys = LeadSearch.keys(filter) {
            let walk = LeadWalk(
                connection: connection, account: account, condition: try condition(filter, isWalked: true), keys: keys)
            let found = try walk.page(offset: offset, limit: limit, most: LeadSearch.mostCounted)
            let leads = try connection.run(
                """
                SELECT \(clause: Leads.columns), \(clause: connection.dialect.packedText("fields")) FROM lead
                WHERE account_id = \(account.number) AND id IN (\(list: found.ids)) ORDER BY id
                """
            ).map(Leads.lead)
            return Page(total: found.total, leads: leads)
        }
        let condition = try condition(filter)
        let order = filter.modified == nil ? "id" : "modified_at, id"
        // Ids first, so that what is sorted and skipped is narrow.
        let leads = try connection.run(
            """
            SELECT \(clause: Leads.columns), \(clause: connection.dialect.packedText("fields")) FROM lead
            WHERE account_id = \(account.number) AND id IN (
                SELECT id FROM lead WHERE \(condition) ORDER BY \(clause: order) LIMIT \(limit) OFFSET \(offset))
            ORDER BY \(clause: order)
            """
        ).map(Leads.lead)
        let isLast = leads.count < limit && (offset == 0 || !leads.isEmpty)
        if isLast { return Page(total: offset + Int64(leads.count), leads: leads) }
        return Page(total: try count(filter, condition), leads: leads)
    }

    /// The keys to go by where a field of the index is asked for: those of the one that tells leads apart best.
    private static func keys(_ filter: Filter) -> [Int64]? {
        let fields = ["email", "alt_phone_1", "alt_phone_2", "remote_id", "last_name", "first_name", "owner_id"]
        guard filter.ids == nil, filter.phones == nil, let field = fields.first(where: { filter.fields[$0] != nil }),
            let values = filter.fields[field]
        else { return nil }
        return Set(values.map { SearchKey.key(field, $0) }).sorted()
    }

    /// The leads behind `id`, by id, at most `limit`: for readers who go through all of them, since the last page costs no
    /// more than the first.
    public func list(_ filter: Filter, after id: LeadID?, limit: Int64) throws -> [Lead] {
        var parts = [try condition(filter)]
        if let id { parts.append("id > \(id.number)") }
        return try connection.run(
            """
            SELECT \(clause: Leads.columns), \(clause: connection.dialect.packedText("fields")) FROM lead
            WHERE \(Statement.all(parts)) ORDER BY id LIMIT \(limit)
            """
        ).map(Leads.lead)
    }

    /// How many live leads a list has, and how many of them are new.
    public func counts(of list: ListID) throws -> (all: Int64, new: Int64) {
        let row = try connection.first(
            """
            SELECT count(*), coalesce(sum(CASE WHEN status = 'NEW' THEN 1 ELSE 0 END), 0) FROM lead
            WHERE account_id = \(account.number) AND list_id = \(list.number)
              AND deleted_at IS NULL AND archived_at IS NULL
            """)
        return (try row?.integer(0) ?? 0, try row?.integer(1) ?? 0)
    }

    private func count(_ filter: Filter, _ condition: Statement) throws -> Int64 {
        let row: Row?
        if filter == Filter() {
            row = try connection.first("SELECT count(*) FROM lead_phone WHERE account_id = \(account.number)")
        } else {
            row = try connection.first(
                """
                SELECT count(*) FROM (SELECT 1 FROM lead WHERE \(condition) LIMIT \(LeadSearch.mostCounted)) AS found
                """)
        }
        return try row?.integer(0) ?? 0
    }

    /// The filter as one condition on `lead`, composed of the parts that are set.
    func condition(_ filter: Filter, isWalked: Bool = false) throws -> Statement {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let ids = filter.ids { parts.append("id IN (\(list: ids.map(\.number).sorted()))") }
        if let lists = filter.lists { parts.append("list_id IN (\(list: lists.map(\.number).sorted()))") }
        if let statuses = filter.statuses { parts.append("status IN (\(list: statuses.sorted()))") }
        if let phones = filter.phones { parts += phoneConditions(phones, filter) }
        parts += try fieldConditions(filter.fields, isWalked: isWalked)
        if let created = filter.created { parts.append(created.condition("created_at")) }
        if let modified = filter.modified { parts.append(modified.condition("modified_at")) }
        if let called = filter.called { parts.append(called.condition("last_called_at")) }
        if let deleted = filter.deleted {
            parts.append(deleted.condition("deleted_at"))
        } else {
            parts.append("deleted_at IS NULL")
        }
        if let archived = filter.archived {
            parts.append(archived.condition("archived_at"))
        } else if filter.deleted == nil {
            parts.append("archived_at IS NULL")
        }
        return .all(parts)
    }

    /// Live and archived leads are found through the table of their phones; deleted ones stand in none.
    private func phoneConditions(_ phones: Set<PhoneNumber>, _ filter: Filter) -> [Statement] {
        let numbers = phones.map(\.digits).sorted()
        let rows: Statement = "phone IN (\(list: numbers))"
        guard filter.deleted == nil else { return [rows] }
        let table = filter.archived == nil ? "lead_phone" : "archived_phone"
        return [
            """
            id IN (SELECT lead_id FROM \(clause: table)
                   WHERE account_id = \(account.number) AND phone IN (\(list: numbers)))
            """,
            rows,
        ]
    }

    /// Whoever walks through the index has the leads from there and needs only what their rows must say.
    private func fieldConditions(_ fields: [String: Set<String>], isWalked: Bool) throws -> [Statement] {
        guard !fields.isEmpty else { return [] }
        let position = try Events.position(of: SearchIndex.reader, on: connection)
        var parts: [Statement] = []
        for (field, values) in fields.sorted(by: { $0.key < $1.key }) {
            guard StandardField.kinds[field] != nil else { throw DatabaseError(.statement, "no standard field") }
            if !isWalked, SearchKey.fields.contains(field) {
                let candidates = SearchIndex.candidates(
                    field, values, of: account, after: position, connection.dialect)
                parts.append("id IN (\(candidates))")
            }
            let spellings = Set(values.flatMap(SearchKey.spellings)).sorted()
            parts.append("lower(fields ->> '\(clause: field)') IN (\(list: spellings))")
        }
        return parts
    }
}
