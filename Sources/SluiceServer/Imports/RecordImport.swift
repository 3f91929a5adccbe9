import SluiceCore
import SluiceDatabase
import SluiceIntake

/// Takes rows of anything but leads into the store, a batch at a time, with what closes it in the same transaction.
struct RecordImport: Sendable {
    let kind: any RecordKind.Type
    let context: RecordContext
    let database: any Database

    /// Reads a row: what it does, or what is wrong with it.
    func read(_ cells: [String: String]) -> Result<RecordAct, ImportFault.Complaint> {
        var reading = RecordCells(cells, context)
        let act = kind.act(&reading)
        if let act, reading.complaint == nil { return .success(act) }
        return .failure(reading.complaint ?? ImportFault.Complaint("row_unreadable", "the row cannot be read"))
    }

    /// Stores the rows and what `closing` adds, and returns when they are durable. Where the store says no to one, each
    /// is stored alone.
    func store(_ rows: [ImportRow<RecordAct>], closing: @escaping LeadImport.Closing) async throws {
        let account = context.account
        try await database.session { connection in
            for (kind, kept) in Dictionary(grouping: rows.compactMap(\.act?.keeps), by: \.kind) {
                guard let highest = kept.map(\.number).max() else { continue }
                try connection.ids.raiseAhead(IDSequence(kind, of: account.number), above: highest, on: connection)
            }
            do {
                try RecordImport.store(rows, on: connection, closing)
            } catch let error as DatabaseError where error.code == .constraint && rows.count > 1 {
                for row in rows { try RecordImport.storeAlone(row, on: connection, closing) }
            }
        }
    }

    private static func store(
        _ rows: [ImportRow<RecordAct>], on connection: any Connection, _ closing: LeadImport.Closing
    ) throws {
        try connection.transaction { connection in
            try connection.lock(rows.flatMap { $0.act?.locks ?? [] })
            var tally = ImportTally()
            for row in rows {
                tally.pass(row)
                switch row.content {
                case nil: break
                case .failure(let complaint): tally.faults.append(row.fault(complaint))
                case .success(let act):
                    switch try act.perform(connection) {
                    case .accepted: tally.accepted += 1
                    case .updated: tally.updated += 1
                    case .refused(let complaint): tally.faults.append(row.fault(complaint))
                    }
                }
            }
            try closing(tally, connection)
        }
    }

    private static func storeAlone(
        _ row: ImportRow<RecordAct>, on connection: any Connection, _ closing: LeadImport.Closing
    ) throws {
        do {
            try store([row], on: connection, closing)
        } catch let error as DatabaseError where error.code == .constraint {
            var refused = row
            refused.content = .failure(
                .init("constraint", "the database does not take it: \(error.constraint ?? "constraint")"))
            try store([refused], on: connection, closing)
        }
    }
}

extension ImportRow<RecordAct> {
    fileprivate var act: RecordAct? {
        guard case .success(let act)? = content else { return nil }
        return act
    }
}
