import Logging
import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceWeb

/// Works through one back-test: reads the receipts of its days page by page, judges their posts again, and stores what
/// came of it in the row of the back-test, which is all that it writes.
///
/// It holds a claim that it renews as it goes. One that was killed is begun again by the next worker.
struct BackTestRunner: Sendable {
    /// Posts in a page: their rows are asked at once, and a cancelled back-test ends within one.
    static let pageSize: Int64 = 500

    let parts: Parts
    let account: AccountID
    let id: Int64
    /// Told how far it is, as a sentence, about a hundred times.
    var told: @Sendable (String) -> Void = { _ in }

    /// Takes the back-test and works on it to its end, or until it is cancelled or the task is. Returns whether it was
    /// free.
    func run() async throws -> Bool {
        let claim = parts.dice.secret()
        let (account, id, now) = (account, id, parts.clock.now())
        let taken = try await parts.database.write { connection in
            try BackTests(connection, of: account).claim(id, as: claim, at: now)
        }
        guard let test = taken else { return false }
        do {
            try await work(on: test, as: claim)
        } catch is BackTestHalted {
            // Cancelled, or another's: it is not ours to end.
        } catch let report as ProblemReport {
            try await end(.failed, because: report.description, as: claim)
        } catch is CancellationError {
            try await parts.database.write { try BackTests($0, of: account).release(id, as: claim) }
            throw CancellationError()
        } catch let error as DatabaseError where error.isTemporary {
            // The claim runs out, and whoever finds the store in order begins again.
            throw error
        } catch {
            parts.logger.error("a back-test failed", metadata: ["back_test": "\(id)", "error": "\(error)"])
            try await end(.failed, because: "the server could not go on; its log says why", as: claim)
        }
        return true
    }

    private func work(on test: BackTest, as claim: String) async throws {
        try await parts.catchUpWithRegisters()
        guard let cached = try await parts.cache.configuration(of: account) else { throw BackTestHalted() }
        let configuration = parts.cache.current(account) ?? cached
        let form = try BackTestForm(test.form, in: configuration)
        let time = AccountTime(configuration.account)
        let last = time.dayStart(at: test.startedAt)
        let first = time.day(at: last.adding(seconds: -Int64(form.days - 1) * 86_400 + 43_200))
        guard let first, let today = time.day(at: last) else {
            throw ProblemReport("days", "reach out of the calendar")
        }
        var report = BackTestReport(form: form, configuration: configuration, from: first, to: today)
        let shelf = parts.registers
        var replay = PostReplay(
            parts.intake.pipeline, under: form.trial, in: configuration, registers: { shelf.answer(for: $0) },
            read: { LeadPostParameters.read(packed: $0, door: $1, in: configuration) })
        let start = time.start(of: first)
        if let span = try await span(since: start) {
            var pace = Pace(last: 0)
            var page = try await page(after: span.first - 1, span, form)
            while let end = page.last?.receipt.id {
                try Task.checkCancellation()
                let ready = page
                async let following = self.page(after: end.number, span, form)
                let posts = ready.filter { $0.receipt.door.isTried && $0.receipt.at >= start }
                let judged = try await replay.judge(posts, in: parts.database)
                report.add(judged, of: posts)
                let done = max(0, end.number - span.first + 1), all = max(1, span.last - span.first + 1)
                try await tell(report, done.multipliedFullWidth(by: 100, over: all), &pace, claim)
                page = try await following
            }
        }
        try await report.countMissing(in: parts.database)
        let tokens = try await AccountDesk(parts, configuration, test.actor).tokenNames()
        try await end(.done, result: report.value(tokens).text, as: claim)
    }

    private func span(since start: Timestamp) async throws -> PastPosts.Span? {
        let account = account
        return try await parts.database.read { try PastPosts($0, of: account).span(since: start) }
    }

    private func page(
        after id: Int64, _ span: PastPosts.Span, _ form: BackTestForm
    ) async throws -> [(receipt: Receipt, post: String)] {
        let (account, over) = (account, form.over)
        return try await parts.database.read { connection in
            try PastPosts(connection, of: account).page(
                after: id, to: span.last, under: over, limit: BackTestRunner.pageSize)
        }
    }

    /// When the row was written last, on the clock of durations.
    private struct Pace {
        var last: UInt64
        var percent: Int64 = -1
    }

    /// Writes down how far it is, once a second, and finds out whether it is still wanted.
    private func tell(_ report: BackTestReport, _ percent: Int64, _ pace: inout Pace, _ claim: String) async throws {
        let moment = parts.clock.nanoseconds()
        guard percent != pace.percent || moment &- pace.last > 1_000_000_000 else { return }
        if percent != pace.percent { told("back-test \(id): \(percent) %, \(report.posts) posts") }
        pace = Pace(last: moment, percent: percent)
        let (account, id, posts, now) = (account, id, report.posts, parts.clock.now())
        try await parts.database.write { connection in
            try BackTests(connection, of: account).advance(
                id, posts: posts, percent: min(99, percent), as: claim, at: now)
        }
    }

    private func end(
        _ state: BackTest.State, because: String = "", result: String? = nil, as claim: String
    ) async throws {
        let (account, id, now) = (account, id, parts.clock.now())
        try await parts.database.write { connection in
            try BackTests(connection, of: account).end(
                id, state, because: because, result: result, as: claim, at: now)
        }
    }
}

extension LeadPost.Door {
    /// Whether Lead Post Criteria can govern what comes through it: a ping asks others, an import brings what is there.
    fileprivate var isTried: Bool {
        switch self {
        case .insert, .leadPost: true
        case .ping, .import: false
        }
    }
}

extension Int64 {
    /// This many times `factor`, over `divisor`, without overflow.
    fileprivate func multipliedFullWidth(by factor: Int64, over divisor: Int64) -> Int64 {
        let (product, isOver) = multipliedReportingOverflow(by: factor)
        return isOver ? self / (divisor / factor + 1) : product / divisor
    }
}
