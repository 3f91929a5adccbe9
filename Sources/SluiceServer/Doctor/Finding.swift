import SluiceCore

/// One thing that the doctor looked at.
public struct Finding: Sendable, Hashable {
    /// How it stands.
    public enum Verdict: String, Sendable, CaseIterable {
        /// As it should be.
        case fine = "ok"
        /// It works, and somebody should look.
        case warning = "warn"
        /// It does not work, or what was promised does not hold.
        case failure = "FAIL"
    }

    /// What was looked at: `data folder`.
    public var subject: String
    /// How it stands.
    public var verdict: Verdict
    /// What was found, and what to do about it.
    public var sentence: String

    static func fine(_ subject: String, _ sentence: String) -> Finding {
        Finding(subject: subject, verdict: .fine, sentence: sentence)
    }

    static func warning(_ subject: String, _ sentence: String) -> Finding {
        Finding(subject: subject, verdict: .warning, sentence: sentence)
    }

    static func failure(_ subject: String, _ sentence: String) -> Finding {
        Finding(subject: subject, verdict: .failure, sentence: sentence)
    }
}

extension Finding {
    /// As an answer of the desk.
    var json: JSONValue {
        .members(
            ("subject", .string(subject)), ("verdict", .string(verdict.rawValue)), ("sentence", .string(sentence)))
    }

    /// From an answer of the desk.
    init?(_ json: JSONValue) {
        guard let subject = json["subject"]?.string, let sentence = json["sentence"]?.string,
            let verdict = json["verdict"]?.string.flatMap(Verdict.init)
        else { return nil }
        self.init(subject: subject, verdict: verdict, sentence: sentence)
    }
}
