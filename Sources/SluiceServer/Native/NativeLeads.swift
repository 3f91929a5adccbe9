import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceWeb

/// Leads by the native API: posted, found, changed, archived, deleted.
struct NativeLeads: Sendable {
    let parts: Parts
    let desk: WriteDesk

    private static let dry = Shape.Member("dry_run", .flag, "Judges everything, does nothing, and shows the receipt.")

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "leads", section: .leads, "listLeads", "Finds leads, by their number.",
                query: NativeRoute.paging + LeadFilterQuery.members, answer: .page(LeadView.shape),
                reach: .asked, action: list),
            NativeRoute(
                .post, "leads", section: .leads, "postLead",
                "Posts a lead through every stage of the journey. A refused lead is an answer too.",
                query: [NativeLeads.dry],
                body: [
                    .init("criteria", .reference("criteria"), "The Lead Post Criteria that govern it."),
                    .init("list", .reference("list"), "The List it goes into, where no Criteria say so."),
                    .init(
                        "fields", .map(.any),
                        "`phone_number` and every other parameter that `leads/insert` takes: texts, numbers, true or false.",
                        isRequired: true),
                ],
                answer: .json(
                    .object([
                        .init("accepted", .flag, "Whether the lead was taken.", isRequired: true),
                        .init("dry_run", .flag, "Whether nothing was done.", isRequired: true),
                        .init("receipt", ReceiptView.shape, "What every stage said.", isRequired: true),
                    ])), action: post),
            NativeRoute(
                .get, "leads/{id}", section: .leads, "getLead", "Shows one lead.", answer: .json(LeadView.shape),
                reach: .asked, action: show),
            NativeRoute(
                .patch, "leads/{id}", section: .leads, "changeLead",
                "Changes the given fields of a lead and leaves the others; null empties a field.",
                body: [
                    .init("list", .reference("list"), "Moves it to this List."),
                    .init("status", .text(1...20), "Gives it this status."),
                    .init("phone", .text(1...40), "Gives it this number."),
                    .init("fields", .map(.optional(.any)), "Values by the names of their fields."),
                ], answer: .json(LeadView.shape), reach: .asked, action: change),
            NativeRoute(
                .delete, "leads/{id}", section: .leads, "deleteLead", "Deletes a lead; it can be restored.",
                answer: .nothing, reach: .asked, action: delete),
            NativeRoute(
                .put, "leads/{id}/archive", section: .leads, "archiveLead", "Archives a lead: it is dialed no more.",
                answer: .json(LeadView.shape), reach: .asked
            ) { try await move($0, .archive) },
            NativeRoute(
                .delete, "leads/{id}/archive", section: .leads, "unarchiveLead", "Takes a lead out of the archive.",
                answer: .json(LeadView.shape), reach: .asked
            ) { try await move($0, .restore) },
            NativeRoute(
                .put, "leads/{id}/restoration", section: .leads, "restoreLead", "Restores a deleted lead.",
                answer: .json(LeadView.shape), reach: .asked
            ) { try await move($0, .undelete) },
        ]
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        let filter = try LeadFilterQuery.filter(request)
        var after: LeadID?
        if let cursor = request.query["cursor"] {
            guard let id = LeadID(wire: cursor) else {
                throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")])
            }
            after = id
        }
        let (account, limit, start) = (request.caller.accountID, request.limit, after)
        let leads = try await parts.database.read { connection in
            try LeadSearch(connection, of: account).list(filter, after: start, limit: limit + 1)
        }
        let page = leads.prefix(Int(limit))
        let next = leads.count > page.count ? page.last.map { String($0.id.number) } : nil
        return .page(page.map { LeadView.value($0, request.configuration) }, next: next)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, id) = (request.caller.accountID, LeadID(try request.number()))
        guard let lead = try await parts.database.read({ try Leads($0, of: account).lead(id) }),
            request.caller.mayTouch(list: lead.listID)
        else { throw NativeProblem.notFound }
        return .value(LeadView.value(lead, request.configuration), isTagged: true)
    }

    private func post(_ request: NativeRequest) async throws -> NativeAnswer {
        let asked = try LeadBody(request).post()
        let post = LeadPostParameters.read(asked, door: asked["criteria_key"] == nil ? .insert : .leadPost)
        let isDryRun = request.isDryRun
        let answer: @Sendable (Receipt) -> StoredAnswer = { receipt in
            // A receipt that was just written reads back; were it not so, the lead is stored and its number is told.
            let shown = (try? ReceiptView.value(receipt, post: post.packed)) ?? .members(("id", .id(receipt.id)))
            let body = JSONValue.members(
                ("accepted", .bool(receipt.refusal == nil)), ("dry_run", .bool(isDryRun)), ("receipt", shown))
            return StoredAnswer(status: 200, body: body.text)
        }
        switch try await parts.intake.run(post, from: request.caller, path: request.path, answer: answer) {
        case .receipt(let receipt): return .json(answer(receipt))
        case .replay(let answer): return .json(answer)
        case .keyReused:
            throw NativeProblem.invalid([FieldFault("Idempotency-Key", "was used for another request")])
        }
    }

    private func change(_ request: NativeRequest) async throws -> NativeAnswer {
        let asked = try LeadBody(request).change(of: try request.number())
        return .json(
            try await finding(asked) {
                try await LeadChanges(desk, dice: parts.dice).update(asked, request.write) { lead, configuration in
                    StoredAnswer(status: 200, body: LeadView.value(lead, configuration).text)
                }
            })
    }

    private func delete(_ request: NativeRequest) async throws -> NativeAnswer {
        let asked = try LeadBody(request).change(of: try request.number())
        return .json(
            try await finding(asked) {
                try await LeadChanges(desk, dice: parts.dice).delete(asked, request.write) {
                    StoredAnswer(status: 204, body: "")
                }
            })
    }

    /// A lead that is not there is 404 here, where `/v1` has a code for it.
    private func finding(_ asked: APIRequest, _ body: () async throws -> StoredAnswer) async throws -> StoredAnswer {
        do {
            return try await body()
        } catch let failure as APIFailure where failure.code == 6001 {
            throw NativeProblem.notFound
        }
    }

    private func move(_ request: NativeRequest, _ change: AdminOperation.LeadChange) async throws -> NativeAnswer {
        let id = LeadID(try request.number())
        let account = request.caller.accountID
        guard let lead = try await parts.database.read({ try Leads($0, of: account).lead(id) }),
            request.caller.mayTouch(list: lead.listID)
        else { throw NativeProblem.notFound }
        do {
            let desk = AccountDesk(parts, request.configuration, request.actor)
            return .value(LeadView.value(try await desk.moveLead(id, change), request.configuration))
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
