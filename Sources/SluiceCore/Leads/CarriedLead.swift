/// What a lead brings along from the system that its team moves away from (product page, *Moving in*).
public struct CarriedLead: Sendable, Hashable {
    /// The number that vendors and CRMs know it by; nothing where it gets one of ours.
    public var id: LeadID?
    /// When it was first stored there.
    public var createdAt: Timestamp?
    /// When it last changed there.
    public var modifiedAt: Timestamp?
    /// How many times it was dialed.
    public var calledCount: Int64 = 0
    /// When it was last dialed.
    public var lastCalledAt: Timestamp?
    /// Whether a value that is no e-mail address, user or choice is left out with a note, instead of refusing the lead.
    public var leavesFaultyFieldsOut = false

    /// Nothing is brought along.
    public init() {}
}
