public import SluiceCore
public import SluiceIntake

extension AccountConfiguration {
    /// An account with one seller, two campaigns of two purposes and three lists, as ``TestBed`` has them.
    public static func sample(
        settings: AccountSettings = AccountSettings(), criteria: [LeadPostCriteria] = [],
        validations: [ValidationCriteria] = [], fields: [CustomField] = [], campaigns: [Campaign]? = nil
    ) -> AccountConfiguration {
        AccountConfiguration(
            account: Account(
                id: AccountID(7), name: "Sample", timeZone: "America/Los_Angeles", createdAt: TestBed.noon),
            version: 3, settings: settings, sellers: [Seller(id: SellerID(1), name: "Sample Seller")],
            campaigns: campaigns ?? [
                Campaign(id: TestBed.campaigns[0], name: "Main", sellerID: SellerID(1)),
                Campaign(
                    id: TestBed.campaigns[1], name: "Other", sellerID: SellerID(1), purpose: "service",
                    hopperMode: .ignoreRules),
            ],
            lists: [
                LeadList(id: TestBed.lists[0], name: "First list of main", campaignID: TestBed.campaigns[0]),
                LeadList(id: TestBed.lists[1], name: "Second list of main", campaignID: TestBed.campaigns[0]),
                LeadList(id: TestBed.lists[2], name: "List of the other", campaignID: TestBed.campaigns[1]),
                LeadList(
                    id: ListID(999), name: LeadList.duplicatesName, campaignID: TestBed.campaigns[0], isActive: false,
                    isSystem: true),
            ],
            criteria: criteria, validations: validations, fields: fields, statuses: LeadStatus.starters,
            users: [
                User(id: UserID(5), email: "ann@example.com", firstName: "Ann", lastName: "Agent", role: .agent)
            ])
    }
}

extension Caller {
    /// A caller with every right, or the rights given.
    public static func sample(_ sections: Set<APIToken.Section> = Set(APIToken.Section.allCases)) -> Caller {
        Caller(APIToken(id: TokenID(70), accountID: AccountID(7), name: "sample", sections: sections))
    }
}

extension LeadPost {
    /// A plain insert into the first list.
    public static func sample(
        door: Door = .insert, phone: String? = "3105556789", list: String? = "1001", fields: [(String, String)] = [],
        asking: (inout AskedOptions) -> Void = { _ in }
    ) -> LeadPost {
        var post = LeadPost(door: door)
        post.phone = phone
        post.listID = list
        post.fields = fields.map { Parameter($0.0, $0.1) }
        asking(&post.asked)
        return post
    }
}

extension Facts {
    /// Facts of a post at noon of a Tuesday in Los Angeles.
    public static func sample(
        _ post: LeadPost = .sample(), _ configuration: AccountConfiguration = .sample(), caller: Caller = .sample()
    ) -> Facts {
        Facts(post: post, caller: caller, configuration: configuration, now: TestBed.noon)
    }
}

extension LeadDraft {
    /// A draft in the first list, its phone read.
    public static func sample(
        phone: PhoneNumber = PhoneNumber(13_105_556_789), list: ListID = TestBed.lists[0],
        options: (inout PostOptions) -> Void = { _ in }
    ) -> LeadDraft {
        var draft = LeadDraft()
        draft.phoneText = "3105556789"
        draft.phone = phone
        draft.listID = list
        options(&draft.options)
        return draft
    }
}

extension LeadMatch {
    /// A match created `days` before noon.
    public static func sample(
        _ lead: Int64, list: ListID = TestBed.lists[0], days: Int64 = 1, status: String? = nil,
        calledDaysAgo: Int64? = nil, criteria: CriteriaID? = nil
    ) -> LeadMatch {
        LeadMatch(
            leadID: LeadID(lead), listID: list, createdAt: TestBed.noon.adding(seconds: -days * 86_400),
            detail: status.map { status in
                Detail(
                    status: status, lastCalledAt: calledDaysAgo.map { TestBed.noon.adding(seconds: -$0 * 86_400) },
                    calledCount: calledDaysAgo == nil ? 0 : 1, criteriaID: criteria, fields: "{}")
            })
    }
}

/// What a stage made of a draft.
public struct Judged {
    /// What it decided.
    public let verdict: Verdict
    /// The draft, where the lead goes on.
    public let draft: LeadDraft?

    /// The reason, where it does not.
    public var reason: RefusalReason? {
        if case .refuse(let refusal) = verdict { refusal.reason } else { nil }
    }
}

extension IntakeStage {
    /// Judges a copy of `draft`.
    public func judge(_ draft: LeadDraft, _ facts: Facts) -> Judged {
        var draft = draft
        let verdict = judge(&draft, facts)
        if case .refuse = verdict { return Judged(verdict: verdict, draft: nil) }
        return Judged(verdict: verdict, draft: draft)
    }
}
