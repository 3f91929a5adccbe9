import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceWeb

/// Judges held posts again: when their time has come, and when somebody decides.
struct HeldRelease {
    /// How many are taken up at once.
    static let most: Int64 = 50

    let parts: Parts

    /// Takes up those that are due, of all accounts; returns how many there were.
    func step() async throws -> Int {
        let now = parts.clock.now()
        let due = try await parts.database.read { try HeldPosts.due(at: now, limit: HeldRelease.most, $0) }
        for post in due {
            let isOurs = try await parts.database.write { try HeldPosts.claim(post, at: now, $0) }
            guard isOurs else { continue }
            if case .waits(let because) = try await judge(post, nil) {
                try await parts.database.write {
                    try HeldPosts.remark(post.receiptID, of: post.account, because: because, $0)
                }
            }
        }
        return due.count
    }

    /// Judges one again, by the CRM's answer or by what a person decided.
    func judge(_ held: HeldPost, _ decision: HeldFacts.Decision?) async throws -> HeldOutcome {
        guard let configuration = try await parts.cache.configuration(of: held.account) else { return .gone }
        guard let post = LeadPostParameters.read(packed: held.post, door: held.door, in: configuration) else {
            return .waits("the post cannot be read")
        }
        try await parts.catchUpWithRegisters()
        return try await parts.intake.judgeAgain(
            HeldFacts(receiptID: held.receiptID, since: held.at, decision: decision), post,
            from: try await sender(of: held, configuration), in: configuration)
    }

    /// Who sent it. The post was let in then, so a token or user that has ended meanwhile takes nothing back.
    private func sender(of held: HeldPost, _ configuration: AccountConfiguration) async throws -> Caller {
        let parts = held.actor.split(separator: ":")
        let number = parts.count == 2 ? Int64(parts[1]) ?? 0 : 0
        if parts.first == "user", let user = Caller(UserID(number), in: configuration) { return user }
        let known = try await self.parts.database.read { connection in
            try Accounts(connection).tokens(of: held.account).map(\.token).first { $0.id == TokenID(number) }
        }
        return Caller(
            known
                ?? APIToken(
                    id: TokenID(parts.first == "token" ? number : 0), accountID: held.account, name: held.actor,
                    sections: Set(APIToken.Section.allCases)))
    }
}
