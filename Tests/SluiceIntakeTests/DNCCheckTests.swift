import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceTesting
import Testing

@Suite struct `Step 2, DNC check` {
    /// What the entry covers, whether the Criteria ask, whether the post is refused.
    static let cases: [(scope: DNCScope, asked: Bool, refused: Bool)] = [
        (.account, false, false), (.account, true, true),
        (.seller(SellerID(1)), true, true), (.seller(SellerID(2)), true, false),
        (.campaign(TestBed.campaigns[0]), true, true), (.campaign(TestBed.campaigns[1]), true, false),
        (.purpose("sales"), true, true), (.purpose("service"), true, false),
    ]

    @Test(arguments: cases)
    func `refuses a listed number only when the Criteria ask and the entry covers the campaign`(
        scope: DNCScope, asked: Bool, refused: Bool
    ) {
        let draft = LeadDraft.sample { $0.checksDNC = asked }
        var facts = Facts.sample()
        facts.rows.dnc = [
            DNCEntry(
                id: 4, number: 13_105_556_789, scope: scope, origin: .operator, reason: "", purpose: "",
                createdAt: TestBed.noon)
        ]
        #expect(DNCCheck().judge(draft, facts).reason == (refused ? .dncListed : nil))
        #expect(DNCCheck().questions(draft, facts.configuration) == (asked ? .dnc : []))
    }

    @Test func `a number stands under itself and its prefixes`() {
        #expect(DNCEntry.keys(for: PhoneNumber(13_105_556_789)) == [13_105_556_789, 1_310_555, 1310])
        #expect(DNCEntry.keys(for: PhoneNumber(442_079_460_123)) == [442_079_460_123])
    }
}

@Suite struct `Step 2, registers` {
    @Test func `litigators are refused where switched on, and nothing lifts them`() {
        var facts = Facts.sample()
        facts.registers.isLitigator = true
        #expect(RegisterCheck().judge(.sample { $0.checksLitigators = true }, facts).reason == .litigator)
        #expect(RegisterCheck().judge(.sample(), facts).reason == nil)
    }

    @Test func `the campaign can switch the registers on for every post`() {
        var campaign = Campaign(id: TestBed.campaigns[0], name: "Main", sellerID: SellerID(1))
        campaign.checksRegisters = true
        var facts = Facts.sample(.sample(), .sample(campaigns: [campaign]))
        facts.registers.hasDNCRegister = true
        facts.registers.listedBy = ["national_dnc", "state_dnc:TX"]
        #expect(
            RegisterCheck().judge(.sample(), facts).verdict
                == .refuse(Refusal(.registerListed, evidence: "on national_dnc and 1 more")))
        facts.registers = RegisterAnswer(hasDNCRegister: true)
        #expect(RegisterCheck().judge(.sample(), facts).draft?.notes == [])
    }

    @Test func `a register that is not loaded is said so, and the lead is taken`() {
        let draft = LeadDraft.sample {
            $0.checksRegisters = true
            $0.checksLitigators = true
        }
        let judged = RegisterCheck().judge(draft, .sample()).draft
        #expect(judged?.notes == ["register_not_loaded: litigator", "register_not_loaded: national_dnc"])
    }

    /// What the registers know, the Criteria's policy, the reason.
    static let wireless: [(known: Bool?, policy: UnknownPolicy, reason: RefusalReason?)] = [
        (true, .open, .wireless), (false, .closed, nil), (nil, .open, nil), (nil, .closed, .wireless),
    ]

    @Test(arguments: wireless)
    func `wireless numbers are refused, unknown ones by policy`(
        known: Bool?, policy: UnknownPolicy, reason: RefusalReason?
    ) {
        var draft = LeadDraft.sample { $0.checksWireless = true }
        draft.criteria = LeadPostCriteria(
            id: CriteriaID(9), name: "V", key: "k", listID: TestBed.lists[0], unknownCarrier: policy)
        var facts = Facts.sample()
        facts.registers.isWireless = known
        #expect(WirelessCheck().judge(draft, facts).reason == reason)
    }

    static let carriers: [(type: CarrierType, rejected: Set<CarrierType>, reason: RefusalReason?)] = [
        (.mobile, [.mobile], .carrierType), (.mobile, [.voip, .landline], nil), (.unknown, [.mobile], nil),
        (.voip, [.voip], .carrierType), (.landline, [], nil),
    ]

    @Test(arguments: carriers)
    func `carrier types are refused where rejected`(
        type: CarrierType, rejected: Set<CarrierType>, reason: RefusalReason?
    ) {
        var facts = Facts.sample()
        facts.registers.carrier = type
        #expect(CarrierCheck().judge(.sample { $0.rejectedCarriers = rejected }, facts).reason == reason)
        var settings = AccountSettings()
        settings.rejectedCarriers = rejected
        var global = Facts.sample(.sample(), .sample(settings: settings))
        global.registers.carrier = type
        #expect(
            AccountCarrierCheck().judge(.sample(), global).reason == (reason == nil ? nil : .accountCarrierType))
    }
}
