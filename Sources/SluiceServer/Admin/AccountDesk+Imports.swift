import SluiceCore
import SluiceDatabase
import SluiceIntake

/// Imports, as the command line asks for them.
extension AccountDesk {
    func importing(
        _ operation: AdminOperation.Import, _ given: [String: String], _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> JSONValue {
        let desk = ImportDesk(parts: parts, configuration: configuration, cause: cause)
        switch operation {
        case .preview: return try await desk.preview(given)
        case .start:
            var form = given
            let isDetached = form.removeValue(forKey: "detach") == "yes"
            let job = try await desk.start(form)
            progress("import \(job.id) of \(job.name) has begun")
            return try await shown(isDetached ? job : desk.follow(job.id, progress))
        case .list:
            var fields = FormFields(given)
            var (limit, before) = (50, Int?.none)
            fields.number("limit", into: &limit, 1...1000)
            fields.optionalNumber("before", into: &before, 1...Int.max)
            try fields.check("a search")
            let (account, wanted) = (account, (before: before.map(Int64.init), limit: Int64(limit)))
            let jobs = try await parts.database.read { connection in
                try Imports(connection, of: account).newest(before: wanted.before, limit: wanted.limit)
            }
            return .array(jobs.map { .object(ImportDesk.members(of: $0)) })
        case .show:
            let id = try importID(given)
            guard let job = try await desk.job(id) else {
                throw ProblemReport("import", "the account has no import \(id)")
            }
            return try await shown(job)
        case .pause: return try await shown(desk.turn(try importID(given), to: .paused))
        case .cancel: return try await shown(desk.turn(try importID(given), to: .cancelled))
        case .resume:
            var form = given
            let isDetached = form.removeValue(forKey: "detach") == "yes"
            let job = try await desk.turn(try importID(form), to: .running)
            return try await shown(isDetached ? job : desk.follow(job.id, progress))
        case .faults: return try await faults(given)
        }
    }

    private func importID(_ given: [String: String]) throws -> Int64 {
        var fields = FormFields(given)
        var id = 0
        fields.require("import")
        fields.number("import", into: &id, 1...Int.max)
        try fields.check("an import")
        return Int64(id)
    }

    /// The import with why its rows were refused.
    private func shown(_ job: ImportJob) async throws -> JSONValue {
        let account = account
        let reasons = try await parts.database.read { try Imports($0, of: account).reasons(of: job.id) }
        return .object(
            ImportDesk.members(of: job)
                + [("refused_for", .object(reasons.map { ($0.reason, .integer($0.count)) }))])
    }

    /// A page of the rows that were not taken, with the columns of the file.
    private func faults(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var (id, after, limit) = (0, 0, 1000)
        fields.require("import")
        fields.number("import", into: &id, 1...Int.max)
        fields.number("after", into: &after, 0...Int.max)
        fields.number("limit", into: &limit, 1...5000)
        try fields.check("a search")
        let (account, asked) = (account, (id: Int64(id), after: Int64(after), limit: Int64(limit)))
        let (job, found) = try await parts.database.read { connection in
            let imports = Imports(connection, of: account)
            return (
                try imports.job(asked.id), try imports.faults(of: asked.id, after: asked.after, limit: asked.limit)
            )
        }
        guard let job else { throw ProblemReport("import", "the account has no import \(asked.id)") }
        return .members(
            ("header", .texts(try ImportPlan.read(job).header)),
            ("entries", .array(found.map { .object(ImportDesk.members(of: $0)) })))
    }
}
