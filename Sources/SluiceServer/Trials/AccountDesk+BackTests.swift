import SluiceCore
import SluiceDatabase

/// Back-tests, as the command line and the native API ask for them.
extension AccountDesk {
    func backTest(
        _ operation: AdminOperation.BackTest, _ given: [String: String],
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> JSONValue {
        switch operation {
        case .start:
            var form = given
            let isDetached = form.removeValue(forKey: "detach") == "yes"
            let test = try await startBackTest(form)
            progress("back-test \(test.id) has begun")
            return AccountDesk.shown(isDetached ? test : try await followBackTest(test.id, progress))
        case .list:
            var fields = FormFields(given)
            var limit = 50
            fields.number("limit", into: &limit, 1...500)
            try fields.check("a search")
            return .array(
                try await backTests(before: nil, limit: Int64(limit)).map { .object(AccountDesk.members(of: $0)) })
        case .show:
            let id = try backTestID(given)
            guard let test = try await backTest(id) else {
                throw ProblemReport("back_test", "the account has no back-test \(id)")
            }
            return AccountDesk.shown(test)
        case .cancel: return AccountDesk.shown(try await cancelBackTest(try backTestID(given)))
        }
    }

    private func backTestID(_ given: [String: String]) throws -> Int64 {
        var fields = FormFields(given)
        var id = 0
        fields.require("back_test")
        fields.number("back_test", into: &id, 1...Int.max)
        try fields.check("a back-test")
        return Int64(id)
    }

    /// Writes one down for a worker, once its form has been read without a fault.
    private func startBackTest(_ form: [String: String]) async throws -> BackTest {
        _ = try BackTestForm(form, in: configuration)
        let (account, actor, now) = (account, actor, parts.clock.now())
        return try await parts.database.write { connection in
            try BackTests(connection, of: account).create(form: form, by: actor, at: now)
        }
    }

    /// Works on one, or waits while another does; returns it as it ended.
    private func followBackTest(_ id: Int64, _ progress: @escaping @Sendable (String) -> Void) async throws -> BackTest
    {
        while true {
            _ = try await BackTestRunner(parts: parts, account: account, id: id, told: progress).run()
            guard let test = try await backTest(id) else { throw ProblemReport("back_test", "is gone") }
            guard test.state == .running else { return test }
            progress("back-test \(id): \(test.percent) %, \(test.posts) posts")
            try await SystemRuntime.pause(milliseconds: 1000)
        }
    }

    func backTest(_ id: Int64) async throws -> BackTest? {
        let account = account
        return try await parts.database.read { try BackTests($0, of: account).test(id) }
    }

    func backTests(before id: Int64?, limit: Int64) async throws -> [BackTest] {
        let account = account
        return try await parts.database.read { try BackTests($0, of: account).newest(before: id, limit: limit) }
    }

    func cancelBackTest(_ id: Int64) async throws -> BackTest {
        let (account, because, now) = (account, "cancelled by \(actor)", parts.clock.now())
        let (cancelled, standing) = try await parts.database.write { connection in
            let tests = BackTests(connection, of: account)
            return (try tests.cancel(id, because: because, at: now), try tests.test(id))
        }
        if let cancelled { return cancelled }
        guard let standing else { throw ProblemReport("back_test", "the account has no back-test \(id)") }
        throw ProblemReport("back_test", "is \(standing.state.rawValue), and cannot be cancelled any more")
    }

    /// A back-test without what came of it.
    static func members(of test: BackTest) -> [(name: String, value: JSONValue)] {
        let prefix = BackTestForm.prefix
        let fields = test.form.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        return [
            ("id", .integer(test.id)), ("state", .string(test.state.rawValue)), ("percent", .integer(test.percent)),
            ("criteria", .text(test.form["criteria"])),
            ("over", .string(test.form["over"] ?? (test.form["criteria"] == nil ? "all" : "own"))),
            ("days", .integer(test.form["days"].flatMap { Int64($0) } ?? 7)),
            ("fields", .object(fields.map { (String($0.key.dropFirst(prefix.count)), .string($0.value)) })),
            ("because", .string(test.because)), ("by", .string(test.actor)), ("started", .moment(test.startedAt)),
            ("moved", .moment(test.movedAt)),
        ]
    }

    /// A back-test with what came of it. One that is stored is read back; were it not so, the row itself is shown.
    static func shown(_ test: BackTest) -> JSONValue {
        // What was stored as JSON is JSON; were it not, the back-test is shown without it.
        let result = test.result.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        return .object(members(of: test) + (result?.members ?? [("posts", .integer(test.posts))]))
    }
}
