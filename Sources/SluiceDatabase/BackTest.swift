public import SluiceCore

/// Criteria on trial that judge past posts again: what was asked, how far it is, and what came of it.
public struct BackTest: Sendable, Hashable {
    /// Where it stands.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// A worker has it, or will take it up.
        case running
        /// Every post was judged.
        case done
        /// What was asked cannot be done any more, or the server could not.
        case failed
        /// Given up.
        case cancelled
    }

    /// Its number in the account.
    public var id: Int64
    /// What is asked, field by field.
    public var form: [String: String]
    /// Who asked.
    public var actor: String
    /// Where it stands.
    public var state = State.running
    /// Why it failed or was cancelled; empty for none.
    public var because = ""
    /// When it was asked for.
    public var startedAt: Timestamp
    /// When it last came further.
    public var movedAt: Timestamp
    /// Posts judged so far.
    public var posts: Int64 = 0
    /// How far it is, 0 to 100.
    public var percent: Int64 = 0
    /// What came of it, as JSON; nothing before it is done.
    public var result: String?

    /// A new one.
    public init(id: Int64, form: [String: String], actor: String, at now: Timestamp) {
        self.id = id
        self.form = form
        self.actor = actor
        startedAt = now
        movedAt = now
    }
}

/// The back-test is not this worker's any more: it was cancelled, or taken up by another.
public struct BackTestHalted: Error {
    /// Nothing was written.
    public init() {}
}
