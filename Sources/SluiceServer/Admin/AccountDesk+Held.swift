import SluiceCore
import SluiceDatabase
import SluiceIntake

extension AccountDesk {
    /// Posts that wait for the CRM: lists them, and has somebody decide.
    func held(_ operation: AdminOperation.Held, _ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        switch operation {
        case .list:
            var limit = 50
            var all = false
            fields.number("limit", into: &limit, 1...1000)
            fields.flag("all", into: &all)
            try fields.check("a list of held posts")
            let (account, isWaiting, most) = (account, all ? nil : true, Int64(limit))
            let posts = try await parts.database.read {
                try HeldPosts.list(of: account, isWaiting: isWaiting, before: nil, limit: most, $0)
            }
            return .array(posts.map(HeldView.value))
        case .release, .refuse:
            var receipt = 0
            fields.require("receipt")
            fields.number("receipt", into: &receipt, 1...Int.max)
            try fields.check("a held post")
            let id = ReceiptID(Int64(receipt))
            return HeldView.value(try await decide(id, isReleased: operation == .release))
        }
    }

    /// Has a held post judged with somebody's decision instead of the CRM's answer, and returns how it stands then.
    func decide(_ id: ReceiptID, isReleased: Bool) async throws -> HeldPost {
        let account = account
        func standing() async throws -> HeldPost {
            guard let post = try await parts.database.read({ try HeldPosts.post(id, of: account, $0) }) else {
                throw ProblemReport("receipt", "no post was held under this receipt")
            }
            return post
        }
        let post = try await standing()
        guard post.fellAt == nil else { throw ProblemReport("receipt", "its post was decided already") }
        let outcome = try await HeldRelease(parts: parts).judge(
            post, isReleased ? .release(by: actor) : .refuse(by: actor))
        switch outcome {
        case .fell: return try await standing()
        case .waits(let because): throw ProblemReport("receipt", "its post goes on waiting: \(because)")
        case .gone: throw ProblemReport("receipt", "its post was decided meanwhile")
        }
    }
}

/// A held post as it is shown.
enum HeldView {
    static func value(_ post: HeldPost) -> JSONValue {
        .members(
            ("receipt_id", .id(post.receiptID)), ("state", .string(post.fellAt == nil ? "waiting" : "decided")),
            ("at", .instant(post.at)), ("asked_again_at", post.dueAt.map { .instant($0) } ?? .null),
            ("tries", .integer(post.tries)), ("because", .string(post.because)),
            ("door", .string(post.door.rawValue)), ("by", .string(post.actor)),
            ("decided_at", post.fellAt.map { .instant($0) } ?? .null),
            ("decided_receipt_id", .id(post.fellReceiptID)), ("decided_by", .string(post.decidedBy)))
    }
}
