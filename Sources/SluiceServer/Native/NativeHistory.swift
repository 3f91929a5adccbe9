import SluiceCore
import SluiceDatabase
import SluiceWeb

/// What happened, by the native API: receipts, events, and what waits in the hopper.
struct NativeHistory: Sendable {
    let parts: Parts
    let feed: EventFeed

    private static let event = Shape.object([
        .init(
            "id", .text(), "Its place in the order of commits: send it as `after` to go on from here.", isRequired: true
        ),
        .init("kind", .choice(EventKind.allCases.map(\.rawValue) + ["other"]), "What happened.", isRequired: true),
        .init("at", .moment, "When.", isRequired: true),
        .init("lead_id", .id, "The lead it is about."),
        .init("facts", .any, "What was true at that moment.", isRequired: true),
    ])

    private static let waiting = Shape.object([
        .init("lead_id", .id, "The lead that waits.", isRequired: true),
        .init("campaign_id", .id, "The Campaign that will dial it.", isRequired: true),
        .init("priority", .integer(0...99), "99 is dialed first.", isRequired: true),
        .init("expires_at", .optional(.moment), "When it leaves the Hopper undialed.", isRequired: true),
    ])

    /// What receipts can be asked for.
    static let receiptFilters: [Shape.Member] = [
        .init("lead_id", .id, "Only of this lead."), .init("phone", .text(1...40), "Only of this number."),
        .init("criteria", .reference("criteria"), "Only those that these Criteria judged."),
        .init("outcome", .choice(["accepted", "updated", "refused"]), "Only those that ended so."),
    ]

    private static let after = Shape.Member("after", .text(1...80), "The `id` of an event: only those behind it.")

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "receipts", section: .receipts, "listReceipts", "Lists receipts, the newest first.",
                query: NativeRoute.paging + NativeHistory.receiptFilters, answer: .page(ReceiptView.shape),
                action: receipts),
            NativeRoute(
                .get, "receipts/{id}", section: .receipts, "getReceipt",
                "Shows one receipt: every stage and its reason.",
                answer: .json(ReceiptView.shape), action: receipt),
            NativeRoute(
                .get, "events", section: .receipts, "listEvents",
                "Lists events in the order in which they were committed.",
                query: [NativeRoute.paging[0], NativeHistory.after],
                answer: .json(
                    .object([
                        .init("items", .list(NativeHistory.event), "The events.", isRequired: true),
                        .init(
                            "next", .text(), "`after` of the next page; asked again later, it gives what came since.",
                            isRequired: true),
                    ])), action: events),
            NativeRoute(
                .get, "events/stream", section: .receipts, "streamEvents",
                "Streams events as they are committed, from now on, or from behind the header `Last-Event-ID`.",
                query: [NativeHistory.after], answer: .events, action: stream),
            NativeRoute(
                .get, "campaigns/{id}/hopper", section: .campaigns, "listHopper",
                "Lists what waits in a Campaign's Hopper, the most urgent first.", query: [NativeRoute.paging[0]],
                answer: .page(NativeHistory.waiting), reach: .asked, action: hopper),
        ]
    }

    /// The filter that a query for receipts asks for.
    static func receiptFilter(_ request: NativeRequest) throws -> Receipts.Filter {
        var faults: [FieldFault] = []
        var filter = Receipts.Filter()
        filter.leadID = request.integer("lead_id").map(LeadID.init)
        filter.outcome = request.query["outcome"].flatMap(Receipt.Outcome.init)
        if let text = request.query["phone"] {
            let code = request.configuration.settings.defaultPhoneCode
            switch PhoneReader.read(text, phoneCode: nil, filtersPhoneCode: true, defaultCode: code) {
            case .success(let reading): filter.phone = reading.number
            case .failure(let fault): faults.append(FieldFault("phone", fault.evidence))
            }
        }
        if let text = request.query["criteria"] {
            let choices = request.configuration.criteriaNames + request.configuration.validationNames
            filter.criteriaID = FormFields.find(text, among: choices)
            if filter.criteriaID == nil {
                faults.append(FieldFault("criteria", FormFields.missing(text, "criteria", choices.map(\.1))))
            }
        }
        if let cursor = request.query["cursor"] {
            filter.before = ReceiptID(wire: cursor)
            if filter.before == nil { faults.append(FieldFault("cursor", "takes next of the page before")) }
        }
        guard faults.isEmpty else { throw NativeProblem.invalid(faults) }
        return filter
    }

    private func receipts(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, wanted, limit) = (
            request.caller.accountID, try NativeHistory.receiptFilter(request), request.limit
        )
        let found = try await parts.database.read { connection in
            try Receipts(connection, of: account).search(wanted, limit: limit + 1)
        }
        let page = found.prefix(Int(limit))
        let next = found.count > page.count ? page.last?.receipt.id.map { String($0.number) } : nil
        return .page(try page.map { try ReceiptView.value($0.receipt, post: $0.post) }, next: next)
    }

    private func receipt(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, id) = (request.caller.accountID, ReceiptID(try request.number()))
        guard let found = try await parts.database.read({ try Receipts($0, of: account).receipt(id) }) else {
            throw NativeProblem.notFound
        }
        return .value(try ReceiptView.value(found.receipt, post: found.post))
    }

    private func place(_ text: String?, _ name: String) throws -> Events.Position? {
        guard let text else { return nil }
        guard let place = Events.Position(text: text) else {
            throw NativeProblem.invalid([FieldFault(name, "takes the id of an event")])
        }
        return place
    }

    private func events(_ request: NativeRequest) async throws -> NativeAnswer {
        let start = try place(request.query["after"], "after") ?? Events.Position()
        let page = try await feed.page(of: request.caller.accountID, after: start, limit: request.limit)
        return .page(page.events.map { EventFeed.value(of: $0.event, $0.position) }, next: page.next.text)
    }

    private func stream(_ request: NativeRequest) async throws -> NativeAnswer {
        let start =
            try place(request.lastEventID, "Last-Event-ID") ?? place(request.query["after"], "after")
        return .stream(
            try await feed.stream(of: request.caller.accountID, after: start, isAllowed: request.isStillAllowed))
    }

    private func hopper(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, id) = (request.caller.accountID, CampaignID(try request.number()))
        guard request.configuration.campaigns[id] != nil, request.caller.mayTouch(campaign: id) else {
            throw NativeProblem.notFound
        }
        let limit = request.limit
        let entries = try await parts.database.read { try Hopper($0, of: account).waiting(id, limit: limit) }
        return .page(
            entries.map { entry in
                .members(
                    ("lead_id", .id(entry.leadID)), ("campaign_id", .id(entry.campaignID)),
                    ("priority", .integer(entry.priority)), ("expires_at", .instant(entry.expiresAt)))
            }, next: nil)
    }
}
