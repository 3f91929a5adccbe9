import SluiceCore
import SluiceDatabase
import SluiceIntake
import Synchronization

/// Cuts the rows of an import's file into batches that are ready to be stored.
final class ImportBatches {
    /// Rows that go into the store together.
    enum Batch: Sendable {
        case leads(LeadImport.Prepared, LeadImport)
        case records([ImportRow<RecordAct>], RecordImport)
    }

    private enum Way {
        case leads(LeadRowReader, LeadImport)
        case records(RecordImport)
    }

    private let file: DelimitedFile
    private let plan: ImportPlan
    private let configuration: AccountConfiguration
    private let way: Way
    private var row: Int64

    init(
        _ file: DelimitedFile, _ plan: ImportPlan, job: ImportJob, parts: Parts, configuration: AccountConfiguration
    ) throws {
        self.file = file
        self.plan = plan
        self.configuration = configuration
        row = job.lastRow
        if let leads = plan.leads {
            way = .leads(
                LeadRowReader(leads, header: plan.header, importID: job.id, in: configuration),
                parts.intake.importing(from: ImportBatches.caller(of: configuration.account.id)))
        } else if let records = plan.records, let kind = job.kind.records {
            let context = RecordContext(records, configuration, for: job.actor, parts)
            way = .records(RecordImport(kind: kind, context: context, database: parts.database))
        } else {
            throw DatabaseError(.shape, "the plan of an import")
        }
    }

    /// The next rows; nothing at the end of the file.
    func next() throws -> Batch? {
        switch way {
        case .leads(let reader, let way):
            let rows = try read { cells, number in reader.post(cells, row: number) }
            return rows.isEmpty ? nil : .leads(way.prepare(rows, on: configuration), way)
        case .records(let way):
            let rows = try read { [plan] cells, _ in way.read(ImportBatches.named(cells, plan)) }
            return rows.isEmpty ? nil : .records(rows, way)
        }
    }

    /// An import has no token: it was asked for with every right that it needs.
    static func caller(of account: AccountID) -> Caller {
        Caller(
            APIToken(
                id: TokenID(0), accountID: account, name: "import", sections: Set(APIToken.Section.allCases)))
    }

    /// The cells of a row by field, empty ones left out.
    static func named(_ cells: [String], _ plan: ImportPlan) -> [String: String] {
        var named: [String: String] = [:]
        for (column, cell) in zip(plan.header, cells) where !cell.isEmpty && cell != "\\N" {
            if let field = plan.mapping[column], field != LeadColumns.ignored { named[field] = cell }
        }
        return named
    }

    private func read<Content>(
        _ content: ([String], Int64) -> Result<Content, ImportFault.Complaint>
    ) throws -> [ImportRow<Content>] {
        var rows: [ImportRow<Content>] = []
        rows.reserveCapacity(LeadImport.batchSize)
        while rows.count < LeadImport.batchSize, let next = try file.next() {
            row += 1
            var read: Result<Content, ImportFault.Complaint>?
            if let fault = next.fault {
                let column = plan.header.count >= fault.column ? plan.header[fault.column - 1] : "\(fault.column)"
                read = .failure(.init("row_unreadable", "column \(column) \(fault.sentence)"))
            } else if !next.isBlank {
                read = content(next.cells.map(CSVText.unguarded), row)
            }
            rows.append(ImportRow(number: row, end: file.place, cells: next.cells, content: read))
        }
        return rows
    }
}

/// How far the batches of an import have come. A transaction that is run again adds once, when it closes for good.
final class Reached: Sendable {
    private let state: Mutex<(place: Int64, total: ImportTally)>

    init(_ place: Int64) {
        var total = ImportTally()
        total.end = place
        state = Mutex((place, total))
    }

    var place: Int64 { state.withLock(\.place) }

    var total: ImportTally { state.withLock(\.total) }

    func add(_ tally: ImportTally) {
        state.withLock { state in
            state.place = tally.end
            state.total.rows += tally.rows
            state.total.accepted += tally.accepted
            state.total.updated += tally.updated
            state.total.faults += tally.faults
            state.total.end = tally.end
            state.total.lastRow = tally.lastRow
        }
    }
}
