public import SluiceCore
public import SluiceDatabase

/// What a back-test has found: how many posts of which vendor would end how. It grows with keys, tokens and reasons,
/// not with posts.
public struct BackTestTally: Sendable {
    /// What became of a verdict.
    public enum Flip: String, Sendable, Hashable, CaseIterable {
        /// Taken then, and refused by the trial.
        case acceptedToRefused = "accepted_to_refused"
        /// Refused then, and taken by the trial.
        case refusedToAccepted = "refused_to_accepted"
        /// Taken by both: a new lead by one, a changed one by the other.
        case otherwise
        /// The same by both; a refusal may have another reason.
        case same

        /// What became of it.
        public init(_ pair: VerdictPair) {
            self =
                switch (pair.outcome, pair.otherOutcome) {
                case (.refused, .refused), (.accepted, .accepted), (.updated, .updated): .same
                case (.refused, .accepted), (.refused, .updated): .refusedToAccepted
                case (.accepted, .refused), (.updated, .refused): .acceptedToRefused
                case (.accepted, .updated), (.updated, .accepted): .otherwise
                }
        }
    }

    /// What a line is about.
    public struct Place: Sendable, Hashable {
        /// The Criteria that governed the posts.
        public var criteriaID: CriteriaID?
        /// The token that sent them.
        public var tokenID: TokenID?
        /// Both verdicts.
        public var pair: VerdictPair
    }

    /// How many posts, and which for example.
    public struct Line: Sendable, Hashable {
        /// How many.
        public var posts: Int64 = 0
        /// How many of them were judged on their receipts alone.
        public var onRecord: Int64 = 0
        /// The newest receipts, the newest last.
        public var samples: [ReceiptID] = []
    }

    /// How many samples a line keeps.
    public static let samples = 5

    /// The lines.
    public private(set) var lines: [Place: Line] = [:]
    /// Posts judged.
    public private(set) var posts: Int64 = 0

    /// Nothing found.
    public init() {}

    /// Counts a post.
    public mutating func add(_ post: ReplayedPost) {
        posts += 1
        let place = Place(criteriaID: post.criteriaID, tokenID: post.tokenID, pair: post.pair)
        lines[place, default: Line()].add(post)
    }

    /// How many posts came to a flip of this kind.
    public func count(_ flip: Flip) -> Int64 {
        lines.reduce(0) { Flip($1.key.pair) == flip ? $0 + $1.value.posts : $0 }
    }

    /// How many posts were judged on their receipts alone.
    public var onRecord: Int64 { lines.values.reduce(0) { $0 + $1.onRecord } }
}

extension BackTestTally.Line {
    fileprivate mutating func add(_ post: ReplayedPost) {
        posts += 1
        if post.isOnRecord { onRecord += 1 }
        if samples.count == BackTestTally.samples { samples.removeFirst() }
        samples.append(post.receiptID)
    }
}
