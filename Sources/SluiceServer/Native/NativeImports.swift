import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Imports by the native API: a file sent, looked at, taken in, halted, and what of it was not taken.
struct NativeImports: Sendable {
    let parts: Parts

    /// The part of a file that a preview needs is far less.
    private static let mostPreviewed: Int64 = 16 << 20

    private static let form: [Shape.Member] = [
        .init("kind", .choice(ImportKind.allCases.map(\.rawValue)), "What the rows are.", isRequired: true),
        .init("name", .text(1...200), "What people call the file."),
        .init("list", .reference("list"), "Leads: the List that takes them."),
        .init("criteria", .reference("criteria"), "Leads: the Criteria that govern them, instead of a List."),
        .init(
            "duplicates", .choice(["none", "account", "campaign", "list", "purpose"]),
            "Leads: where a phone is looked for; `account` unless told."),
        .init("update", .flag, "Leads: change the one found instead of refusing the row."),
        .init("check_dnc", .flag, "Leads: ask the internal Do Not Call lists; yes unless told."),
        .init("hopper", .flag, "Leads: put them into the Hopper."),
        .init("keep_ids", .flag, "Keep the numbers that leads, calls or call-backs had."),
        .init(
            "faulty_fields", .choice(["refuse", "leave_out"]), "What a value does that is no e-mail, user or choice."),
        .init("map", .text(1...4000), "What columns mean whose names do not tell: `Cell=phone_number;Ref=-`."),
        .init("header", .text(1...4000), "The columns of a file without them, between commas."),
        .init("delimiter", .choice(["auto", "comma", "tab", "semicolon", "pipe"]), "Guessed unless told."),
        .init("encoding", .choice(["auto", "utf-8", "windows-1252"]), "Guessed unless told."),
        .init("time_zone", .text(1...60), "The zone of dates without one; the account's unless told."),
    ]

    private static let shape = Shape.object([
        .init("id", .id, "Its number.", isRequired: true),
        .init("kind", .choice(ImportKind.allCases.map(\.rawValue)), "What its rows are.", isRequired: true),
        .init("file", .text(), "What people call the file.", isRequired: true),
        .init(
            "state", .choice(ImportJob.State.allCases.map(\.rawValue)), "Where it stands.", isRequired: true),
        .init("percent", .count, "How far it is.", isRequired: true),
        .init("rows", .count, "Rows read.", isRequired: true),
        .init("accepted", .count, "New things that came of them.", isRequired: true),
        .init("updated", .count, "Rows that changed what was there, or found it there.", isRequired: true),
        .init("refused", .count, "Rows not taken.", isRequired: true),
        .init("because", .text(), "Why it was halted; empty for none.", isRequired: true),
        .init("by", .text(), "Who began it.", isRequired: true),
        .init("started", .text(), "When it was begun.", isRequired: true),
        .init("moved", .text(), "When it last came further.", isRequired: true),
        .init("refused_for", .map(.count), "How many rows were refused for which reason."),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .post, "imports", section: .imports, "startImport",
                "Takes a file of rows, with commas, tabs, semicolons or pipes, and begins to import it.",
                query: NativeImports.form, answer: .json(NativeImports.shape, status: 201), takesFile: true,
                action: start),
            NativeRoute(
                .post, "imports/preview", section: .imports, "previewImport",
                "Shows what each column of a file would mean and what would become of its first rows. Stores nothing; the "
                    + "first mebibyte of a file is enough.",
                query: NativeImports.form, answer: .json(.any), takesFile: true, action: preview),
            NativeRoute(
                .get, "imports", section: .imports, "listImports", "Lists imports, the newest first.",
                query: NativeRoute.paging, answer: .page(NativeImports.shape), action: list),
            NativeRoute(
                .get, "imports/{id}", section: .imports, "getImport", "Shows how far an import is.",
                answer: .json(NativeImports.shape), action: show),
            NativeRoute(
                .put, "imports/{id}/state", section: .imports, "turnImport",
                "Pauses, resumes or cancels an import. What it has stored stays.",
                body: [
                    .init("state", .choice(["running", "paused", "cancelled"]), "What it is to be.", isRequired: true)
                ], answer: .json(NativeImports.shape), action: turn),
            NativeRoute(
                .get, "imports/{id}/faults", section: .imports, "getImportFaults",
                "The rows that were not taken as a file, with row, reason and detail in front: to mend and import again.",
                answer: .file, action: faults),
        ]
    }

    private func desk(_ request: NativeRequest) -> AccountDesk {
        AccountDesk(
            parts, request.configuration, request.actor,
            from: ChangeOrigin(door: "api", address: request.address, comment: request.comment))
    }

    /// Runs `body` beside the connection's own thread: it reads files.
    private func aside(_ body: @escaping @Sendable () async throws -> JSONValue) async throws -> JSONValue {
        do {
            return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await body() }
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }

    private func received(_ request: NativeRequest, most: Int64 = ImportFolder.mostBytes) async throws -> [String:
        String]
    {
        guard let file = request.file else { throw NativeProblem(.unreadable, "Send the file as the body") }
        var fields = request.query
        fields["file"] = try await ImportFolder(parts.settings).store(file, most: most, dice: parts.dice)
        if fields["name"] == nil { fields["name"] = "upload" }
        return fields
    }

    private func start(_ request: NativeRequest) async throws -> NativeAnswer {
        let fields = try await received(request).merging(["detach": "yes"]) { $1 }
        let desk = desk(request)
        return .value(try await aside { try await desk.importing(.start, fields) { _ in } }, status: 201)
    }

    private func preview(_ request: NativeRequest) async throws -> NativeAnswer {
        let fields = try await received(request, most: NativeImports.mostPreviewed)
        let desk = desk(request)
        return .value(try await aside { try await desk.importing(.preview, fields) { _ in } })
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        var before: Int64?
        if let cursor = request.query["cursor"] {
            before = Int64(cursor)
            guard before != nil else {
                throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
            }
        }
        let (account, wanted) = (request.caller.accountID, (before: before, limit: request.limit + 1))
        let found = try await parts.database.read { connection in
            try Imports(connection, of: account).newest(before: wanted.before, limit: wanted.limit)
        }
        let page = found.prefix(Int(request.limit))
        let next = found.count > page.count ? page.last.map { String($0.id) } : nil
        return .page(page.map { .object(ImportDesk.members(of: $0)) }, next: next)
    }

    /// The import in the path; one of another account is not there.
    private func job(_ request: NativeRequest) async throws -> ImportJob {
        let (account, id) = (request.caller.accountID, try request.number())
        guard let job = try await parts.database.read({ try Imports($0, of: account).job(id) }) else {
            throw NativeProblem.notFound
        }
        return job
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = try await job(request).id
        let desk = desk(request)
        return .value(try await aside { try await desk.importing(.show, ["import": String(id)]) { _ in } })
    }

    private func turn(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = try await job(request).id
        let state = request.body.last { $0.name == "state" }?.value.string ?? ""
        let wanted: AdminOperation.Import =
            switch state {
            case "running": .resume
            case "paused": .pause
            default: .cancel
            }
        let desk = desk(request)
        var fields = ["import": String(id)]
        if wanted == .resume { fields["detach"] = "yes" }
        return .value(try await aside { [fields] in try await desk.importing(wanted, fields) { _ in } })
    }

    private func faults(_ request: NativeRequest) async throws -> NativeAnswer {
        let job = try await job(request)
        let columns = try ImportPlan.read(job).header
        let account = request.caller.accountID
        let export = Export(
            name: "import-\(job.id)-faults", columns: ["sluice_row", "sluice_reason", "sluice_detail"] + columns
        ) { connection, after in
            let rows = try Imports(connection, of: account).faults(
                of: job.id, after: after ?? 0, limit: Export.pageSize)
            return Export.page(rows, id: \.row) { fault, line in
                line.cell(fault.row)
                line.cell(fault.reason)
                line.cell(fault.detail)
                for cell in fault.cells { line.cell(cell) }
            }
        }
        return .file(export.download(from: parts.database))
    }
}
