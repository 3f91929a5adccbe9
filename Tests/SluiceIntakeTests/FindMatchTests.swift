import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceTesting
import Testing

@Suite struct `Step 2, find match` {
    static let matches: [LeadMatch] = [
        .sample(3, list: TestBed.lists[0], days: 1, status: "NEW"),
        .sample(2, list: TestBed.lists[1], days: 2, status: "NA", calledDaysAgo: 1),
        .sample(1, list: TestBed.lists[2], days: 3, status: "NA", calledDaysAgo: 5),
    ]

    static let orders: [(order: UpdateOrder, found: Int64)] = [(.descending, 2), (.ascending, 3)]

    @Test(arguments: orders)
    func `takes the match by last called time`(order: UpdateOrder, found: Int64) {
        let draft = LeadDraft.sample {
            $0.updatesFound = true
            $0.updateOrder = order
        }
        var facts = Facts.sample()
        facts.rows.matches = Self.matches
        #expect(FindMatch().judge(draft, facts).draft?.updates == LeadID(found))
    }

    @Test func `looks only in the list or campaign that is named`() {
        var facts = Facts.sample()
        facts.rows.matches = Self.matches
        let other = LeadDraft.sample {
            $0.updatesFound = true
            $0.searchCampaignID = TestBed.campaigns[1]
        }
        #expect(FindMatch().judge(other, facts).draft?.updates == LeadID(1))
        let list = LeadDraft.sample {
            $0.updatesFound = true
            $0.searchListID = TestBed.lists[0]
        }
        #expect(FindMatch().judge(list, facts).draft?.updates == LeadID(3))
    }

    @Test func `a named lead of the same phone is the one`() {
        var draft = LeadDraft.sample { $0.updatesFound = true }
        draft.namedLead = LeadID(1)
        var facts = Facts.sample()
        facts.rows.matches = Self.matches
        #expect(FindMatch().judge(draft, facts).draft?.updates == LeadID(1))
        draft.namedLead = LeadID(77)
        let other = FindMatch().judge(draft, facts).draft
        #expect(other?.updates == LeadID(2))
        #expect(other?.notes == ["lead_id_without_match"])
    }

    @Test func `a vendor names only leads of its own`() {
        let criteria = LeadPostCriteria(id: CriteriaID(9), name: "Vendor", key: "k", listID: TestBed.lists[0])
        var draft = LeadDraft.sample { $0.updatesFound = true }
        draft.criteria = criteria
        draft.namedLead = LeadID(3)
        var facts = Facts.sample()
        facts.rows.matches = [
            .sample(3, status: "NEW", criteria: CriteriaID(8)), .sample(2, status: "NEW", criteria: CriteriaID(9)),
        ]
        #expect(FindMatch().judge(draft, facts).draft?.notes == ["lead_id_without_match"])
        draft.namedLead = LeadID(2)
        #expect(FindMatch().judge(draft, facts).draft?.updates == LeadID(2))
    }

    @Test func `asks nothing and finds nothing unless told to update`() {
        let draft = LeadDraft.sample()
        var facts = Facts.sample()
        facts.rows.matches = Self.matches
        #expect(FindMatch().questions(draft, facts.configuration) == [])
        #expect(FindMatch().judge(draft, facts).draft == draft)
    }
}
