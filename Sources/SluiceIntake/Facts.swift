public import SluiceCore
public import SluiceDatabase

/// Everything that a stage may know of one post: what it says, who sends it, what the account configured, and what
/// rows and registers answered.
public struct Facts: Sendable {
    /// The post.
    public var post: LeadPost
    /// Who sends it.
    public var caller: Caller
    /// The account's configuration, as of one version.
    public var configuration: AccountConfiguration
    /// When it came.
    public var now: Timestamp
    /// What the rows say about its phone.
    public var rows = PhoneRows()
    /// What was bought under its key so far; nothing where nobody asked.
    public var vendorUse: VendorUse?
    /// What the registers say about its phone.
    public var registers = RegisterAnswer.nothing
    /// What the CRM says about it; nothing where it was not asked yet.
    public var crm: CRMAnswer?
    /// Where it was held and is judged again, what is known of that.
    public var held: HeldFacts?
    /// Criteria that judge the post and decide nothing, instead of those that its key names; nothing on the way that
    /// counts.
    public var trial: Trial?

    /// Facts before anything was asked.
    public init(post: LeadPost, caller: Caller, configuration: AccountConfiguration, now: Timestamp) {
        self.post = post
        self.caller = caller
        self.configuration = configuration
        self.now = now
    }

    /// The live leads with the phone, newest first. One whose list is being deleted is as good as gone.
    public var matches: [LeadMatch] {
        guard !configuration.listsBeingDeleted.isEmpty else { return rows.matches }
        return rows.matches.filter { configuration.listsBeingDeleted[$0.listID] == nil }
    }

    /// The campaign that would dial the draft.
    public func campaign(of draft: LeadDraft) -> Campaign? {
        draft.listID.flatMap { configuration.campaign(of: $0) }
    }

    /// The Do Not Call entry that covers the draft's campaign, if any.
    public func dncEntry(for draft: LeadDraft) -> DNCEntry? {
        guard !rows.dnc.isEmpty else { return nil }
        let campaign = campaign(of: draft)
        return rows.dnc.first { $0.covers(campaign) }
    }
}
