import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceWeb

/// The internal Do Not Call lists and the registers by the native API.
struct NativeCompliance: Sendable {
    let parts: Parts

    private static let entry = Shape.object([
        .init("id", .id, "Its number.", isRequired: true),
        .init(
            "number", .text(), "The number in E.164 digits; a prefix has a 1 and its three or six digits.",
            isRequired: true),
        .init("scope", .text(), "`account`, `seller:NAME`, `campaign:NAME` or `purpose:WORD`.", isRequired: true),
        .init("origin", .choice(DNCEntry.Origin.allCases.map(\.rawValue)), "Who wanted it.", isRequired: true),
        .init("reason", .text(), "Why, as a word; empty for none.", isRequired: true),
        .init("purpose", .text(), "The purpose given; empty for none.", isRequired: true),
        .init("created_at", .moment, "Since when.", isRequired: true),
    ])

    private static let scope = Shape.Member(
        "scope", .text(1...80), "`account` (unless told), `seller:NAME`, `campaign:NAME` or `purpose:WORD`.")

    var routes: [NativeRoute] {
        let reason = Shape.choice(DNCEntry.reasons.sorted())
        let purpose = Shape.choice(DNCEntry.purposes.sorted())
        return [
            NativeRoute(
                .get, "dnc", section: .dnc, "listDNC", "Lists the entries of the internal Do Not Call lists.",
                query: NativeRoute.paging + [
                    .init("number", .text(1...40), "Only this number or prefix."), NativeCompliance.scope,
                    .init("reason", reason, "Only with this reason."),
                    .init("purpose", purpose, "Only with this purpose."),
                ], answer: .page(NativeCompliance.entry), reach: .account, action: list),
            NativeRoute(
                .post, "dnc", section: .dnc, "addDNC",
                "Puts a number, an area code or an area code with its exchange on a Do Not Call list. Once this has said yes "
                    + "no dial that the entry covers is made.",
                body: [
                    .init("number", .text(1...40), "A phone number, or 3 or 6 digits of one.", isRequired: true),
                    NativeCompliance.scope, .init("reason", reason, "Why."), .init("purpose", purpose, "For what."),
                    .init("consumer", .flag, "Whether the person asked for it: then only evidence lifts it."),
                ], answer: .json(NativeCompliance.entry, status: 201), reach: .account, action: add),
            NativeRoute(
                .get, "dnc/{id}", section: .dnc, "getDNC", "Shows one entry.", answer: .json(NativeCompliance.entry),
                reach: .account, action: show),
            NativeRoute(
                .delete, "dnc/{id}", section: .dnc, "liftDNC",
                "Lifts an entry that an operator or an import made. What the person asked for, a user with the right "
                    + "*compliance* lifts, with evidence; a token never does.",
                query: [.init("evidence", .text(1...500), "For what the person asked for: why it no longer counts.")],
                answer: .nothing, reach: .account, action: lift),
            NativeRoute(
                .get, "registers", section: .dnc, "listRegisters", "Lists the registers that this server holds.",
                answer: .page(
                    .object([
                        .init("name", .text(), "Its name.", isRequired: true),
                        .init("version", .count, "The version in use.", isRequired: true),
                        .init("numbers", .count, "How many numbers it has.", isRequired: true),
                        .init("issued_at", .moment, "When its source issued it.", isRequired: true),
                        .init("loaded_at", .moment, "When it was loaded here.", isRequired: true),
                    ])), reach: .account, action: registers),
            NativeRoute(
                .get, "phones/{number}", section: .dnc, "checkPhone",
                "Says what the Do Not Call lists and the registers know of a number. Nothing is asked that costs money.",
                answer: .json(
                    .object([
                        .init("phone", .text(), "The number in E.164 digits.", isRequired: true),
                        .init("dnc", .list(NativeCompliance.entry), "The entries that cover it.", isRequired: true),
                        .init("registers", .list(.text()), "The registers that list it.", isRequired: true),
                        .init(
                            "litigator", .optional(.flag), "Whether a litigator's; null where no register knows.",
                            isRequired: true),
                        .init(
                            "wireless", .optional(.flag), "Whether wireless; null where no register knows.",
                            isRequired: true),
                        .init("carrier_type", .text(), "By its block: a guess after porting.", isRequired: true),
                        .init(
                            "sources", .list(.text()), "Which registers answered, with their versions.",
                            isRequired: true),
                    ])), reach: .account, action: check),
        ]
    }

    private func value(_ entry: DNCEntry, _ configuration: AccountConfiguration) -> JSONValue {
        let scope =
            switch entry.scope {
            case .account: "account"
            case .seller(let id): "seller:\(configuration.sellers[id]?.name ?? id.description)"
            case .campaign(let id): "campaign:\(configuration.campaigns[id]?.name ?? id.description)"
            case .purpose(let word): "purpose:\(word)"
            }
        return .members(
            ("id", .integer(entry.id)), ("number", .string(String(entry.number))), ("scope", .string(scope)),
            ("origin", .string(entry.origin.rawValue)), ("reason", .string(entry.reason)),
            ("purpose", .string(entry.purpose)), ("created_at", .instant(entry.createdAt)))
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let desk = AccountDesk(parts, request.configuration, request.actor)
        let fields = request.query.filter { !["limit", "cursor"].contains($0.key) }
        let filter = try NativeProblem.reporting { try desk.dncFilter(fields) }
        let (account, offset) = (request.caller.accountID, Int64(try NativePage.offset(request)))
        let found = try await parts.database.read { connection in
            let found = try DNCList(connection, of: account).search(filter, offset: offset, limit: request.limit)
            return (total: found.total, entries: found.entries)
        }
        let end = offset + Int64(found.entries.count)
        let next = end < found.total && !found.entries.isEmpty ? String(end) : nil
        return .page(found.entries.map { value($0, request.configuration) }, next: next)
    }

    private func add(_ request: NativeRequest) async throws -> NativeAnswer {
        let desk = AccountDesk(parts, request.configuration, request.actor)
        let wanted = try NativeProblem.reporting { try desk.dncAddition(NativeWords.fields(of: request.body)) }
        let configuration = request.configuration
        let salt = parts.dice.secret()
        let answer = try await WriteDesk(database: parts.database, cache: parts.cache, clock: parts.clock).write(
            request.write,
            locks: { DNCList($0, of: configuration.account.id).locks(for: [wanted.number]) },
            { session in
                let list = DNCList(session.connection, of: session.account)
                let made = try list.add(
                    number: wanted.number, scope: wanted.scope, origin: wanted.origin, reason: wanted.reason,
                    purpose: wanted.purpose, by: session.actor, salt: salt, at: session.now)
                guard let entry = try made ?? list.entry(number: wanted.number, scope: wanted.scope) else {
                    throw DatabaseError(.shape, "dnc entry")
                }
                return StoredAnswer(
                    status: made == nil ? 200 : 201, body: value(entry, session.configuration).text)
            })
        return .json(answer)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        .value(value(try await entry(request), request.configuration))
    }

    private func entry(_ request: NativeRequest) async throws -> DNCEntry {
        let (account, id) = (request.caller.accountID, try request.number())
        guard let entry = try await parts.database.read({ try DNCList($0, of: account).entry(id: id) }) else {
            throw NativeProblem.notFound
        }
        return entry
    }

    private func lift(_ request: NativeRequest) async throws -> NativeAnswer {
        let entry = try await entry(request)
        let evidence = request.query["evidence"] ?? ""
        let salt = parts.dice.secret()
        let answer = try await WriteDesk(database: parts.database, cache: parts.cache, clock: parts.clock).write(
            request.write,
            locks: { DNCList($0, of: request.caller.accountID).locks(for: [entry.number]) },
            { session in
                let list = DNCList(session.connection, of: session.account)
                guard let again = try list.entry(id: entry.id), again.number == entry.number else {
                    throw NativeProblem.notFound
                }
                let isConsumers = again.origin == .consumer
                guard !isConsumers || request.caller.isCompliance else {
                    throw NativeProblem(
                        .forbidden,
                        "The person asked for this entry: only a user with the right compliance lifts it, with evidence"
                    )
                }
                guard !isConsumers || !evidence.isEmpty else {
                    throw NativeProblem.invalid([FieldFault("evidence", "is needed: the person asked for this entry")])
                }
                try list.lift(again, evidence: evidence, by: session.actor, salt: salt, at: session.now)
                return StoredAnswer(status: 204, body: "")
            })
        return .json(answer)
    }

    private func registers(_ request: NativeRequest) async throws -> NativeAnswer {
        let editions = parts.registers.snapshot.editions.values.sorted { $0.name < $1.name }
        return .page(
            editions.map { edition in
                .members(
                    ("name", .string(edition.name.description)), ("version", .integer(edition.version)),
                    ("numbers", .integer(edition.count)), ("issued_at", .instant(Timestamp(edition.issuedOn))),
                    ("loaded_at", .instant(Timestamp(edition.loadedOn))))
            }, next: nil)
    }

    private func check(_ request: NativeRequest) async throws -> NativeAnswer {
        let reading = PhoneReader.read(
            request.variables["number"] ?? "", phoneCode: nil, filtersPhoneCode: true,
            defaultCode: request.configuration.settings.defaultPhoneCode)
        guard case .success(let phone) = reading else {
            throw NativeProblem.invalid([FieldFault("number", "is no phone number")])
        }
        let (account, number) = (request.caller.accountID, phone.number)
        let entries = try await parts.database.read { try DNCList($0, of: account).entries(for: number) }
        let answer = parts.registers.answer(for: number)
        return .value(
            .members(
                ("phone", .string(String(number.digits))),
                ("dnc", .array(entries.map { value($0, request.configuration) })),
                ("registers", .texts(answer.listedBy)), ("litigator", answer.isLitigator.map { .bool($0) } ?? .null),
                ("wireless", answer.isWireless.map { .bool($0) } ?? .null),
                ("carrier_type", .string(answer.carrier.rawValue)), ("sources", .texts(answer.sources))))
    }
}

extension NativeProblem {
    /// Runs `body`; what a form reports is a problem of the caller's.
    static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
