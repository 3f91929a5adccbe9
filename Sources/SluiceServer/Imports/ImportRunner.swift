import Logging
import SluiceCore
import SluiceDatabase
import SluiceIntake

/// Works through one import, from where it stands to the end of its file.
///
/// It holds a claim that every batch renews in the transaction of its rows. So of two runners one stores, and one that was
/// killed loses at most the batch in hand, which the next runner reads again.
struct ImportRunner: Sendable {
    /// An import is paused when nothing came of its first rows: most likely a column means something else.
    static let suspiciousRows: Int64 = 1000
    private static let mostAttempts = 30

    let parts: Parts
    let account: AccountID
    let id: Int64
    /// Told of the import as it stands, after each batch.
    var told: @Sendable (ImportJob) -> Void = { _ in }

    /// Takes the import and works on it until it ends, is halted, or the task is cancelled. Returns whether it was free to
    /// be taken.
    func run() async throws -> Bool {
        let claim = parts.dice.secret()
        let (account, id, now) = (account, id, parts.clock.now())
        guard
            let job = try await parts.database.write({ connection in
                try Imports(connection, of: account).claim(id, as: claim, at: now)
            })
        else { return false }
        do {
            try await work(on: job, as: claim)
        } catch is ImportHalted {
            // Paused, cancelled, or another's: it is not ours to end.
        } catch let fault as ImportFileFault {
            try await end(.paused, because: "\(job.name) \(fault)", as: claim)
        } catch is CancellationError {
            // It stays running, and the next worker takes it up.
            try await parts.database.write { try Imports($0, of: account).release(id, as: claim) }
            throw CancellationError()
        } catch let error as DatabaseError where error.isTemporary {
            // The claim runs out, and whoever finds the store in order goes on.
            throw error
        } catch {
            parts.logger.error("an import was halted", metadata: ["import": "\(id)", "error": "\(error)"])
            try await end(.paused, because: "the server could not go on; its log says why", as: claim)
        }
        return true
    }

    private func work(on job: ImportJob, as claim: String) async throws {
        var job = job
        var attempt = 0
        while true {
            let place = job.place
            do {
                return try await pass(job, as: claim)
            } catch let error as DatabaseError where error.isTemporary && attempt < ImportRunner.mostAttempts {
                parts.logger.warning(
                    "an import waits for the store", metadata: ["import": "\(id)", "error": "\(error)"])
                try await SystemRuntime.pause(milliseconds: 1000)
            } catch is TokenEnded where attempt < ImportRunner.mostAttempts {
                try await parts.cache.refresh()
            }
            // What was committed before an answer was lost is committed: the job says where it stands.
            guard let standing = try await standing(), standing.state == .running else { throw ImportHalted() }
            job = standing
            attempt = job.place > place ? 0 : attempt + 1
        }
    }

    /// Reads from where the job stands and stores batch after batch, each being read while the one before is stored.
    private func pass(_ job: ImportJob, as claim: String) async throws {
        let plan = try ImportPlan.read(job)
        let file = try plan.open(job)
        guard let configuration = try await parts.cache.configuration(of: account) else { throw ImportHalted() }
        let rows = try ImportBatches(
            file, plan, job: job, parts: parts, configuration: parts.cache.current(account) ?? configuration)
        var place = job.place
        var batch = try rows.next()
        var progress = job
        while let ready = batch {
            try Task.checkCancellation()
            let from = place
            async let storing = store(ready, from: from, as: claim)
            let next = Result { try rows.next() }
            let tally = try await storing
            place = tally.end
            progress.rows += tally.rows
            progress.accepted += tally.accepted
            progress.updated += tally.updated
            progress.refused += Int64(tally.faults.count)
            progress.place = tally.end
            told(progress)
            if job.rows < ImportRunner.suspiciousRows, progress.rows >= ImportRunner.suspiciousRows,
                progress.accepted + progress.updated == 0
            {
                let sentence = """
                    none of the first \(progress.rows) rows could be taken; look at the faults, then resume or cancel
                    """
                return try await end(.paused, because: sentence, as: claim)
            }
            batch = try next.get()
        }
        try await end(.done, as: claim)
        try ImportFolder(parts.settings).remove(job.file)
        if job.kind == .statuses { try await parts.cache.refresh() }
    }

    private func store(_ batch: ImportBatches.Batch, from place: Int64, as claim: String) async throws -> ImportTally {
        let (account, id, clock) = (account, id, parts.clock)
        // A batch may be stored row by row: each goes on where the one before ended.
        let reached = Reached(place)
        let closing: LeadImport.Closing = { tally, connection in
            try Imports(connection, of: account).advance(
                id, from: reached.place, by: tally, as: claim, at: clock.now())
            reached.add(tally)
        }
        switch batch {
        case .leads(let rows, let way): try await way.store(rows, closing: closing)
        case .records(let rows, let way): try await way.store(rows, closing: closing)
        }
        return reached.total
    }

    private func standing() async throws -> ImportJob? {
        let (account, id) = (account, id)
        return try await parts.database.read { try Imports($0, of: account).job(id) }
    }

    private func end(_ state: ImportJob.State, because: String = "", as claim: String) async throws {
        let (account, id, now) = (account, id, parts.clock.now())
        try await parts.database.write { connection in
            try Imports(connection, of: account).end(id, state, because: because, as: claim, at: now)
        }
    }
}
