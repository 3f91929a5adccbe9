import SluiceCore
import SluiceDatabase
public import SluiceIntake

/// The three paths by which leads come in or are asked about.
///
/// A refused lead is a successful answer to a well-formed question, so it is 200 with `success: false`; 4xx is for
/// posts we could not read, 5xx for "we do not know, post again".
public struct LeadPosts: Sendable {
    private let intake: Intake

    /// Posts into `intake`.
    public init(_ intake: Intake) {
        self.intake = intake
    }

    /// `leads/insert`, `lead-post-validation/insert`, `lead-validation/search`.
    public var routes: [APIRoute] {
        [
            APIRoute("leads/insert", aliases: ["lead/insert"], section: .leads, right: .write) {
                try await post($0, through: .insert)
            },
            APIRoute(
                "lead-post-validation/insert", aliases: ["lead-post/insert"], section: .leadPost, right: .write
            ) { try await post($0, through: .leadPost) },
            APIRoute("lead-validation/search", section: .leadValidation, right: .read) {
                try await post($0, through: .ping)
            },
        ]
    }

    private func post(_ request: APIRequest, through door: LeadPost.Door) async throws -> StoredAnswer {
        let post = LeadPostParameters.read(request, door: door)
        if door == .insert, request.caller.isLimitedToCriteria, post.criteriaKey == nil {
            throw APIFailure.forbidden  // a token for named keys inserts through one of them only
        }
        let isDryRun = post.isDryRun
        let result = try await intake.run(post, from: request.caller, path: request.path) { receipt in
            LeadPosts.answer(receipt, request, isDryRun: isDryRun)
        }
        switch result {
        case .receipt(let receipt): return LeadPosts.answer(receipt, request, isDryRun: isDryRun)
        case .replay(let answer): return answer
        case .keyReused:
            throw APIFailure(
                status: 422, "The Idempotency-Key was used for another request", fields: ["Idempotency-Key"])
        }
    }

    private static func answer(_ receipt: Receipt, _ request: APIRequest, isDryRun: Bool) -> StoredAnswer {
        let disclosure = PostAnswer.disclosure(of: receipt, to: request.caller, request.configuration)
        return PostAnswer(
            receipt, disclosure: disclosure, isDryRun: isDryRun, isTest: request.caller.isTest
        ).answer
    }
}
