import SluiceCore
import Testing

@Suite struct `Where a call may ring` {
    struct Case: Sendable, CustomTestStringConvertible {
        var says: String
        var phone: Int64?
        var state: String?
        var postalCode: String?
        var zones: [String]
        var states: [String]

        var testDescription: String { says }
    }

    static let eastern = "America/New_York"
    static let central = "America/Chicago"
    static let mountain = "America/Denver"
    static let pacific = "America/Los_Angeles"

    static let cases: [Case] = [
        Case(says: "number alone", phone: 13_105_556_789, zones: [pacific], states: ["CA"]),
        Case(says: "split number alone", phone: 18_505_556_789, zones: [central, eastern], states: ["FL"]),
        Case(
            says: "a Florida number, an address in California", phone: 13_055_556_789, state: "CA",
            zones: [pacific, eastern], states: ["CA", "FL"]),
        Case(
            says: "a California number, a ZIP of New York", phone: 13_105_556_789, postalCode: "10001",
            zones: [pacific, eastern], states: ["CA", "NY"]),
        Case(
            says: "a ZIP narrows its own state", phone: 13_055_556_789, state: "FL", postalCode: "33101",
            zones: [eastern], states: ["FL"]),
        Case(
            says: "a ZIP in the other half", phone: 13_055_556_789, state: "FL", postalCode: "32501",
            zones: [central, eastern], states: ["FL"]),
        Case(says: "a state that is split", state: "TN", zones: [central, eastern], states: ["TN"]),
        Case(
            says: "a ZIP that contradicts the state", state: "TN", postalCode: "10001", zones: [central, eastern],
            states: ["NY", "TN"]),
        Case(
            says: "El Paso keeps Central Time too", phone: 19_155_556_789, state: "TX", postalCode: "79901",
            zones: [central, mountain], states: ["TX"]),
        Case(says: "El Paso by number alone", phone: 19_155_556_789, zones: [central, mountain], states: ["TX"]),
        Case(says: "Mississippi", phone: 16_015_556_789, zones: [central], states: ["MS"]),
        Case(
            says: "Arizona by ZIP", phone: 16_025_556_789, state: "Arizona", postalCode: "85001",
            zones: ["America/Phoenix"], states: ["AZ"]),
        Case(says: "toll-free alone", phone: 18_005_556_789, zones: [], states: []),
        Case(
            says: "toll-free with an address", phone: 18_005_556_789, postalCode: "10001", zones: [eastern],
            states: ["NY"]),
        Case(says: "an area code nobody has", phone: 15_555_556_789, zones: [], states: []),
        Case(
            says: "an area code nobody has, with a state", phone: 15_555_556_789, state: "GA", zones: [eastern],
            states: ["GA"]),
        Case(says: "nothing at all", zones: [], states: []),
        Case(says: "words that mean nothing", state: "somewhere", postalCode: "?", zones: [], states: []),
        Case(
            says: "words that mean nothing beside a number", phone: 13_105_556_789, state: "somewhere", postalCode: "1",
            zones: [pacific], states: ["CA"]),
        Case(says: "a military ZIP", phone: 13_105_556_789, postalCode: "09012", zones: [], states: ["AE", "CA"]),
        Case(says: "a military state", phone: 13_105_556_789, state: "AP", zones: [], states: ["AP", "CA"]),
        Case(
            says: "a ZIP of Hawaii in American Samoa", state: "AS", postalCode: "96750",
            zones: ["Pacific/Honolulu", "Pacific/Pago_Pago"], states: ["AS", "HI"]),
        Case(
            says: "an unlisted ZIP whose three digits cover the named state", state: "NJ", postalCode: "09999",
            zones: [eastern], states: ["NJ"]),
        Case(
            says: "Canada", phone: 14_165_556_789, state: "Ontario", postalCode: "M5V 2T6",
            zones: ["America/Toronto"], states: ["ON"]),
        Case(
            says: "Nova Scotia or Prince Edward Island", phone: 19_025_556_789, zones: ["America/Halifax"],
            states: ["NS", "PE"]),
        Case(says: "Jamaica", phone: 18_765_556_789, zones: ["America/Jamaica"], states: []),
        Case(says: "France", phone: 33_612_345_678, zones: ["Europe/Paris"], states: []),
        Case(
            says: "a French code that looks like a ZIP", phone: 33_612_345_678, postalCode: "75008",
            zones: ["Europe/Paris"], states: []),
        Case(
            says: "Milan is not Michigan", phone: 393_123_456_789, state: "MI", postalCode: "20121",
            zones: ["Europe/Rome", "Europe/Vatican"], states: []),
        Case(
            says: "a French number in Texas", phone: 33_612_345_678, state: "TX", postalCode: "75008",
            zones: [central, "Europe/Paris"], states: ["TX"]),
        Case(says: "a worldwide service", phone: 80_012_345_678, zones: [], states: []),
    ]

    @Test(arguments: cases)
    func `is every zone and state that may be meant`(given: Case) {
        let phone = given.phone.map { PhoneNumber($0) }
        let zones = LocalZones.zones(phone: phone, state: given.state, postalCode: given.postalCode)
        #expect(zones == given.zones)
        let states = LocalZones.candidateStates(phone: phone, state: given.state, postalCode: given.postalCode)
        #expect(states == given.states)
    }

    @Test func `an address never takes a zone of the number away`() {
        for area in NumberingPlan.all where area.kind == .geographic {
            let phone = PhoneNumber(10_000_000_000 + Int64(area.code) * 10_000_000 + 5_556_789)
            let zones = LocalZones.zones(phone: phone, state: "HI", postalCode: "96813")
            #expect(Set(zones).isSuperset(of: area.zones))
            #expect(zones.contains("Pacific/Honolulu"))
        }
    }
}
