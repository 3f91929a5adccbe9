import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Vendors by the native API: their board, returns, reservations, and the links to the pages of their keys.
struct NativeVendors: Sendable {
    let parts: Parts
    let desk: WriteDesk

    private static let day = Shape.text(10...10)
    private static let money = Shape.text()

    private static let board = Shape.object([
        .init("key", .optional(.text()), "The Lead Post Criteria, where the lines are by key."),
        .init("token", .optional(.text()), "The token, where they are by token."),
        .init("list", .optional(.text()), "The Lead List, where they are by list."),
        .init("day", .text(), "The account's day, where they are by day."),
        .init("hour", .count, "The hour of its clock, where they are by hour."),
        .init("posts", .count, "How many posts were judged and kept.", isRequired: true),
        .init("accepted", .count, "How many made a lead.", isRequired: true),
        .init("updated", .count, "How many changed one.", isRequired: true),
        .init("refused", .count, "How many were refused.", isRequired: true),
        .init("duplicates", .count, "How many of those for being known already.", isRequired: true),
        .init("returned", .integer(), "How many leads were returned in that time.", isRequired: true),
        .init("cost", money, "What the accepted leads cost: `12.50`.", isRequired: true),
        .init("returned_cost", money, "What the returned ones had cost.", isRequired: true),
        .init("net_cost", money, "The difference.", isRequired: true),
        .init("cost_per_lead", .optional(money), "The difference for each lead kept.", isRequired: true),
        .init("average_microseconds", .count, "From a post's arrival to its verdict.", isRequired: true),
        .init("slowest_microseconds", .count, "The same of the slowest.", isRequired: true),
        .init("refusals", .map(.count), "Refused by reason.", isRequired: true),
        .init("returns", .map(.integer()), "Returned by reason.", isRequired: true),
    ])

    private static let returned = Shape.object([
        .init("lead_id", .id, "The lead.", isRequired: true),
        .init("phone", .optional(.text()), "Its number.", isRequired: true),
        .init("key", .optional(.text()), "The Lead Post Criteria that it was bought under.", isRequired: true),
        .init("token", .optional(.text()), "The token that sent it.", isRequired: true),
        .init("list", .optional(.text()), "The Lead List that it was bought for.", isRequired: true),
        .init("reason", .text(), "Why it was returned.", isRequired: true),
        .init("price", money, "What it had cost.", isRequired: true),
        .init("bought_at", .moment, "When it was bought.", isRequired: true),
        .init("returned_at", .moment, "When it was returned.", isRequired: true),
        .init("by", .text(), "By whom.", isRequired: true),
        .init("undone_at", .optional(.moment), "When that was taken back.", isRequired: true),
    ])

    private static let link = Shape.object([
        .init("id", .id, "Its number.", isRequired: true),
        .init("criteria", .optional(.text()), "The Lead Post Criteria whose page it opens.", isRequired: true),
        .init("state", .choice(["valid", "expired", "revoked"]), "Whether it counts.", isRequired: true),
        .init("created_at", .moment, "When it was made.", isRequired: true),
        .init("by", .text(), "By whom.", isRequired: true),
        .init("expires_at", .moment, "When it ends.", isRequired: true),
        .init("path", .text(), "Where the page is; told this once."),
    ])

    private static let reservation = Shape.object([
        .init("reservation_id", .text(), "What the post names.", isRequired: true),
        .init("price", .optional(money), "What the lead will cost.", isRequired: true),
        .init("expires_at", .moment, "Until when the place is held.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        let days: [Shape.Member] = [
            .init("from", NativeVendors.day, "From this day of the account on: `2026-01-20`."),
            .init("to", NativeVendors.day, "To this day."),
            .init("criteria", .reference("criteria"), "Only under these Lead Post Criteria."),
        ]
        let lines = Shape.list(.choice(VendorFigures.Dimension.allCases.map(\.rawValue) + ["none"]))
        return [
            NativeRoute(
                .get, "vendor-board", section: .receipts, "getVendorBoard",
                "Sums up what vendors posted: a line for each key, or by what is asked; the last seven days unless told.",
                query: NativeRoute.paging + days + [
                    .init("by", lines, "What the lines are by; `key` unless told, `none` for one line."),
                    .init("token", .reference("token"), "Only of this token."),
                    .init("list", .reference("list"), "Only for this List."),
                ], answer: .page(NativeVendors.board), action: board),
            NativeRoute(
                .get, "returns", section: .leads, "listReturns",
                "Lists what was returned to vendors, the oldest first.",
                query: NativeRoute.paging + days, answer: .page(NativeVendors.returned), action: returns),
            NativeRoute(
                .post, "leads/{id}/return", section: .leads, "returnLead",
                "Returns a lead to its vendor, within the days and for the reasons of its key; it is dialed no more.",
                body: [.init("reason", .text(1...40), "Why: `wrong_number`.", isRequired: true)],
                answer: .json(NativeVendors.returned), action: giveBack),
            NativeRoute(
                .delete, "leads/{id}/return", section: .leads, "undoReturn",
                "Takes a return back, within the same days.",
                answer: .json(NativeVendors.returned), action: takeBack),
            NativeRoute(
                .post, "criteria/{id}/reservations", section: .leadPost, "reserve",
                "Holds one place under the caps of a key, by its number or the key itself, for the post that names it as "
                    + "`reservation_id`.",
                body: [.init("seconds", .integer(1...300), "How long; 60 unless told.")],
                answer: .json(NativeVendors.reservation, status: 201), action: reserve),
            NativeRoute(
                .get, "criteria/{id}/links", section: .criteria, "listLinks", "Lists the links to the page of a key.",
                query: NativeRoute.paging, answer: .page(NativeVendors.link), action: links),
            NativeRoute(
                .post, "criteria/{id}/links", section: .criteria, "createLink",
                "Makes a link to the page of a key for its vendor; the path is told this once.",
                body: [.init("days", .integer(1...365), "How long it counts; 30 unless told.")],
                answer: .json(NativeVendors.link, status: 201), action: makeLink),
            NativeRoute(
                .delete, "links/{id}", section: .criteria, "revokeLink", "Revokes a link, everywhere at once.",
                answer: .nothing, action: revokeLink),
        ]
    }

    private func room(_ request: NativeRequest) -> AccountDesk {
        AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
    }

    private func fields(_ request: NativeRequest, _ names: String...) -> [String: String] {
        request.query.filter { names.contains($0.key) }
    }

    private func board(_ request: NativeRequest) async throws -> NativeAnswer {
        let asked = fields(request, "from", "to", "by", "criteria", "token", "list")
        let rows = try await reporting { try await room(request).board(asked) }
        let (items, next) = try NativePage.cut(rows, request)
        return .page(items, next: next)
    }

    private func returns(_ request: NativeRequest) async throws -> NativeAnswer {
        let asked = FormFields(fields(request, "from", "to", "criteria"))
        let page = try await reporting {
            try await room(request).returns(asked, limit: request.limit, after: request.query["cursor"])
        }
        return .page(page.rows.map(NativeVendors.timed), next: page.next)
    }

    private func giveBack(_ request: NativeRequest) async throws -> NativeAnswer {
        let lead = try await lead(request)
        let reason = request.body.last { $0.name == "reason" }?.value.string ?? ""
        return .value(
            NativeVendors.timed(
                try await reporting {
                    try await room(request).returnLead(FormFields(["lead": lead.description, "reason": reason]))
                }))
    }

    private func takeBack(_ request: NativeRequest) async throws -> NativeAnswer {
        let lead = try await lead(request)
        return .value(
            NativeVendors.timed(
                try await reporting { try await room(request).undoReturn(FormFields(["lead": lead.description])) }))
    }

    /// The lead that the path names; what is not there is 404.
    private func lead(_ request: NativeRequest) async throws -> LeadID {
        let (account, id) = (request.caller.accountID, LeadID(try request.number()))
        guard try await parts.database.read({ try Leads($0, of: account).lead(id) }) != nil else {
            throw NativeProblem.notFound
        }
        return id
    }

    // MARK: Reservations

    private func reserve(_ request: NativeRequest) async throws -> NativeAnswer {
        let named = try criteria(request)
        guard request.caller.covers(named.id) else { throw NativeProblem.notFound }
        guard !request.caller.isTest else {
            throw NativeProblem(.conflict, "A token for tests stores nothing, and so holds no place")
        }
        let seconds = request.body.last { $0.name == "seconds" }?.value.integer ?? 60
        let (account, id) = (request.caller.accountID, parts.dice.secret(24))
        let answer = try await desk.write(request.write, locks: { _ in [VendorUses.lock(of: named.id, of: account)] }) {
            session in
            guard let criteria = session.configuration.criteria[named.id] else { throw NativeProblem.notFound }
            guard criteria.isActive, let terms = criteria.buying else {
                throw NativeProblem(.conflict, "Nothing is limited under this key, so there is no place to hold")
            }
            let held = try NativeVendors.hold(
                id, for: seconds, criteria.id, terms, session.connection, session.configuration.account,
                at: session.now)
            let body = JSONValue.members(
                ("reservation_id", .string(held.id)), ("price", .text(held.price?.text)),
                ("expires_at", .instant(held.expiresAt)))
            return StoredAnswer(status: 201, body: body.text)
        }
        return .json(answer)
    }

    /// Holds a place, whose key's lock is held, or says why there is none.
    private static func hold(
        _ id: String, for seconds: Int64, _ key: CriteriaID, _ terms: BuyingTerms, _ connection: any Connection,
        _ account: Account, at now: Timestamp
    ) throws -> Reservation {
        let (store, time) = (VendorUses(connection, of: account.id), AccountTime(account))
        try store.removeLapsed(of: key, at: now)
        var use = try store.uses(of: [key])[key] ?? VendorUse()
        use.roll(to: now, terms, time)
        guard terms.isOpen(at: now, time) else {
            throw refused(Refusal(.vendorHours, evidence: "leads are taken \(terms.hoursText), \(time.zoneName)"))
        }
        if let refusal = use.objection(terms) { throw refused(refusal) }
        guard use.reservations.count < 1000 else {
            throw NativeProblem(.conflict, "1000 places are held under this key; post or let them lapse first")
        }
        let held = Reservation(id: id, price: terms.price, expiresAt: now.adding(seconds: seconds))
        try store.reserve(held, of: key)
        return held
    }

    private static func refused(_ refusal: Refusal) -> NativeProblem {
        var problem = NativeProblem(.conflict, refusal.reason.text)
        problem.members = [
            ("code", .integer(Int64(refusal.reason.code))), ("reason", .string(refusal.reason.rawValue)),
        ]
        return problem
    }

    /// The Criteria that the path names by their number, or by the key.
    private func criteria(_ request: NativeRequest) throws -> LeadPostCriteria {
        let text = request.variables["id"] ?? ""
        let configuration = request.configuration
        let found = configuration.criteriaByKey[text] ?? CriteriaID(wire: text).flatMap { configuration.criteria[$0] }
        guard let found else { throw NativeProblem.notFound }
        return found
    }

    // MARK: Links

    private func links(_ request: NativeRequest) async throws -> NativeAnswer {
        let all = try await room(request).links(of: try criteria(request).id)
        let (items, next) = try NativePage.cut(all, request)
        return .page(items.map(NativeVendors.timed), next: next)
    }

    private func makeLink(_ request: NativeRequest) async throws -> NativeAnswer {
        var asked = ["criteria": try criteria(request).name]
        if let days = request.body.last(where: { $0.name == "days" })?.value.integer { asked["days"] = String(days) }
        let made = asked
        let link = try await reporting { try await room(request).makeLink(FormFields(made)) }
        return .value(NativeVendors.timed(link), status: 201)
    }

    private func revokeLink(_ request: NativeRequest) async throws -> NativeAnswer {
        let id = try request.number()
        do {
            _ = try await room(request).revokeLink(FormFields(["link": String(id)]))
        } catch is ProblemReport {
            throw NativeProblem.notFound
        }
        return .nothing
    }

    private func reporting<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }

    /// Moments under the names and in the form that this door has for them.
    private static func timed(_ value: JSONValue) -> JSONValue {
        let names = [
            "bought": "bought_at", "returned": "returned_at", "undone": "undone_at", "created": "created_at",
            "expires": "expires_at",
        ]
        return .object(
            (value.members ?? []).map { name, value in
                guard let named = names[name] else { return (name, value) }
                return (named, .instant(value.string.flatMap { MomentText.read($0, zone: "UTC") }))
            })
    }
}
