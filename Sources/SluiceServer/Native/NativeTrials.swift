import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceWeb

/// Criteria on trial by the native API: back-tests over past posts, and what shadows said of live ones.
struct NativeTrials: Sendable {
    let parts: Parts
    let desk: WriteDesk

    private static let outcome = Shape.choice(Receipt.Outcome.allCases.map(\.rawValue))

    /// The verdicts that a line is about.
    private static let verdicts: [Shape.Member] = [
        .init("token", .text(), "The token that posted.", isRequired: true),
        .init("was", outcome, "How the posts ended.", isRequired: true),
        .init("was_because", .optional(.text()), "Why they were refused.", isRequired: true),
        .init("would_be", outcome, "How they would have ended.", isRequired: true),
        .init("would_be_because", .optional(.text()), "Why they would have been refused.", isRequired: true),
        .init("posts", .count, "How many.", isRequired: true),
        .init("samples", .list(.id), "Receipts of the newest.", isRequired: true),
    ]

    private static let line = Shape.object(
        [
            .init(
                "flip", .choice(BackTestTally.Flip.allCases.map(\.rawValue)), "What becomes of the verdict.",
                isRequired: true),
            .init("key", .optional(.text()), "The Lead Post Criteria that governed the posts.", isRequired: true),
            .init(
                "on_record", .count, "How many of them were judged on their receipts alone, and on nothing of today.",
                isRequired: true),
        ] + verdicts)

    private static let test = Shape.object(
        [
            .init("id", .id, "Its number.", isRequired: true),
            .init(
                "state", .choice(BackTest.State.allCases.map(\.rawValue)), "Where it stands.", isRequired: true),
            .init("percent", .integer(0...100), "How far it is.", isRequired: true),
            .init("criteria", .optional(.text()), "The Criteria that the trial began with.", isRequired: true),
            .init("over", .text(), "Whose posts are judged.", isRequired: true),
            .init("days", .integer(1...366), "How many days of posts.", isRequired: true),
            .init("fields", .map(.text()), "What the trial has otherwise.", isRequired: true),
            .init("because", .text(), "Why it failed or was cancelled; empty for none.", isRequired: true),
            .init("by", .text(), "Who asked.", isRequired: true),
            .init("started_at", .moment, "When it was asked for.", isRequired: true),
            .init("moved_at", .moment, "When it last came further.", isRequired: true),
            .init("posts", .count, "Posts judged.", isRequired: true),
            .init("from", .text(10...10), "The first day of the account; once it is done, as all that follows."),
            .init("to", .text(10...10), "The last day."),
            .init("configuration_version", .count, "The configuration that the trial was judged in."),
            .init("accepted_to_refused", .count, "Posts that were taken and would be refused."),
            .init("refused_to_accepted", .count, "Posts that were refused and would be taken."),
            .init("otherwise", .count, "Posts that would update a lead instead of making one, or the other way round."),
            .init("same", .count, "Posts that would end as they did."),
            .init("on_record", .count, "Posts judged on their receipts alone."),
            .init("erased", .count, "Posts that cannot be judged, since a person was erased."),
            .init("missing", .count, "Posts that cannot be judged, since their receipts are gone."),
        ])

    private static let shadows = Shape.object([
        .init("criteria", .text(), "The Criteria that govern.", isRequired: true),
        .init("shadow", .optional(.text()), "Those that shadow them now.", isRequired: true),
        .init("from", .text(10...10), "The first day of the account.", isRequired: true),
        .init("to", .text(10...10), "The last day.", isRequired: true),
        .init("posts", .count, "Posts that both judged.", isRequired: true),
        .init("agree", .count, "How many would have ended alike.", isRequired: true),
        .init("differ", .count, "How many would not.", isRequired: true),
        .init(
            "entries",
            .list(
                .object(
                    [
                        .init("agrees", .flag, "Whether both would have done the same.", isRequired: true),
                        .init("shadow", .text(), "The Criteria that judged beside.", isRequired: true),
                    ] + verdicts)), "By shadow, token and verdicts; what differs comes first.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .post, "back-tests", section: .criteria, "startBackTest",
                "Judges past posts again under Criteria on trial. Nothing else is written.",
                body: [
                    .init("criteria", .reference("criteria"), "The Criteria that the trial begins with."),
                    .init("fields", .object(NativeWords.criteria.body(isNew: false)), "What it has otherwise."),
                    .init(
                        "over", .text(1...400), "`own` posts of those Criteria, `all`, or of Criteria between commas."),
                    .init("days", .integer(1...366), "How many days of the account, today among them; 7 unless told."),
                ], answer: .json(NativeTrials.test, status: 201), action: start),
            NativeRoute(
                .get, "back-tests", section: .criteria, "listBackTests", "Lists back-tests, the newest first.",
                query: NativeRoute.paging, answer: .page(NativeTrials.test), action: list),
            NativeRoute(
                .get, "back-tests/{id}", section: .criteria, "getBackTest",
                "Shows how far a back-test is and what came of it.",
                answer: .json(NativeTrials.test), action: show),
            NativeRoute(
                .get, "back-tests/{id}/lines", section: .criteria, "listBackTestLines",
                "Lists what would become of the posts of which vendor, for which reason; flips come first.",
                query: NativeRoute.paging, answer: .page(NativeTrials.line), action: lines),
            NativeRoute(
                .get, "back-tests/{id}/file", section: .criteria, "getBackTestFile", "The same lines as a CSV file.",
                answer: .file, action: file),
            NativeRoute(
                .put, "back-tests/{id}/state", section: .criteria, "turnBackTest", "Cancels a back-test that runs.",
                body: [.init("state", .choice(["cancelled"]), "What it is to be.", isRequired: true)],
                answer: .json(NativeTrials.test), action: cancel),
            NativeRoute(
                .get, "criteria/{id}/shadow", section: .receipts, "getShadowReport",
                "Tells how often the shadow of Criteria agreed with them; the last seven days unless told.",
                query: [
                    .init("from", .text(10...10), "From this day of the account on: `2026-01-20`."),
                    .init("to", .text(10...10), "To this day."),
                ], answer: .json(NativeTrials.shadows), action: shadow),
        ]
    }

    private func room(_ request: NativeRequest) -> AccountDesk {
        AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
    }

    private static func value(_ test: BackTest) -> JSONValue {
        let left = ["started", "moved", "entries"]
        return .object(
            (AccountDesk.shown(test).members ?? []).filter { !left.contains($0.name) } + [
                ("started_at", .instant(test.startedAt)), ("moved_at", .instant(test.movedAt)),
            ])
    }

    private func start(_ request: NativeRequest) async throws -> NativeAnswer {
        var asked: [(name: String, value: JSONValue)] = []
        for (name, value) in request.body {
            if name == "fields" {
                asked += (value.members ?? []).map { (BackTestForm.prefix + $0.name, $0.value) }
            } else {
                asked.append((name, value))
            }
        }
        let form = NativeWords.fields(of: asked)
        let answer = try await desk.write(request.write, locks: { _ in [] }) { session in
            try NativeProblem.reporting { _ = try BackTestForm(form, in: session.configuration) }
            let test = try BackTests(session.connection, of: session.account)
                .create(form: form, by: session.actor, at: session.now)
            return StoredAnswer(status: 201, body: NativeTrials.value(test).text)
        }
        return .json(answer)
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let before = request.query["cursor"].map { Int64($0) }
        if case .some(nil) = before {
            throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
        }
        let found = try await room(request).backTests(before: before ?? nil, limit: request.limit + 1)
        let page = found.prefix(Int(request.limit))
        let next = found.count > page.count ? page.last.map { String($0.id) } : nil
        return .page(page.map(NativeTrials.value), next: next)
    }

    /// The back-test in the path; one of another account is not there.
    private func test(_ request: NativeRequest) async throws -> BackTest {
        guard let test = try await room(request).backTest(try request.number()) else { throw NativeProblem.notFound }
        return test
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        .value(NativeTrials.value(try await test(request)))
    }

    private func entries(_ request: NativeRequest) async throws -> [JSONValue] {
        AccountDesk.shown(try await test(request))["entries"]?.elements ?? []
    }

    private func lines(_ request: NativeRequest) async throws -> NativeAnswer {
        let (items, next) = try NativePage.cut(try await entries(request), request)
        return .page(items, next: next)
    }

    private func file(_ request: NativeRequest) async throws -> NativeAnswer {
        let (id, entries) = (try request.number(), try await entries(request))
        return .file(
            FileDownload("back-test-\(id).csv") { writer in
                for line in CSVText.lines(entries) { try await writer.send(Array((line + "\r\n").utf8)) }
            })
    }

    private func cancel(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = try await test(request).id
        do {
            return .value(NativeTrials.value(try await room(request).cancelBackTest(id)))
        } catch let report as ProblemReport {
            throw NativeProblem(.conflict, "It \(report.faults.map(\.sentence).joined(separator: "; "))")
        }
    }

    private func shadow(_ request: NativeRequest) async throws -> NativeAnswer {
        guard let criteria = request.configuration.criteria[CriteriaID(try request.number())] else {
            throw NativeProblem.notFound
        }
        var asked = request.query.filter { ["from", "to"].contains($0.key) }
        asked["criteria"] = String(criteria.id.number)
        do {
            return .value(try await room(request).shadowReport(asked))
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
