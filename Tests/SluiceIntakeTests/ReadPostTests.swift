import SluiceCore
import SluiceIntake
import SluiceTesting
import Testing

@Suite struct `Step 1, read the post` {
    static let criteria: LeadPostCriteria = {
        var criteria = LeadPostCriteria(id: CriteriaID(9), name: "Vendor", key: "vendorkey", listID: TestBed.lists[1])
        criteria.options.checksDNC = true
        return criteria
    }()

    @Test func `Criteria govern list and options, and the receipt says what was ignored`() {
        var post = LeadPost.sample(door: .leadPost) {
            $0.checksDNC = false
            $0.names = ["check_dnc"]
        }
        post.criteriaKey = "vendorkey"
        let draft = ReadPost().judge(LeadDraft(), .sample(post, .sample(criteria: [Self.criteria]))).draft
        #expect(draft?.listID == TestBed.lists[1])
        #expect(draft?.options.checksDNC == true)
        #expect(draft?.notes == ["governed_option_ignored: check_dnc", "governed_option_ignored: list_id"])
    }

    @Test func `a key that is unknown, inactive or not the token's is refused`() {
        var post = LeadPost.sample(door: .leadPost)
        let configuration = AccountConfiguration.sample(criteria: [Self.criteria])
        #expect(ReadPost().judge(LeadDraft(), .sample(post, configuration)).reason == .criteriaKeyUnknown)
        post.criteriaKey = "other"
        #expect(ReadPost().judge(LeadDraft(), .sample(post, configuration)).reason == .criteriaKeyUnknown)
        post.criteriaKey = "vendorkey"
        var token = APIToken(id: TokenID(70), accountID: AccountID(7), name: "one", sections: [.leadPost])
        token.criteriaIDs = [CriteriaID(8)]
        let facts = Facts.sample(post, configuration, caller: Caller(token))
        #expect(ReadPost().judge(LeadDraft(), facts).reason == .criteriaKeyUnknown)
        var inactive = Self.criteria
        inactive.isActive = false
        #expect(
            ReadPost().judge(LeadDraft(), .sample(post, .sample(criteria: [inactive]))).reason == .criteriaInactive)
    }

    @Test func `every field at fault is named at once`() {
        let fields = [
            CustomField(id: FieldID(1), name: "income", label: "Income", kind: .number),
            CustomField(id: FieldID(2), name: "plan", label: "Plan", kind: .select, choices: ["Gold", "Silver"]),
            CustomField(id: FieldID(3), name: "source", label: "Source", kind: .text, isRequired: true),
        ]
        let post = LeadPost.sample(
            fields: [
                ("income", "a lot"), ("plan", "Tin"), ("email", "x@"), ("owner_id", "44"), ("unknown", "kept out"),
            ])
        let verdict = ReadPost().judge(LeadDraft(), .sample(post, .sample(fields: fields)))
        guard case .refuse(let refusal) = verdict.verdict else {
            Issue.record("it was taken")
            return
        }
        #expect(refusal.reason == .unreadableValue)
        for name in ["income", "plan", "email", "owner_id", "source"] {
            #expect(refusal.evidence.contains(name), "\(name) is not named")
        }
    }

    @Test func `custom fields are packed under their ids, dates in one form`() {
        let fields = [CustomField(id: FieldID(7), name: "plan", label: "Plan", kind: .select, choices: ["Gold"])]
        let post = LeadPost.sample(
            fields: [("plan", "gold"), ("date_of_birth", "2/3/1980"), ("start_date", "soon"), ("nobody_knows", "x")])
        let draft = ReadPost().judge(LeadDraft(), .sample(post, .sample(fields: fields))).draft
        #expect(
            draft?.fields == [
                LeadPost.Parameter("field_7", "Gold"), LeadPost.Parameter("date_of_birth", "1980-02-03"),
                LeadPost.Parameter("start_date", "soon"),
            ])
    }

    static let emails: [(text: String, isGood: Bool)] = [
        ("a@b.co", true), ("a.b+c@d-e.example", true), ("a@b", false), ("@b.co", false), ("a@.co", false),
        ("a@b.", false), ("a b@c.de", false), ("a@b@c.de", false),
        (String(repeating: "x", count: 250) + "@b.co", false),
    ]

    @Test(arguments: emails)
    func `an e-mail address looks like one`(text: String, isGood: Bool) {
        let verdict = ReadPost().judge(LeadDraft(), .sample(.sample(fields: [("email", text)])))
        #expect(verdict.reason == (isGood ? nil : .emailInvalid))
    }

    @Test func `an unknown status becomes NEW with a note`() {
        var post = LeadPost.sample()
        post.status = "NOSUCH"
        let draft = ReadPost().judge(LeadDraft(), .sample(post)).draft
        #expect(draft?.status == nil)
        #expect(draft?.notes == ["status_unknown"])
        post.status = "SALE"
        #expect(ReadPost().judge(LeadDraft(), .sample(post)).draft?.status == "SALE")
    }
}
