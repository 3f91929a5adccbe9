public import SluiceCore

/// The leads of one account.
///
/// Whoever changes a lead holds the lock of its phone (``PhoneKey/lock``) first.
public struct Leads {
    let connection: any Connection
    let account: AccountID

    /// The leads of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    // MARK: Writing, as statements so that a batch travels together

    private static func insertion(_ dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: sqliteInsertion
        case .postgres: postgresInsertion
        }
    }
    private static let sqliteInsertion = insertion(packed: "$11")
    private static let postgresInsertion = insertion(packed: Dialect.postgres.packed("$11"))
    private static func insertion(packed: String) -> String {
        """
        INSERT INTO lead (account_id, id, list_id, phone, status, created_at, modified_at, called_count, last_called_at,
                          criteria_id, fields)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \(packed))
        """
    }
    private static let phoneInsertion =
        "INSERT INTO lead_phone (account_id, phone, lead_id, list_id, created_at) VALUES ($1, $2, $3, $4, $5)"
    private static let leadColumns: [RowArrays.Column] = [
        .integer, .integer, .integer, .integer, .text, .integer, .integer, .integer, .integer, .integer, .text,
    ]
    private static let leads = RowArrays(
        """
        INSERT INTO lead (account_id, id, list_id, phone, status, created_at, modified_at, called_count, last_called_at,
                          criteria_id, fields)
        SELECT account_id, id, list_id, phone, status, created_at, modified_at, called_count, last_called_at,
               criteria_id, CAST(fields AS JSONB)
        FROM unnest(\(RowArrays.parameters(leadColumns)))
            AS given (account_id, id, list_id, phone, status, created_at, modified_at, called_count, last_called_at,
                      criteria_id, fields)
        """, leadColumns)
    private static let phoneColumns = Array(repeating: RowArrays.Column.integer, count: 5)
    private static let phones = RowArrays(
        """
        INSERT INTO lead_phone (account_id, phone, lead_id, list_id, created_at)
        SELECT * FROM unnest(\(RowArrays.parameters(phoneColumns)))
        """, phoneColumns)

    /// Stores a new lead whose packed fields are the JSON text `fields`.
    public static func insert(
        _ lead: Lead, fields: String, of account: AccountID, dialect: Dialect
    ) -> [Statement] {
        [
            Statement(
                insertion(dialect),
                [
                    .integer(account.number), .integer(lead.id.number), .integer(lead.listID.number),
                    .integer(lead.phone.digits), .text(lead.status), .integer(lead.createdAt.milliseconds),
                    .integer(lead.modifiedAt.milliseconds), .integer(lead.calledCount),
                    (lead.lastCalledAt?.milliseconds).databaseValue, (lead.criteriaID?.number).databaseValue,
                    .text(fields),
                ], together: leads),
            Statement(
                phoneInsertion,
                [
                    .integer(account.number), .integer(lead.phone.digits), .integer(lead.id.number),
                    .integer(lead.listID.number), .integer(lead.createdAt.milliseconds),
                ], together: phones),
        ]
    }

    /// Changes status and packed fields of a lead, as `Update_If_Found` does: it never moves one.
    public static func update(
        _ id: LeadID, status: String, fields: String, at now: Timestamp, of account: AccountID, dialect: Dialect
    ) -> Statement {
        """
        UPDATE lead SET status = \(status), modified_at = \(now.milliseconds),
                        fields = \(packed: fields, dialect)
        WHERE account_id = \(account.number) AND id = \(id.number)
        """
    }

    /// Moves live leads to another list and takes them out of the hopper.
    public static func move(_ id: LeadID, to list: ListID, at now: Timestamp, of account: AccountID) -> [Statement] {
        [
            """
            UPDATE lead SET list_id = \(list.number), modified_at = \(now.milliseconds)
            WHERE account_id = \(account.number) AND id = \(id.number)
            """,
            """
            UPDATE lead_phone SET list_id = \(list.number)
            WHERE account_id = \(account.number) AND lead_id = \(id.number)
              AND phone = (SELECT phone FROM lead WHERE account_id = \(account.number) AND id = \(id.number))
            """,
            Hopper.removal(of: id, account: account),
        ]
    }

    // MARK: One lead

    static let columns = """
        id, list_id, phone, status, created_at, modified_at, called_count, last_called_at, criteria_id, archived_at,
        deleted_at
        """

    /// A lead by its number; deleted and archived ones too.
    public func lead(_ id: LeadID) throws -> Lead? {
        try connection.first(
            """
            SELECT \(clause: Leads.columns), \(clause: connection.dialect.packedText("fields")) FROM lead
            WHERE account_id = \(account.number) AND id = \(id.number)
            """
        ).map(Leads.lead)
    }

    /// The lead that came last, of those that are neither archived nor deleted.
    public func newest() throws -> Lead? { try newest(1).first }

    /// The leads that came last, of those that are neither archived nor deleted.
    public func newest(_ limit: Int64) throws -> [Lead] {
        try connection.run(
            """
            SELECT \(clause: Leads.columns), \(clause: connection.dialect.packedText("fields")) FROM lead
            WHERE account_id = \(account.number) AND deleted_at IS NULL AND archived_at IS NULL
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map(Leads.lead)
    }

    /// Those of the leads that have a row, deleted ones too.
    public func existing(_ ids: [LeadID]) throws -> Set<LeadID> {
        guard !ids.isEmpty else { return [] }
        return Set(
            try connection.run(
                "SELECT id FROM lead WHERE account_id = \(account.number) AND id IN (\(list: Array(Set(ids.map(\.number)))))"
            ).map { LeadID(try $0.integer(0)) })
    }

    /// Stores every column of `lead` over the row, and keeps ``PhoneRows`` in step with phone, list and life.
    public func save(_ lead: Lead, before: Lead) throws {
        let fields = PackedFields.text(of: lead.fields)
        try connection.run(
            """
            UPDATE lead SET list_id = \(lead.listID.number), phone = \(lead.phone.digits), status = \(lead.status),
                modified_at = \(lead.modifiedAt.milliseconds), archived_at = \(lead.archivedAt?.milliseconds),
                deleted_at = \(lead.deletedAt?.milliseconds), fields = \(packed: fields, connection.dialect)
            WHERE account_id = \(account.number) AND id = \(lead.id.number)
            """)
        try removePhone(before)
        try addPhone(lead)
        if lead.listID != before.listID || lead.deletedAt != nil || lead.archivedAt != nil {
            try connection.run(Hopper.removal(of: lead.id, account: account))
        }
    }

    private func removePhone(_ lead: Lead) throws {
        for table in ["lead_phone", "archived_phone"] {
            try connection.run(
                """
                DELETE FROM \(clause: table)
                WHERE account_id = \(account.number) AND phone = \(lead.phone.digits) AND lead_id = \(lead.id.number)
                """)
        }
    }

    private func addPhone(_ lead: Lead) throws {
        guard lead.deletedAt == nil else { return }
        if lead.archivedAt == nil {
            try connection.run(
                Statement(
                    Leads.phoneInsertion,
                    [
                        .integer(account.number), .integer(lead.phone.digits), .integer(lead.id.number),
                        .integer(lead.listID.number), .integer(lead.createdAt.milliseconds),
                    ]))
        } else {
            try connection.run(
                """
                INSERT INTO archived_phone (account_id, phone, lead_id, created_at)
                VALUES (\(account.number), \(lead.phone.digits), \(lead.id.number), \(lead.createdAt.milliseconds))
                """)
        }
    }

    /// Those of `ids` that a lead has, a deleted or archived one too.
    public func taken(_ ids: Set<LeadID>) throws -> Set<LeadID> {
        guard !ids.isEmpty else { return [] }
        let rows = try connection.run(
            """
            SELECT id FROM lead WHERE account_id = \(account.number) AND id IN (\(list: ids.map(\.number).sorted()))
            """)
        return Set(try rows.map { LeadID(try $0.integer(0)) })
    }

    static func lead(_ row: Row) throws -> Lead {
        Lead(
            id: LeadID(try row.integer(0)), listID: ListID(try row.integer(1)), phone: PhoneNumber(try row.integer(2)),
            status: try row.text(3), createdAt: Timestamp(try row.integer(4)),
            modifiedAt: Timestamp(try row.integer(5)), calledCount: try row.integer(6),
            lastCalledAt: try row.optionalInteger(7).map(Timestamp.init),
            criteriaID: try row.optionalInteger(8).map(CriteriaID.init),
            deletedAt: try row.optionalInteger(10).map(Timestamp.init),
            archivedAt: try row.optionalInteger(9).map(Timestamp.init),
            fields: try PackedFields.read(try row.text(11)))
    }
}

extension Statement.Interpolation {
    /// A JSON text bound as the packed column.
    public mutating func appendInterpolation(packed text: String, _ dialect: Dialect) {
        arguments.append(.text(text))
        sql += dialect.packed("$\(arguments.count)")
    }
}

/// The packed column between text and dictionary.
public enum PackedFields {
    /// The fields as a text, names sorted.
    public static func text(of fields: [String: String]) -> String {
        JSONText.object(fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// The fields of a stored text.
    public static func read(_ text: String) throws -> [String: String] {
        var fields: [String: String] = [:]
        try each(in: text) { name, reader throws(JSONFault) in fields[name] = try reader.string() }
        return fields
    }

    /// Those of the fields that are among `names`, in the order stored.
    static func values(of names: [String], in text: String) throws -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        try each(in: text) { name, reader throws(JSONFault) in
            if names.contains(name) {
                found.append((name, try reader.string()))
            } else {
                try reader.skipString()
            }
        }
        return found
    }

    /// Calls `body` with each name, the reader standing before its value, which `body` takes.
    private static func each(
        in text: String, _ body: (String, inout JSONReader) throws(JSONFault) -> Void
    ) throws {
        var text = text
        let isRead = text.withUTF8 { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONFault) {
                guard reader.take(UInt8(ascii: "{")) else { return false }
                if reader.take(UInt8(ascii: "}")) { return true }
                repeat {
                    try body(try reader.name(), &reader)
                } while try reader.continues(until: UInt8(ascii: "}"))
                return true
            } catch {
                return false
            }
        }
        guard isRead else { throw DatabaseError(.shape, "packed fields") }
    }
}
