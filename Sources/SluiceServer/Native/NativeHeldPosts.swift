import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Posts that wait until the customer's CRM can be asked about them, by the native API.
struct NativeHeldPosts: Sendable {
    let parts: Parts

    private static let shape = Shape.object([
        .init("receipt_id", .id, "The receipt that said so: its number was told to the sender.", isRequired: true),
        .init("state", .choice(["waiting", "decided"]), "Whether it still waits.", isRequired: true),
        .init("at", .moment, "Since when.", isRequired: true),
        .init("asked_again_at", .optional(.moment), "When the CRM is asked again.", isRequired: true),
        .init("tries", .count, "How often it was asked again.", isRequired: true),
        .init("because", .text(), "What came of that the last time.", isRequired: true),
        .init("door", .text(), "Which door it came through.", isRequired: true),
        .init("by", .text(), "Who sent it.", isRequired: true),
        .init("decided_at", .optional(.moment), "When it was decided.", isRequired: true),
        .init("decided_receipt_id", .optional(.id), "The receipt of what became of it.", isRequired: true),
        .init("decided_by", .text(), "Who decided; empty where the CRM answered.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "held-posts", section: .receipts, "listHeldPosts",
                "Lists posts that wait for the CRM, and those that waited, the newest first.",
                query: NativeRoute.paging + [
                    .init("state", .choice(["waiting", "decided"]), "Only those that wait, or only those decided.")
                ], answer: .page(NativeHeldPosts.shape), action: list),
            NativeRoute(
                .get, "held-posts/{id}", section: .receipts, "getHeldPost",
                "Shows a held post by the number of its receipt.", answer: .json(NativeHeldPosts.shape), action: show),
            NativeRoute(
                .put, "held-posts/{id}/decision", section: .leads, "decideHeldPost",
                "Takes a held post without the CRM's answer, or refuses it. Every other stage judges it again.",
                body: [
                    .init("decision", .choice(["release", "refuse"]), "What is to become of it.", isRequired: true)
                ], answer: .json(NativeHeldPosts.shape), action: decide),
        ]
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        var last: ReceiptID?
        if let cursor = request.query["cursor"] {
            last = ReceiptID(wire: cursor)
            if last == nil { throw NativeProblem.invalid([FieldFault("cursor", "takes next of the page before")]) }
        }
        let (account, limit, start) = (request.caller.accountID, request.limit, last)
        let isWaiting = request.query["state"].map { $0 == "waiting" }
        let posts = try await parts.database.read {
            try HeldPosts.list(of: account, isWaiting: isWaiting, before: start, limit: limit + 1, $0)
        }
        let page = posts.prefix(Int(limit))
        let next = posts.count > page.count ? page.last.map { String($0.receiptID.number) } : nil
        return .page(page.map(HeldView.value), next: next)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, id) = (request.caller.accountID, ReceiptID(try request.number()))
        guard let post = try await parts.database.read({ try HeldPosts.post(id, of: account, $0) }) else {
            throw NativeProblem.notFound
        }
        return .value(HeldView.value(post))
    }

    private func decide(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, id) = (request.caller.accountID, ReceiptID(try request.number()))
        guard try await parts.database.read({ try HeldPosts.post(id, of: account, $0) }) != nil else {
            throw NativeProblem.notFound
        }
        let isReleased = request.body.last { $0.name == "decision" }?.value.string == "release"
        do {
            let desk = AccountDesk(parts, request.configuration, request.actor)
            return .value(HeldView.value(try await desk.decide(id, isReleased: isReleased)))
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
