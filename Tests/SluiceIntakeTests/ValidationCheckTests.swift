import SluiceCore
import SluiceDatabase
import SluiceIntake
import SluiceTesting
import Testing

@Suite struct `Step 5, validation` {
    static func judge(
        _ change: (inout ValidationCriteria) -> Void, fields: [(String, String)] = [],
        phone: PhoneNumber = PhoneNumber(13_105_556_789), matches: [LeadMatch] = [],
        carrier: CarrierType = .unknown
    ) -> Judged {
        var criteria = ValidationCriteria(id: CriteriaID(3), name: "Wanted", key: "w")
        change(&criteria)
        var facts = Facts.sample(.sample(), .sample(validations: [criteria]))
        facts.rows.matches = matches
        facts.registers.carrier = carrier
        var draft = LeadDraft.sample(phone: phone)
        draft.validationID = CriteriaID(3)
        draft.fields = fields.map { LeadPost.Parameter($0.0, $0.1) }
        return ValidationCheck().judge(draft, facts)
    }

    /// Patterns, ZIP, whether it is taken.
    static let codes: [(patterns: [String], isExcluding: Bool, code: String, taken: Bool)] = [
        (["90210"], false, "90210", true), (["90210"], false, "90211", false), (["902*"], false, "90299", true),
        (["902*"], false, "90399", false), (["90001-90099"], false, "90050", true),
        (["90001-90099"], false, "90100", false), (["90210"], true, "90210", false), (["90210"], true, "10001", true),
        (["90210"], false, "90210-1234", true), ([], false, "90210", true), (["K1A*"], false, "k1a 0b1", true),
    ]

    @Test(arguments: codes)
    func `ZIPs are taken exactly, by prefix or by range`(
        patterns: [String], isExcluding: Bool, code: String, taken: Bool
    ) {
        let verdict = Self.judge(
            { $0.postalCodes = Selection(patterns, isExcluding: isExcluding) }, fields: [("postal_code", code)])
        #expect(verdict.reason == (taken ? nil : .validationNotMet))
    }

    /// State given, states wanted, strict or not, whether it is taken. 310 is California's.
    static let states: [(given: String?, wanted: [String], isExcluding: Bool, taken: Bool)] = [
        ("ny", ["NY"], false, true), ("NY", ["CA"], false, false), (nil, ["CA"], false, true),
        (nil, ["NY"], false, false), ("CA", ["CA"], true, false), ("TX", ["CA"], true, true),
    ]

    @Test(arguments: states)
    func `the state given counts, else the area code's`(
        given: String?, wanted: [String], isExcluding: Bool, taken: Bool
    ) {
        let fields = given.map { [("state", $0)] } ?? []
        let verdict = Self.judge({ $0.states = Selection(wanted, isExcluding: isExcluding) }, fields: fields)
        #expect(verdict.reason == (taken ? nil : .validationNotMet))
    }

    /// Date of birth, youngest, oldest, whether taken. Today is 2026-01-20.
    static let ages: [(born: String, youngest: Int?, oldest: Int?, taken: Bool)] = [
        ("1961-01-20", 65, nil, true), ("1961-01-21", 65, nil, false), ("1/20/1961", 65, 65, true),
        ("1960-01-20", nil, 65, false), ("not a date", 18, nil, true), ("2030-01-01", 18, nil, false),
    ]

    @Test(arguments: ages)
    func `a person's age is counted in full years`(born: String, youngest: Int?, oldest: Int?, taken: Bool) {
        let verdict = Self.judge(
            {
                $0.youngest = youngest
                $0.oldest = oldest
            }, fields: [("date_of_birth", born)])
        #expect(verdict.reason == (taken ? nil : .validationNotMet))
    }

    @Test func `an absent field is skipped, or not met when strict`() {
        #expect(Self.judge { $0.postalCodes = Selection(["90210"]) }.reason == nil)
        #expect(
            Self.judge {
                $0.postalCodes = Selection(["90210"])
                $0.isStrict = true
            }.reason == .validationNotMet)
    }

    /// Days since the older lead was created, days required, the list searched, whether taken.
    static let leadAges: [(days: Int64, age: Int, list: ListID?, taken: Bool)] = [
        (30, 30, nil, true), (29, 30, nil, false), (1, 30, TestBed.lists[1], true), (1, 30, TestBed.lists[0], false),
    ]

    @Test(arguments: leadAges)
    func `an older lead must be old enough`(days: Int64, age: Int, list: ListID?, taken: Bool) {
        let verdict = Self.judge(
            {
                $0.leadAge = age
                $0.searchLists = list.map { [$0] } ?? []
            }, matches: [.sample(5, days: days)])
        #expect(verdict.reason == (taken ? nil : .validationNotMet))
    }

    @Test func `list, carrier, area code and fields count too`() {
        #expect(Self.judge { $0.lists = [TestBed.lists[1]] }.reason == .validationNotMet)
        #expect(Self.judge({ $0.carriers = Selection(["mobile"]) }, carrier: .mobile).reason == nil)
        #expect(Self.judge({ $0.carriers = Selection(["MOBILE"]) }, carrier: .voip).reason == .validationNotMet)
        #expect(Self.judge { $0.areaCodes = Selection(["310"], isExcluding: true) }.reason == .validationNotMet)
        let rule = ValidationCriteria.FieldRule(field: "monthly_revenue", comparison: .atLeast, value: "1000")
        #expect(Self.judge({ $0.rules = [rule] }, fields: [("monthly_revenue", "900")]).reason == .validationNotMet)
        #expect(Self.judge({ $0.rules = [rule] }, fields: [("monthly_revenue", "1000.0")]).reason == nil)
    }
}
