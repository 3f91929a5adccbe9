import Foundation
import SluiceCore
import Testing

@Suite struct `Postal codes` {
    static let zips: [(code: String, states: [String], zones: [String])] = [
        ("90210", ["CA"], ["America/Los_Angeles"]),
        ("10001", ["NY"], ["America/New_York"]),
        ("10001-1234", ["NY"], ["America/New_York"]),
        ("100011234", ["NY"], ["America/New_York"]),
        (" 10001 ", ["NY"], ["America/New_York"]),
        ("02134", ["MA"], ["America/New_York"]),
        ("2134", ["MA"], ["America/New_York"]),
        ("2134-1234", ["MA"], ["America/New_York"]),
        ("32501", ["FL"], ["America/Chicago"]),
        ("33101", ["FL"], ["America/New_York"]),
        ("79901", ["TX"], ["America/Denver"]),
        ("77001", ["TX"], ["America/Chicago"]),
        ("37402", ["TN"], ["America/New_York"]),
        ("37201", ["TN"], ["America/Chicago"]),
        ("37405", ["TN"], ["America/Chicago", "America/New_York"]),
        ("86515", ["AZ"], ["America/Denver"]),
        ("85001", ["AZ"], ["America/Phoenix"]),
        ("83501", ["ID"], ["America/Los_Angeles"]),
        ("83702", ["ID"], ["America/Boise"]),
        ("96813", ["HI"], ["Pacific/Honolulu"]),
        ("96799", ["AS"], ["Pacific/Pago_Pago"]),
        ("00901", ["PR"], ["America/Puerto_Rico"]),
        ("901", [], []),
        ("09012", ["AE"], []),
        ("34002", ["AA"], []),
        ("96201", ["AP"], []),
    ]

    @Test(arguments: zips)
    func `a ZIP code has a state and zones`(code: String, states: [String], zones: [String]) {
        let place = PostalPlan.place(code)
        #expect((place?.states ?? []) == states)
        #expect((place?.zones ?? []) == zones)
    }

    @Test func `a ZIP code that is not listed has all that its first three digits cover`() throws {
        let place = try #require(PostalPlan.place("83499"))
        #expect(place.states.contains("ID"))
        #expect(place.zones.contains("America/Boise"))
        let chattanooga = try #require(PostalPlan.place("37499"))
        #expect(chattanooga.states == ["TN"])
        #expect(chattanooga.zones == ["America/Chicago", "America/New_York"])
        let fallback = try #require(PostalPlan.place("42799"))
        #expect(fallback.states == ["KY"])
        #expect(fallback.zones.contains("America/Chicago") && fallback.zones.count > 1)
    }

    @Test(arguments: [
        "", "1", "123", "123456", "00000", "99999999999", "ABCDE", "9021O", "90210\u{0}", "９０２１０", "A1", "1A1",
    ])
    func `what is no postal code has no place`(code: String) {
        #expect(PostalPlan.place(code) == nil)
    }

    static let canadian: [(code: String, states: [String], zones: [String])] = [
        ("M5V 2T6", ["ON"], ["America/Toronto"]),
        ("m5v2t6", ["ON"], ["America/Toronto"]),
        ("M5V", ["ON"], ["America/Toronto"]),
        ("P0T 2Z0", ["ON"], ["America/Panama", "America/Toronto", "America/Winnipeg"]),
        ("H2Y 1C6", ["QC"], ["America/Toronto"]),
        ("A1C 5M2", ["NL"], ["America/Goose_Bay", "America/St_Johns"]),
        ("Y1A 2B5", ["YT"], ["America/Whitehorse"]),
        ("MM5 2T6", [], []),
        ("D1A 1A1", [], []),
    ]

    @Test(arguments: canadian)
    func `a Canadian code has a province by its first letter`(code: String, states: [String], zones: [String]) {
        let place = PostalPlan.place(code)
        #expect((place?.states ?? []) == states)
        #expect((place?.zones ?? []) == zones)
    }

    @Test func `all ZIP codes of a state lie in its zones`() {
        var seen = 0
        for code in 0..<100_000 {
            guard let place = PostalPlan.place(String(String(100_000 + code).dropFirst())) else { continue }
            seen += 1
            let zones = Set(place.states.flatMap { PostalPlan.zones(ofState: $0) ?? [] })
            #expect(!place.states.isEmpty && zones.isSuperset(of: place.zones))
            for zone in place.zones where TimeZone(identifier: zone) == nil { Issue.record("no zone \(zone)") }
        }
        #expect(seen > 85_000)
    }

    static let splitStates: [(state: String, zones: Set<String>)] = [
        ("FL", ["America/New_York", "America/Chicago"]),
        ("TX", ["America/Chicago", "America/Denver"]),
        ("TN", ["America/New_York", "America/Chicago"]),
        ("KY", ["America/New_York", "America/Chicago"]),
        ("IN", ["America/Indiana/Indianapolis", "America/Chicago"]),
        ("MI", ["America/Detroit", "America/Menominee"]),
        ("ND", ["America/Chicago", "America/Denver"]),
        ("SD", ["America/Chicago", "America/Denver"]),
        ("NE", ["America/Chicago", "America/Denver"]),
        ("KS", ["America/Chicago", "America/Denver"]),
        ("OR", ["America/Los_Angeles", "America/Boise"]),
        ("ID", ["America/Boise", "America/Los_Angeles"]),
        ("NV", ["America/Los_Angeles", "America/Denver"]),
        ("AZ", ["America/Phoenix", "America/Denver"]),
        ("AK", ["America/Anchorage", "America/Adak"]),
    ]

    @Test(arguments: splitStates)
    func `a split state has all its zones`(state: String, zones: Set<String>) throws {
        #expect(Set(try #require(PostalPlan.zones(ofState: state))).isSuperset(of: zones))
    }

    @Test func `a state of one zone has one`() {
        for state in ["CA", "NY", "GA", "AL", "MT", "UT", "CO", "WA", "OK", "DC"] {
            #expect(PostalPlan.zones(ofState: state)?.count == 1, "\(state)")
        }
        #expect(PostalPlan.zones(ofState: "AE")?.isEmpty == true)
        #expect(PostalPlan.zones(ofState: "ZZ") == nil)
    }

    static let names: [(text: String, state: String?)] = [
        ("CA", "CA"), ("ca", "CA"), (" Ca. ", "CA"), ("California", "CA"), ("new  york", "NY"), ("WASHINGTON", "WA"),
        ("Washington, D.C.", "DC"), ("d.c.", "DC"), ("Québec", "QC"), ("Ontario", "ON"), ("ZZ", nil), ("", nil),
        ("Bavaria", nil), ("1", nil),
    ]

    @Test(arguments: names)
    func `a state is known by code or name`(text: String, state: String?) {
        #expect(PostalPlan.state(text) == state)
    }
}
