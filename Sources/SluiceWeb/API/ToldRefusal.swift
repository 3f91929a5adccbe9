import SluiceCore

/// As much of a refusal as a vendor is told: the same in answers and on the page of its key.
struct ToldRefusal {
    /// The code.
    let code: Int
    /// The sentence that goes with it.
    let text: String
    /// The reason's permanent word; nothing where it is kept back.
    let reason: RefusalReason?
    /// What it rests on; nothing where it is kept back.
    let evidence: String?

    /// What `disclosure` leaves of a refusal. What is wrong with the sender's own values helps them and gives nothing
    /// away, and whoever waits for a verdict is told that they do.
    init(_ refusal: Refusal, disclosure: Disclosure) {
        let isTold = disclosure != .none || refusal.reason.isSendersMistake || refusal.reason == .held
        code = isTold ? refusal.reason.code : AnswerCode.notAccepted
        text = isTold ? refusal.reason.text : AnswerCode.notAcceptedText
        let isFull = disclosure == .full || refusal.reason.isSendersMistake
        reason = isFull ? refusal.reason : nil
        evidence = isFull ? refusal.evidence : nil
    }
}
