public import SluiceCore
public import SluiceDatabase

/// Makes one attempt at a delivery and says how it ended. It writes nothing.
public struct DeliverySender: Sendable {
    private let outbound: Outbound
    private let clock: Clock

    /// A sender by this way out.
    public init(_ outbound: Outbound, clock: Clock) {
        self.outbound = outbound
        self.clock = clock
    }

    /// How an attempt ended.
    public struct Outcome: Sendable {
        /// What is written down of it.
        public var attempt: DeliveryAttempt
        /// Why it failed; nothing when it was taken.
        public var fault: DeliveryFault?
        /// What the answer asks to wait, in seconds.
        public var retryAfter: Int64?
        /// Whether the receiver says that it wants no more of this (HTTP 410).
        public var isGone = false
        /// The request as it was sent, for whoever asked for a test.
        public var sent: OutboundRequest?
        /// The answer, for whoever asked.
        public var answer: OutboundAnswer?
    }

    /// Sends it once. `number` is the attempt's place among all of the delivery's.
    public func send(
        _ request: DeliveryRequest, messageID: String, number: Int64, to endpoint: PreparedEndpoint
    ) async -> Outcome {
        let (at, began) = (clock.now(), clock.nanoseconds())
        var outcome = Outcome(
            attempt: DeliveryAttempt(number: number, at: at, milliseconds: 0, request: "", answer: ""))
        do throws(DeliveryFault) {
            let wire = try endpoint.request(request, messageID: messageID, at: at)
            outcome.sent = wire
            outcome.attempt.request = endpoint.shown(wire, request)
            let answer = try await outbound.send(wire, endpoint.limits).get()
            outcome.answer = answer
            outcome.attempt.status = Int64(answer.status)
            outcome.attempt.answer = answer.kept
            outcome.retryAfter = retryAfter(answer)
            outcome.isGone = answer.status == 410
            guard answer.isSuccess else { throw DeliveryFault(.statusRejected, status: answer.status) }
            take(endpoint.endpoint, answer, into: &outcome.attempt)
        } catch {
            outcome.fault = error
            outcome.attempt.fault = error.code
            outcome.attempt.detail = error.detail
        }
        let end = clock.nanoseconds()
        outcome.attempt.milliseconds = Int64(clamping: (max(end, began) - began) / 1_000_000)
        return outcome
    }

    /// What stands under the Response Key. The receiver has taken the delivery, so what is missing there is remarked, and
    /// nothing is sent again.
    private func take(_ endpoint: Endpoint, _ answer: OutboundAnswer, into attempt: inout DeliveryAttempt) {
        guard let key = endpoint.answerKey else { return }
        do throws(DeliveryFault) {
            let values = try AnswerReader.values(
                of: key, in: answer.body, endpoint.answerType, delimiter: endpoint.delimiter)
            guard !values.isEmpty else { throw DeliveryFault(.answerKeyMissing, detail: "nothing under \(key)") }
            // A receiver may say anything, and no store keeps a NUL.
            let value = values.joined(separator: endpoint.delimiter).replacing("\0", with: "\u{FFFD}")
            attempt.value = String(value.prefix(2000))
        } catch {
            attempt.fault = error.code
            attempt.detail = error.detail
        }
    }

    /// `Retry-After` as seconds, given so or as a date (RFC 9110 §10.2.3).
    private func retryAfter(_ answer: OutboundAnswer) -> Int64? {
        guard let text = answer.header("Retry-After") else { return nil }
        if let seconds = Int64(text) { return max(0, seconds) }
        guard let moment = HTTPDate.read(text) else { return nil }
        return max(0, (moment.milliseconds - clock.now().milliseconds) / 1000)
    }
}
