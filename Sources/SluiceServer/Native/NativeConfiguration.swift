import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The five operations on one kind of configured object, by the form that the command line uses too.
struct NativeConfiguration<Form: ConfigurationForm>: Sendable {
    let parts: Parts
    let desk: WriteDesk
    let words: NativeWords
    let section: AccessSection
    let reach: DataReach

    var routes: [NativeRoute] {
        let (one, many) = (words.one, words.many)
        let shown = Shape.object(words.fields.compactMap(\.shown))
        let filters = [Shape.Member("q", .text(1...60), "Only those whose name contains this, in any case.")]
        return [
            NativeRoute(
                .get, many, section: section, "list\(words.type)s", "Lists every \(words.title), by its number.",
                query: NativeRoute.paging + filters, answer: .page(shown), reach: reach, action: list),
            NativeRoute(
                .post, many, section: section, "create\(words.type)", "Makes a \(words.title).",
                body: words.body(isNew: true), answer: .json(shown, status: 201), judgesBody: true, reach: reach,
                action: create),
            NativeRoute(
                .get, "\(many)/{\(words.key)}", section: section, "get\(words.type)", "Shows one \(one).",
                answer: .json(shown), reach: reach, action: show),
            NativeRoute(
                .patch, "\(many)/{\(words.key)}", section: section, "change\(words.type)",
                "Changes the given fields of a \(words.title) and leaves the others; null empties what may be empty.",
                body: words.body(isNew: false), answer: .json(shown), takesMatch: true, judgesBody: true,
                reach: reach, action: change),
            NativeRoute(
                .delete, "\(many)/{\(words.key)}", section: section, "remove\(words.type)",
                "Removes a \(words.title), unless something needs it.", answer: .nothing, takesMatch: true,
                reach: reach, action: remove),
        ]
    }

    private static func value(_ object: Form.Object, _ configuration: AccountConfiguration) -> JSONValue {
        .object(Form.members(of: object, configuration))
    }

    private func find(_ request: NativeRequest, _ configuration: AccountConfiguration) throws -> Form.Object {
        let wanted = request.variables[words.key] ?? ""
        let found = Form.all(configuration).first { object in
            words.isNamed ? Form.name(of: object) == wanted : String(object.number) == wanted
        }
        guard let found, Form.isReached(found, by: request.caller) else { throw NativeProblem.notFound }
        return found
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let wanted = request.query["q"]?.lowercased()
        let caller = request.caller
        let all = Form.all(request.configuration).filter { Form.isReached($0, by: caller) }.filter { object in
            wanted.map { Form.name(of: object).lowercased().contains($0) } ?? true
        }.sorted { ($0.number, Form.name(of: $0)) < ($1.number, Form.name(of: $1)) }
        let (items, next) = try NativePage.cut(all, request)
        return .page(items.map { NativeConfiguration.value($0, request.configuration) }, next: next)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        let object = try find(request, request.configuration)
        return .value(NativeConfiguration.value(object, request.configuration), isTagged: true)
    }

    private func create(_ request: NativeRequest) async throws -> NativeAnswer {
        let (fields, means) = (words.fields(of: request.body), FormMeans(parts, request.caller.accountID))
        let answer = try await edit(request) { edit in
            let object = try Form.create(fields, &edit, means)
            try require(object, request, edit)
            return StoredAnswer(status: 201, body: NativeConfiguration.value(object, try edit.newest()).text)
        }
        return .json(answer, isTagged: true)
    }

    private func change(_ request: NativeRequest) async throws -> NativeAnswer {
        let (fields, means) = (words.fields(of: request.body), FormMeans(parts, request.caller.accountID))
        let answer = try await edit(request) { edit in
            let before = try find(request, edit.snapshot)
            try check(request, before, edit)
            try require(before, request, edit)
            let object = try Form.change(before, fields, &edit, means)
            try require(object, request, edit)
            return StoredAnswer(status: 200, body: NativeConfiguration.value(object, try edit.newest()).text)
        }
        return .json(answer, isTagged: true)
    }

    private func remove(_ request: NativeRequest) async throws -> NativeAnswer {
        let answer = try await edit(request) { edit in
            let object = try find(request, edit.snapshot)
            try check(request, object, edit)
            try require(object, request, edit)
            do {
                _ = try Form.remove(object, &edit)
            } catch let report as ProblemReport {
                throw NativeProblem(.conflict, report.faults.map(\.sentence).joined(separator: "; "))
            }
            return StoredAnswer(status: 204, body: "")
        }
        return .json(answer)
    }

    /// Refuses what the caller may not do with an object as it is, or as it would become.
    private func require(_ object: Form.Object, _ request: NativeRequest, _ edit: ConfigurationEdit) throws {
        guard request.faults.isEmpty else { return }
        guard Form.isReached(object, by: request.caller) else {
            throw NativeProblem(.forbidden, "Your access list does not reach this \(Form.word)")
        }
        if let objection = Form.objection(to: request.caller, over: object, edit.snapshot) {
            throw NativeProblem(.forbidden, "This \(Form.word) \(objection)")
        }
    }

    private func check(_ request: NativeRequest, _ object: Form.Object, _ edit: ConfigurationEdit) throws {
        // A status of the system has no row and no past.
        let number = words.isNamed ? try edit.number(ofStatus: object.uniqueName) ?? 0 : object.number
        try NativePage.check(
            request, Form.Object.kind, number, NativeConfiguration.value(object, edit.snapshot), edit)
    }

    private func edit(
        _ request: NativeRequest, _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> StoredAnswer
    ) async throws -> StoredAnswer {
        try await NativeProblem.naming("name", "something of the account has this name or key already") {
            try await desk.edit(request.write) { edit in
                do {
                    let answer = try body(&edit)
                    guard request.faults.isEmpty else { throw NativeProblem.invalid(request.faults) }
                    return answer
                } catch let report as ProblemReport {
                    throw NativeProblem(report, and: request.faults)
                }
            }
        }
    }
}

extension NativeProblem {
    /// A form's report: every field at fault, and those that `others` name beside them.
    init(_ report: ProblemReport, and others: [FieldFault] = []) {
        let own = report.faults.map { FieldFault($0.field, $0.sentence) }
        self = .invalid(own + others.filter { other in !own.contains { $0.field == other.field } })
    }

    /// Runs `body`; what a form reports, and a name that somebody else took first, are problems of the caller's.
    static func naming<Value>(
        _ field: String, _ sentence: String, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError where error.code == .constraint {
            throw NativeProblem.invalid([FieldFault(field, sentence)])
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}

/// Pages of what is in memory, and the check of `If-Match`.
enum NativePage {
    /// The page that the request asks for, and the cursor of the next.
    static func cut<Item>(_ all: [Item], _ request: NativeRequest) throws -> (items: [Item], next: String?) {
        let start = try offset(request)
        let items = Array(all.dropFirst(start).prefix(Int(request.limit)))
        let end = start + items.count
        return (items, end < all.count && !items.isEmpty ? String(end) : nil)
    }

    /// The place that a cursor made of a count names.
    static func offset(_ request: NativeRequest) throws -> Int {
        guard let cursor = request.query["cursor"] else { return 0 }
        guard let offset = Int(cursor), (0...100_000_000).contains(offset) else {
            throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
        }
        return offset
    }

    /// Refuses a change of what is no longer as the caller read it, and shows what it is now.
    ///
    /// A body that is wrong in itself is told of first.
    static func check(
        _ request: NativeRequest, _ kind: ConfigurationKind, _ id: Int64, _ current: JSONValue,
        _ edit: ConfigurationEdit
    ) throws {
        guard request.faults.isEmpty, let match = request.match else { return }
        let tag = EntityTag(of: current.text, version: edit.snapshot.version)
        guard !tag.matches(match) else { return }
        var problem = NativeProblem(
            .changed, "Somebody changed it after you read it; look at current, and send your change with its ETag")
        problem.members = [("current", current), ("etag", .string(tag.text))]
        if let version = EntityTag.version(in: match), let then = try edit.snapshot(at: version) {
            let history = ConfigurationHistory(edit.connection, of: edit.snapshot.account.id)
            let body = try history.body(of: kind, id, at: version)
            let difference = ConfigurationDifference(
                before: try ConfigurationKinds.members(of: kind, body, in: then), after: current.members)
            problem.members.append(("difference", .array(HistoryDesk.values(difference))))
        }
        throw problem
    }
}
