/// The trail of one lead post: every stage with what it said, whether the lead was taken or not.
public struct Receipt: Sendable, Hashable {
    /// What one stage said.
    public enum Mark: String, Sendable, Hashable, Codable, CaseIterable {
        case pass
        case amended
        case refuse
        case hold
        case overridden
        case notAsked = "not_asked"
        case notReached = "not_reached"
    }

    /// One stage's entry.
    public struct Entry: Sendable, Hashable {
        /// The stage's permanent name.
        public var stage: String
        /// What it said.
        public var mark: Mark
        /// The reason, where it refused.
        public var reason: RefusalReason?
        /// What was found.
        public var evidence: String?
        /// How long it took to judge.
        public var microseconds: Int

        /// An entry of these values.
        public init(
            stage: String, mark: Mark, reason: RefusalReason? = nil, evidence: String? = nil, microseconds: Int = 0
        ) {
            self.stage = stage
            self.mark = mark
            self.reason = reason
            self.evidence = evidence
            self.microseconds = microseconds
        }
    }

    /// How the journey ended.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// A new lead was stored.
        case accepted
        /// A lead that was there already was changed.
        case updated
        /// Nothing was stored but this receipt.
        case refused
    }

    /// Its number; nothing on a dry run.
    public var id: ReceiptID?
    /// Whose it is.
    public var accountID: AccountID
    /// When the post came.
    public var at: Timestamp
    /// How it ended.
    public var outcome: Outcome
    /// The lead that was stored or changed.
    public var leadID: LeadID?
    /// The number judged, once it could be read.
    public var phone: PhoneNumber?
    /// The Criteria that governed it.
    public var criteriaID: CriteriaID?
    /// The token that sent it.
    public var tokenID: TokenID?
    /// The door it came through.
    public var door: LeadPost.Door
    /// Why it was refused.
    public var refusal: Refusal?
    /// The list that it was meant for, once that was known.
    public var listID: ListID?
    /// What the lead costs; on a ping what one would cost.
    public var price: Money?
    /// Microseconds from the post's arrival until it was judged for good; nothing on a dry run.
    public var waited: Int64?
    /// What the Criteria said that shadow those which governed it; nothing where none do.
    public var shadow: ShadowVerdict?
    /// The exchange with the CRM; nothing where it was not asked.
    public var crm: CRMRecord?
    /// What the sender was told instead of how it ended; nothing where it was told that.
    public var answersSuccess: Bool?
    /// The version of the configuration it was judged on.
    public var version: Int64
    /// Every stage, in order.
    public var entries: [Entry]
    /// Remarks beside the verdicts.
    public var notes: [String]

    /// A receipt of these values.
    public init(
        id: ReceiptID? = nil, accountID: AccountID, at: Timestamp, outcome: Outcome, leadID: LeadID? = nil,
        phone: PhoneNumber? = nil, criteriaID: CriteriaID? = nil, tokenID: TokenID? = nil, door: LeadPost.Door,
        refusal: Refusal? = nil, version: Int64, entries: [Entry], notes: [String]
    ) {
        self.id = id
        self.accountID = accountID
        self.at = at
        self.outcome = outcome
        self.leadID = leadID
        self.phone = phone
        self.criteriaID = criteriaID
        self.tokenID = tokenID
        self.door = door
        self.refusal = refusal
        self.version = version
        self.entries = entries
        self.notes = notes
    }
}

extension Receipt {
    /// The refusal that the sender is told of: that of the journey, unless a row of the CRM check says otherwise.
    public var toldRefusal: Refusal? {
        switch answersSuccess {
        case true?: nil
        case false?: refusal ?? Refusal(.crmMatch, evidence: "the CRM has the lead")
        case nil: refusal
        }
    }
}
