import SluiceConnect
public import SluiceCore
import SluiceDatabase
public import SluiceIntake
import Synchronization

/// Asks the customers' CRMs about leads that are coming in (step 4), through their endpoints, once and within the check's
/// deadline, since a vendor waits for it.
///
/// What was said about a phone counts for a while, posts of one phone that come together ask once, and a CRM that does
/// not answer is left alone between tries: every post would wait for its deadline otherwise. Each node remembers for
/// itself.
public final class CRMDesk: Sendable {
    private let keys: KeyRing
    private let clock: Clock
    private let dice: Dice
    private let outbound: Mutex<Outbound>
    private let memory = Mutex(CRMMemory())

    init(_ keys: KeyRing, through outbound: Outbound, clock: Clock, dice: Dice) {
        self.keys = keys
        self.clock = clock
        self.dice = dice
        self.outbound = Mutex(outbound)
    }

    /// Goes another way out from now on: that of a test.
    public func goOut(through other: Outbound) { outbound.withLock { $0 = other } }

    /// What the CRM says, or why it says nothing.
    public func ask(_ question: CRMQuestion) async -> CRMAnswer {
        guard let endpoint = question.configuration.endpoints[question.check.endpointID] else {
            return CRMDesk.silence(question.check, "", DeliveryFault(.requestUnmade, detail: "its endpoint is gone"))
        }
        guard endpoint.isActive else {
            return CRMDesk.silence(
                question.check, endpoint.name, DeliveryFault(.requestUnmade, detail: "its endpoint is switched off"))
        }
        let key = CRMMemory.Key(
            account: question.configuration.account.id, phone: question.lead.phone, check: question.check,
            endpoint: endpoint, adaptor: endpoint.adaptorID.flatMap { question.configuration.adaptors[$0] })
        while true {
            switch memory.withLock({ $0.turn(key, at: clock.now()) }) {
            case .known(let answer): return answer
            case .leftAlone:
                return CRMDesk.silence(
                    question.check, endpoint.name,
                    DeliveryFault(.timedOut, detail: "left alone for a while after failing again and again"))
            case .first:
                let answer = await exchange(question, endpoint)
                let waiting = memory.withLock { $0.take(answer, key, at: clock.now()) }
                for continuation in waiting { continuation.resume(returning: answer) }
                return answer
            case .join:
                let answer: CRMAnswer? = await withCheckedContinuation { continuation in
                    let isWaiting = memory.withLock { $0.join(key, continuation) }
                    if !isWaiting { continuation.resume(returning: nil) }
                }
                // Nothing where it was answered in between: then it is known, or asked anew.
                if let answer { return answer }
            }
        }
    }

    private func exchange(_ question: CRMQuestion, _ configured: Endpoint) async -> CRMAnswer {
        let (check, account) = (question.check, question.configuration.account.id)
        var endpoint = configured
        endpoint.timeout = min(endpoint.timeout, check.deadline)
        // What a test of the endpoint shows when it is not there is no news to the check.
        endpoint.answerKey = nil
        let prepared: PreparedEndpoint
        do {
            prepared = try PreparedEndpoint(endpoint) { try ConnectSecrets.open($0, of: account, keys) }
        } catch {
            return CRMDesk.silence(
                check, endpoint.name, DeliveryFault(.requestUnmade, detail: "its secrets cannot be opened"))
        }
        let subject = DeliverySubject(kind: "crm.check", at: question.now, facts: .object([]), lead: question.lead)
        let request = DeliveryRenderer.request(subject, to: endpoint, in: question.configuration)
        let sender = DeliverySender(outbound.withLock { $0 }, clock: clock)
        let outcome = await sender.send(request, messageID: "crm_\(dice.secret())", number: 1, to: prepared)
        let sent = [outcome.attempt.request, request.body].filter { !$0.isEmpty }.joined(separator: "\n\n")
        let record = CRMRecord(
            endpoint: endpoint.name, status: outcome.answer?.status, milliseconds: outcome.attempt.milliseconds,
            request: sent, answer: outcome.attempt.answer)
        return CRMDesk.read(outcome, check, endpoint, record)
    }

    /// What an exchange means.
    private static func read(
        _ outcome: DeliverySender.Outcome, _ check: CRMCheck, _ endpoint: Endpoint, _ record: CRMRecord
    ) -> CRMAnswer {
        guard let answer = outcome.answer, CRMCheck.isAnswer(answer.status) else {
            return CRMAnswer(check, fault: outcome.fault ?? DeliveryFault(.answerUnreadable), record: record)
        }
        do throws(DeliveryFault) {
            let row = try check.firstMatch(status: answer.status) { key throws(DeliveryFault) in
                // A CRM that knows nobody may say so with a status alone.
                guard answer.status != 404, !answer.body.isEmpty else { return [] }
                return try AnswerReader.values(
                    of: key, in: answer.body, endpoint.answerType, delimiter: endpoint.delimiter)
            }
            return CRMAnswer(check, row: row, record: record)
        } catch {
            return CRMAnswer(check, fault: error, record: record)
        }
    }

    private static func silence(_ check: CRMCheck, _ endpoint: String, _ fault: DeliveryFault) -> CRMAnswer {
        CRMAnswer(check, fault: fault, record: CRMRecord(endpoint: endpoint))
    }
}
