import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceTesting
import Testing

@Suite struct `Step 2, duplicate check` {
    /// Where the older lead is, what is asked, whether the post is refused.
    static let scopes: [(scope: DuplicateScope, list: Int, refused: Bool)] = [
        (.none, 0, false), (.account, 0, true), (.account, 1, true), (.account, 2, true),
        (.list, 0, true), (.list, 1, false), (.list, 2, false),
        (.campaign, 0, true), (.campaign, 1, true), (.campaign, 2, false),
        (.purpose, 0, true), (.purpose, 1, true), (.purpose, 2, false),
    ]

    @Test(arguments: scopes)
    func `looks where check_dup says`(scope: DuplicateScope, list: Int, refused: Bool) {
        let draft = LeadDraft.sample { $0.duplicateScope = scope }
        var facts = Facts.sample()
        facts.rows.matches = [.sample(5, list: TestBed.lists[list])]
        #expect(DuplicateCheck().judge(draft, facts).reason == (refused ? .duplicate : nil))
    }

    @Test func `Search_List_ID replaces the scope and wins over the campaign`() {
        var facts = Facts.sample()
        facts.rows.matches = [.sample(5, list: TestBed.lists[1])]
        let elsewhere = LeadDraft.sample {
            $0.duplicateScope = .account
            $0.searchListID = TestBed.lists[0]
            $0.searchCampaignID = TestBed.campaigns[0]
        }
        #expect(DuplicateCheck().judge(elsewhere, facts).reason == nil)
        let campaign = LeadDraft.sample {
            $0.duplicateScope = .list
            $0.searchCampaignID = TestBed.campaigns[0]
        }
        #expect(DuplicateCheck().judge(campaign, facts).reason == .duplicate)
    }

    /// Age asked, age of the newest match, whether refused. The boundary is inclusive; 0 never allows.
    static let ages: [(asked: Int, days: Int64, refused: Bool)] = [
        (30, 29, true), (30, 30, false), (30, 31, false), (0, 400, true), (1, 0, true), (1, 1, false),
    ]

    @Test(arguments: ages)
    func `lets a match in again once it is old enough`(asked: Int, days: Int64, refused: Bool) {
        let draft = LeadDraft.sample {
            $0.duplicateScope = .account
            $0.duplicateAge = asked
        }
        var facts = Facts.sample()
        facts.rows.matches = [.sample(5, days: days), .sample(4, days: days + 100)]
        #expect(DuplicateCheck().judge(draft, facts).reason == (refused ? .duplicateTooYoung : nil))
    }

    @Test func `counts archived leads account-wide only when asked`() {
        var facts = Facts.sample()
        facts.rows.archived = [TestBed.noon.adding(seconds: -86_400)]
        let without = LeadDraft.sample { $0.duplicateScope = .list }
        #expect(DuplicateCheck().judge(without, facts).reason == nil)
        let with = LeadDraft.sample {
            $0.duplicateScope = .list
            $0.checksArchive = true
        }
        #expect(DuplicateCheck().judge(with, facts).reason == .duplicateArchived)
        #expect(DuplicateCheck().questions(with, facts.configuration) == [.matches, .archive])
    }

    @Test func `is not asked when the account decides, or when a lead is updated`() {
        var settings = AccountSettings()
        settings.duplication = .relocate
        var facts = Facts.sample(.sample(), .sample(settings: settings))
        facts.rows.matches = [.sample(5)]
        let draft = LeadDraft.sample { $0.duplicateScope = .account }
        #expect(DuplicateCheck().judge(draft, facts).verdict == .overridden(by: "always_relocate"))
        var updating = draft
        updating.updates = LeadID(5)
        #expect(DuplicateCheck().judge(updating, Facts.sample()).reason == nil)
    }
}
