import Foundation
import SluiceCore
import SluiceDatabase
import SluiceIntake

/// The imports of one account: looked at before they begin, begun, halted, gone on with.
struct ImportDesk: Sendable {
    let parts: Parts
    let configuration: AccountConfiguration
    let cause: ChangeCause

    private var account: AccountID { configuration.account.id }

    /// This node, as imports name it: files are not shared.
    static func node(_ settings: Settings) -> String {
        var name = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&name, name.count - 1) == 0
        let host = isKnown ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
        return "\(host):\(URL(fileURLWithPath: settings.dataFolder).standardizedFileURL.path)"
    }

    /// Reads the form against its file.
    private func read(_ given: [String: String]) async throws -> (ImportForm.Source, DelimitedFile, ImportPlan) {
        var form = ImportForm(given, in: configuration)
        var source = ImportForm.Source()
        source.path = given["file"] ?? ""
        do {
            source = try form.source()
            try narrow(&source)
            let file = try DelimitedFile(source.path, text: source.text, header: source.header)
            let (account, kind, header) = (account, source.kind, file.header)
            let remembered = try await parts.database.read { connection in
                try Imports(connection, of: account).mapping(kind, header: header)
            }
            let plan = try form.plan(source, file, remembered: remembered)
            try form.check()
            return (source, file, plan)
        } catch let fault as ImportFileFault {
            removeFile(source.path)
            throw ProblemReport("file", fault.description)
        } catch {
            removeFile(source.path)
            throw error
        }
    }

    /// Removes a file that this node keeps for itself, and no other.
    private func removeFile(_ path: String) {
        // Where the folder cannot be made there is no file of ours.
        try? ImportFolder(parts.settings).remove(path)
    }

    /// UTF-16 is turned into UTF-8 in the data folder, and read from there.
    private func narrow(_ source: inout ImportForm.Source) throws {
        let folder = try ImportFolder(parts.settings)
        let target = folder.newFile(parts.dice)
        guard try ImportFileFault.narrow(source.path, to: target) else { return }
        folder.remove(source.path)
        source.path = target
    }

    // MARK: Before it begins

    /// How many rows a preview reads.
    static let previewRows = 200

    /// What an import would make of a file: its columns with what they mean, and what would become of its first rows.
    /// Nothing is stored.
    func preview(_ given: [String: String]) async throws -> JSONValue {
        let (source, file, plan) = try await read(given)
        defer { removeFile(source.path) }
        try await parts.catchUpWithRegisters()
        var samples: [[String]] = []
        var tally = ImportTally()
        var row: Int64 = plan.isHeaderGiven ? 0 : 1
        while tally.rows < Int64(ImportDesk.previewRows), var next = try file.next() {
            row += 1
            next.cells = next.cells.map(CSVText.unguarded)
            guard !next.isBlank else { continue }
            if samples.count < 3 { samples.append(next.cells) }
            let fault = try await judge(next, row, source.kind, plan)
            tally.rows += 1
            if let fault { tally.faults.append(fault) } else { tally.accepted += 1 }
        }
        let read = max(1, file.place - file.firstRow)
        let columns: [JSONValue] = plan.header.enumerated().map { index, column in
            .members(
                ("column", .string(column)), ("field", .string(plan.mapping[column] ?? LeadColumns.ignored)),
                ("samples", .texts(samples.map { index < $0.count ? $0[index] : "" }.filter { !$0.isEmpty })))
        }
        let reasons = Dictionary(grouping: tally.faults, by: \.reason).mapValues(\.count)
        return .members(
            ("file", .string(source.name)), ("kind", .string(source.kind.rawValue)), ("bytes", .integer(file.size)),
            ("rows_estimated", .integer(tally.rows &* (file.size - file.firstRow) / read)),
            ("delimiter", .string(ImportDesk.word(plan.text.delimiter))),
            ("encoding", .string(plan.text.charset.rawValue)), ("looked_at", .integer(tally.rows)),
            ("would_take", .integer(tally.accepted)),
            ("would_refuse", .object(reasons.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
            ("faults", .array(tally.faults.prefix(10).map { .object(ImportDesk.members(of: $0)) })),
            ("entries", .array(columns)))
    }

    private func judge(
        _ row: DelimitedText.Row, _ number: Int64, _ kind: ImportKind, _ plan: ImportPlan
    ) async throws -> ImportFault? {
        func fault(_ reason: String, _ detail: String) -> ImportFault {
            ImportFault(row: number, reason: reason, detail: detail, cells: row.cells)
        }
        if let bad = row.fault { return fault("row_unreadable", "column \(bad.column) \(bad.sentence)") }
        if let leads = plan.leads {
            let reader = LeadRowReader(leads, header: plan.header, importID: 0, in: configuration)
            switch reader.post(row.cells, row: number) {
            case .failure(let complaint): return fault(complaint.reason, complaint.detail)
            case .success(var post):
                post.isDryRun = true
                let result = try await parts.intake.run(post, from: ImportBatches.caller(of: account), path: "import") {
                    _ in StoredAnswer(status: 200, body: "")
                }
                guard case .receipt(let receipt) = result, let refusal = receipt.refusal else { return nil }
                return fault(refusal.reason.rawValue, refusal.evidence)
            }
        }
        guard let records = plan.records, let read = kind.records else { return nil }
        let context = RecordContext(records, configuration, for: cause.actor, parts)
        let cells = ImportBatches.named(row.cells, plan)
        switch RecordImport(kind: read, context: context, database: parts.database).read(cells) {
        case .success: return nil
        case .failure(let complaint): return fault(complaint.reason, complaint.detail)
        }
    }

    // MARK: Its life

    /// Begins an import and remembers what its columns mean.
    func start(_ given: [String: String]) async throws -> ImportJob {
        let (source, file, plan) = try await read(given)
        try await parts.catchUpWithRegisters()
        let (account, cause, now) = (account, cause, parts.clock.now())
        let (stored, node) = (try plan.stored, ImportDesk.node(parts.settings))
        let facts = (size: file.size, changedAt: file.changedAt, firstRow: file.firstRow, header: file.header)
        return try await parts.database.write { connection in
            let imports = Imports(connection, of: account)
            let id = try connection.nextNumber(of: IDSequence(.importJob, of: account.number))
            let job = ImportJob(
                id: id, kind: source.kind, name: source.name, file: source.path, size: facts.size,
                changedAt: facts.changedAt, node: node, plan: stored, actor: cause.actor, at: now,
                place: facts.firstRow, lastRow: plan.isHeaderGiven ? 0 : 1)
            try imports.create(job)
            try imports.remember(plan.mapping, for: source.kind, header: facts.header, at: now)
            try AuditLog.record(
                AuditEntry(
                    .imported, "import/\(id)", of: account, by: cause, at: now,
                    details: ["kind": source.kind.rawValue, "file": source.name, "bytes": String(facts.size)]),
                in: connection)
            return job
        }
    }

    /// Works on an import, or waits while another does, and tells how far it is; returns it as it ended or was halted.
    func follow(_ id: Int64, _ progress: @escaping @Sendable (String) -> Void) async throws -> ImportJob {
        let pace = ImportProgress(progress)
        _ = try await ImportRunner(parts: parts, account: account, id: id, told: pace.tell).run()
        while true {
            guard let job = try await job(id) else { throw ProblemReport("import", "is gone") }
            pace.tell(job)
            guard job.state == .running else { return job }
            try await SystemRuntime.pause(milliseconds: 500)
        }
    }

    /// The import with this number.
    func job(_ id: Int64) async throws -> ImportJob? {
        let account = account
        return try await parts.database.read { try Imports($0, of: account).job(id) }
    }

    /// Pauses, resumes or cancels an import.
    func turn(_ id: Int64, to state: ImportJob.State) async throws -> ImportJob {
        let (account, now) = (account, parts.clock.now())
        let from: [ImportJob.State] =
            state == .running ? [.paused] : state == .paused ? [.running] : [.running, .paused]
        let because = state == .running ? "" : "\(state.rawValue) by \(cause.actor)"
        let (turned, standing) = try await parts.database.write { connection in
            let imports = Imports(connection, of: account)
            return (try imports.turn(id, to: state, from: from, because: because, at: now), try imports.job(id))
        }
        if let turned {
            if state == .cancelled { removeFile(turned.file) }
            return turned
        }
        guard let standing else { throw ProblemReport("import", "the account has no import \(id)") }
        throw ProblemReport("import", "is \(standing.state.rawValue), and cannot become \(state.rawValue)")
    }
}
