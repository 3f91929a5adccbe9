import SluiceCore
import Testing

@Suite struct `Terms of buying` {
    private static let losAngeles = AccountTime(zone: "America/Los_Angeles")
    /// Tuesday, 2026-01-20, 12:00 in Los Angeles.
    private static let noon = Timestamp(1_768_939_200_000)

    private static let amounts: [(text: String, cents: Int64?)] = [
        ("12", 1200), ("12.5", 1250), ("12.50", 1250), ("0.05", 5), ("0", 0), ("1000000000", 100_000_000_000),
        ("", nil), (".5", nil), ("5.", nil), ("1.234", nil), ("-1", nil), ("1,5", nil), ("1e3", nil), ("٣", nil),
        ("10000000000", nil), ("99999999999999999999", nil),
    ]

    @Test(arguments: amounts)
    func `read an amount exactly, or not at all`(text: String, cents: Int64?) {
        #expect(Money(wire: text)?.cents == cents)
    }

    @Test func `write an amount with two digits`() {
        #expect([0, 5, 1250, -1250, -5].map { Money(cents: $0).text } == ["0.00", "0.05", "12.50", "-12.50", "-0.05"])
        #expect(Money(cents: .min).text == "-92233720368547758.08")
        #expect(Money(cents: .max) + Money(cents: 1) == Money(cents: .max))
    }

    /// From, until, on these days, and hours after Tuesday noon at which it is open or not.
    private static let hours: [(from: Int, until: Int, days: Set<Int>, hour: Int64, isOpen: Bool)] = [
        (0, 1440, [0, 1, 2, 3, 4, 5, 6], 0, true), (540, 1080, [1], 0, true), (540, 720, [1], 0, false),
        (720, 721, [1], 0, true), (540, 1080, [0, 2], 0, false), (540, 1080, [1], 24, false),
        // 20:00 to 02:00 of Tuesday goes on into Wednesday.
        (1200, 120, [1], 0, false), (1200, 120, [1], 8, true), (1200, 120, [1], 13, true), (1200, 120, [1], 14, false),
        (1200, 120, [2], 13, false), (1200, 120, [0], -11, true), (1200, 120, [6], 6 * 24 - 11, true),
    ]

    @Test(arguments: hours)
    func `are open on the account's clock`(from: Int, until: Int, days: Set<Int>, hour: Int64, isOpen: Bool) {
        var terms = BuyingTerms()
        (terms.opensAt, terms.closesAt, terms.days) = (from, until, days)
        #expect(terms.isOpen(at: Self.noon.adding(seconds: hour * 3600), Self.losAngeles) == isOpen)
    }

    @Test func `count an hour that comes twice as two, and half hours by the zone's own`() {
        // 2026-11-01: 01:30 comes at 08:30 and at 09:30 UTC in Los Angeles.
        let first = Timestamp(1_793_521_800_000)
        let second = first.adding(seconds: 3600)
        #expect(Self.losAngeles.text(first) == "2026-11-01 01:30:00")
        #expect(Self.losAngeles.text(second) == "2026-11-01 01:30:00")
        #expect(Self.losAngeles.hourStart(at: first) == first.adding(seconds: -1800))
        #expect(Self.losAngeles.hourStart(at: second) == second.adding(seconds: -1800))
        let kolkata = AccountTime(zone: "Asia/Kolkata")
        #expect(kolkata.text(kolkata.hourStart(at: Self.noon)) == "2026-01-21 01:00:00")
        #expect(kolkata.text(kolkata.dayStart(at: Self.noon)) == "2026-01-21 00:00:00")
        #expect(kolkata.text(kolkata.monthStart(at: Self.noon)) == "2026-01-01 00:00:00")
        #expect(Self.losAngeles.weekMinute(at: Self.noon) == (1, 720))
        #expect(Self.losAngeles.weekMinute(at: Timestamp(.max)).minute < 1440)
        #expect(Self.losAngeles.weekMinute(at: Timestamp(.min)).minute < 1440)
    }

    @Test func `let go of a period that is over, and follow a clock that is a little ahead`() {
        var terms = BuyingTerms()
        terms.hourCap = 2
        var use = VendorUse()
        use.roll(to: Self.noon, terms, Self.losAngeles)
        use.buy(at: nil, reservation: nil)
        use.buy(at: nil, reservation: nil)
        #expect(use.objection(terms)?.reason == .vendorCapHour)
        // Another node is a second behind, and so in the hour before: it does not get the hour for itself.
        use.roll(to: Self.noon.adding(seconds: -1), terms, Self.losAngeles)
        #expect(use.objection(terms)?.reason == .vendorCapHour)
        use.roll(to: Self.noon.adding(seconds: 3600), terms, Self.losAngeles)
        #expect(use.objection(terms) == nil)
        #expect(use.day.amount == 2)
        // A clock that was wrong by a year does not stop the key for a year.
        use.roll(to: Self.noon.adding(seconds: 365 * 86_400), terms, Self.losAngeles)
        use.buy(at: nil, reservation: nil)
        use.roll(to: Self.noon, terms, Self.losAngeles)
        #expect(use.hour.amount == 0)
    }

    @Test func `keep a budget to the cent, places that are held included`() {
        var terms = BuyingTerms()
        (terms.price, terms.budget) = (Money(cents: 1250), Money(cents: 2500))
        var use = VendorUse()
        use.roll(to: Self.noon, terms, Self.losAngeles)
        use.buy(at: terms.price, reservation: nil)
        #expect(use.objection(terms) == nil)
        use.reservations = [Reservation(id: "a", price: Money(cents: 1), expiresAt: Self.noon.adding(seconds: 60))]
        #expect(use.objection(terms)?.reason == .vendorBudget)
        use.roll(to: Self.noon.adding(seconds: 60), terms, Self.losAngeles)
        #expect(use.objection(terms) == nil)
        use.buy(at: terms.price, reservation: nil)
        #expect(use.objection(terms)?.reason == .vendorBudget)
        // The next month has its own.
        use.roll(to: Self.noon.adding(seconds: 12 * 86_400), terms, Self.losAngeles)
        #expect(use.objection(terms) == nil)
    }
}
