public import SluiceCore
public import SluiceDatabase

/// How a held post ended, or why it goes on waiting.
public enum HeldOutcome: Sendable {
    /// It was decided; this is the receipt of that.
    case fell(Receipt)
    /// The CRM does not answer yet: why.
    case waits(String)
    /// Somebody else has decided it, or it was erased.
    case gone
}

extension Intake {
    private struct StillHeld: Error { var because: String }

    /// Judges a held post again, from the beginning and on today's configuration, and stores what follows in the
    /// transaction that says so: it falls once, whatever is killed when and however many nodes try.
    public func judgeAgain(
        _ held: HeldFacts, _ post: LeadPost, from caller: Caller, in configuration: AccountConfiguration
    ) async throws -> HeldOutcome {
        var facts = Facts(post: post, caller: caller, configuration: configuration, now: clock.now())
        facts.held = held
        let journey = try await asked(pipeline.judge(facts, registers: registers, clock: clock))
        if let refusal = journey.refusal, refusal.reason == .held { return .waits(refusal.evidence) }
        let ticket = Ticket(
            journey: journey, key: nil, answer: { _ in StoredAnswer(status: 200, body: "") }, done: { _ in })
        let (account, batch) = (caller.accountID, batch)
        do {
            return try await database.session { connection in
                var fallen: Receipt?
                _ = try batch.commit([ticket], on: connection) { results, connection in
                    guard case .receipt(let receipt)? = try results.first?.get(), let id = receipt.id else { return }
                    if let refusal = receipt.refusal, refusal.reason == .held {
                        throw StillHeld(because: refusal.evidence)
                    }
                    guard try HeldPosts.fell(held.receiptID, of: account, into: id, connection) else {
                        throw HeldPostFell()
                    }
                    fallen = receipt
                }
                return fallen.map { .fell($0) } ?? .gone
            }
        } catch is HeldPostFell {
            return .gone
        } catch is QuestionOpen {
            return .waits("the configuration has changed")
        } catch let still as StillHeld {
            return .waits(still.because)
        }
    }
}
