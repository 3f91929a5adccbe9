import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceTesting
import Testing

@Suite struct `Step 6, the hopper` {
    /// List, status, hour of the day in Los Angeles, why the hopper does not take it.
    static let cases: [(list: Int, status: String?, hours: Int64, objection: String?)] = [
        (0, nil, 0, nil), (0, "NI", 0, "final_status"), (0, "DNC", 0, "final_status"),
        (0, "NA", 0, "status_not_dialable"), (0, nil, 9, "outside_window"), (0, nil, -5, "outside_window"),
        (2, nil, 9, nil), (2, "NA", 0, nil), (2, "SALE", 0, "final_status"),
    ]

    @Test(arguments: cases)
    func `takes a posted lead by the campaign's mode`(list: Int, status: String?, hours: Int64, objection: String?) {
        var draft = LeadDraft.sample(phone: PhoneNumber(13_105_556_789), list: TestBed.lists[list]) {
            $0.entersHopper = true
            $0.hopperPriority = 70
            $0.hopperSeconds = 60
        }
        draft.status = status
        var facts = Facts.sample()
        facts.now = TestBed.noon.adding(seconds: hours * 3600)
        let judged = InsertLead().judge(draft, facts).draft
        if let objection {
            #expect(judged?.hopper == nil)
            #expect(judged?.notes == ["hopper_refused: \(objection)"])
        } else {
            let end = facts.now.adding(seconds: 60)
            let campaign = TestBed.campaigns[list == 2 ? 1 : 0]
            #expect(judged?.hopper == HopperPlan(campaignID: campaign, priority: 70, expiresAt: end))
            #expect(judged?.notes == ["hopper_expires_at: \(end.milliseconds)"])
        }
    }

    @Test func `a split of zones must lie inside the window in every one`() {
        // 850 is Florida's, in Eastern and Central time; at 8:30 in New York it is 7:30 in Chicago.
        var draft = LeadDraft.sample(phone: PhoneNumber(18_505_556_789)) { $0.entersHopper = true }
        var facts = Facts.sample()
        facts.now = TestBed.noon.adding(seconds: -(6 * 3600 + 1800))
        #expect(InsertLead().judge(draft, facts).draft?.notes == ["hopper_refused: outside_window"])
        draft.fields = [LeadPost.Parameter("postal_code", "32301")]
        facts.now = TestBed.noon.adding(seconds: -5 * 3600)
        #expect(InsertLead().judge(draft, facts).draft?.hopper != nil)
    }

    @Test func `a fictional number is stored and never dialed`() {
        let draft = LeadDraft.sample(phone: PhoneNumber(13_105_550_123)) { $0.entersHopper = true }
        #expect(InsertLead().judge(draft, .sample()).draft?.notes == ["hopper_refused: fictional_number"])
    }

    /// Asked seconds, the account's unit, seconds kept.
    static let expiries: [(asked: Int, unit: AccountSettings.ExpiryUnit, seconds: Int)] = [
        (0, .seconds, 0), (300, .seconds, 300), (301, .seconds, 300), (-5, .seconds, 0), (5, .minutes, 300),
        (999, .minutes, 18_000),
    ]

    @Test(arguments: expiries)
    func `expiry and priority are clamped`(asked: Int, unit: AccountSettings.ExpiryUnit, seconds: Int) {
        var settings = AccountSettings()
        settings.hopperExpiryUnit = unit
        var options = AskedOptions()
        options.hopperExpiresIn = asked
        options.hopperPriority = 1000
        #expect(PostOptions(options, settings).hopperSeconds == seconds)
        #expect(PostOptions(options, settings).hopperPriority == 99)
        #expect(PostOptions(AskedOptions(), settings).hopperPriority == 99)
    }
}
