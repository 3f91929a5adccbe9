import Foundation
public import SluiceCore

extension Imports {
    private static let faultColumns: [RowArrays.Column] = [.integer, .integer, .integer, .text, .text, .text]
    private static let faultInsertion = """
        INSERT INTO import_fault (account_id, job_id, row_number, reason, detail, cells)
        VALUES ($1, $2, $3, $4, $5, $6)
        """
    private static let faultRows = RowArrays(
        """
        INSERT INTO import_fault (account_id, job_id, row_number, reason, detail, cells)
        SELECT * FROM unnest(\(RowArrays.parameters(faultColumns)))
        """, faultColumns)

    static func insertion(_ fault: ImportFault, job id: Int64, of account: AccountID) -> Statement {
        var cells = JSONText()
        cells.beginArray()
        // A cell that holds a NUL is the fault, and no column of ours can hold one.
        for cell in fault.cells {
            cells.string(cell.utf8.contains(0) ? String(cell.unicodeScalars.filter { $0.value != 0 }) : cell)
        }
        cells.endArray()
        return Statement(
            faultInsertion,
            [
                .integer(account.number), .integer(id), .integer(fault.row), .text(fault.reason), .text(fault.detail),
                .text(cells.text()),
            ], together: faultRows)
    }

    /// The faults of an import behind a row, in the order of the file.
    public func faults(of id: Int64, after row: Int64, limit: Int64) throws -> [ImportFault] {
        try connection.run(
            """
            SELECT row_number, reason, detail, cells FROM import_fault
            WHERE account_id = \(account.number) AND job_id = \(id) AND row_number > \(row)
            ORDER BY row_number LIMIT \(limit)
            """
        ).map { row in
            ImportFault(
                row: try row.integer(0), reason: try row.text(1), detail: try row.text(2),
                cells: try ConfigurationBody.object([String].self, from: try row.text(3)))
        }
    }

    /// How many rows were refused for which reason, the most frequent first.
    public func reasons(of id: Int64) throws -> [(reason: String, count: Int64)] {
        try connection.run(
            """
            SELECT reason, count(*) FROM import_fault WHERE account_id = \(account.number) AND job_id = \(id)
            GROUP BY reason ORDER BY count(*) DESC, reason
            """
        ).map { (try $0.text(0), try $0.integer(1)) }
    }

    /// Removes the rows that imports before `end` could not take: they are people's data. Returns how many.
    public static func purgeFaults(
        _ connection: any Connection, of account: AccountID, before end: Timestamp
    ) throws -> Int {
        let old = try connection.run(
            """
            SELECT f.job_id, f.row_number FROM import_fault f
            JOIN import_job j ON j.account_id = f.account_id AND j.id = f.job_id
            WHERE f.account_id = \(account.number) AND j.state IN ('done', 'cancelled')
              AND j.moved_at < \(end.milliseconds)
            ORDER BY f.job_id, f.row_number LIMIT 1000
            """)
        for row in old {
            try connection.run(
                """
                DELETE FROM import_fault
                WHERE account_id = \(account.number) AND job_id = \(try row.integer(0))
                  AND row_number = \(try row.integer(1))
                """)
        }
        return old.count
    }

    // MARK: What columns meant the last time

    /// The mapping with which files with these columns were last imported: field by column.
    public func mapping(_ kind: ImportKind, header: [String]) throws -> [String: String]? {
        try connection.first(
            """
            SELECT mapping FROM import_mapping
            WHERE account_id = \(account.number) AND kind = \(kind.rawValue) AND header = \(Imports.digest(header))
            """
        ).map { try ConfigurationBody.object([String: String].self, from: try $0.text(0)) }
    }

    /// Remembers a mapping for files with these columns.
    public func remember(_ mapping: [String: String], for kind: ImportKind, header: [String], at now: Timestamp) throws
    {
        try connection.run(
            """
            INSERT INTO import_mapping (account_id, kind, header, mapping, at)
            VALUES (\(account.number), \(kind.rawValue), \(Imports.digest(header)),
                    \(try ConfigurationBody.text(of: mapping)), \(now.milliseconds))
            ON CONFLICT (account_id, kind, header) DO UPDATE SET mapping = excluded.mapping, at = excluded.at
            """)
    }

    private static func digest(_ header: [String]) -> String {
        ContentDigest.text(of: Array(header.map { $0.lowercased() }.joined(separator: "\u{1f}").utf8))
    }
}
