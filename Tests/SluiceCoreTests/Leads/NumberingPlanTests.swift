import Foundation
import SluiceCore
import Testing

@Suite struct `The North American Numbering Plan` {
    /// Every zone seen among the exchanges of a split area code.
    static let split: [(area: Int, zones: [String])] = [
        (208, ["America/Boise", "America/Denver", "America/Los_Angeles"]),
        (986, ["America/Boise", "America/Los_Angeles"]),
        (219, ["America/Chicago", "America/New_York"]),
        (270, ["America/Chicago", "America/New_York"]),
        (308, ["America/Chicago", "America/Denver"]),
        (423, ["America/Chicago", "America/New_York"]),
        (541, ["America/Denver", "America/Los_Angeles"]),
        (574, ["America/Chicago", "America/New_York"]),
        (605, ["America/Chicago", "America/Denver", "America/North_Dakota/Center"]),
        (606, ["America/Chicago", "America/New_York"]),
        (620, ["America/Chicago", "America/Denver"]),
        (701, ["America/Chicago", "America/Denver", "America/North_Dakota/Center"]),
        (775, ["America/Boise", "America/Denver", "America/Los_Angeles"]),
        (785, ["America/Chicago", "America/Denver"]),
        (812, ["America/Chicago", "America/New_York"]),
        (850, ["America/Chicago", "America/New_York"]),
        (906, ["America/Chicago", "America/New_York"]),
        (907, ["America/Adak", "America/Anchorage", "America/Juneau", "Pacific/Honolulu"]),
        (928, ["America/Denver", "America/Phoenix"]),
    ]

    /// Younger codes over a split one, which a source gives one zone.
    static let overlays: [(area: Int, over: Int)] = [(364, 270), (448, 850), (458, 541), (729, 423), (930, 812)]

    @Test(arguments: split)
    func `a split area code has every zone of its exchanges`(area: Int, zones: [String]) throws {
        let found = try #require(NumberingPlan.area(area))
        #expect(found.zones == zones)
        #expect(found.isSplit)
    }

    @Test(arguments: overlays)
    func `an overlay is as split as the code below it`(area: Int, over: Int) throws {
        #expect(try #require(NumberingPlan.area(area)).zones == NumberingPlan.area(over)?.zones)
        #expect(NumberingPlan.area(area)?.state == NumberingPlan.area(over)?.state)
    }

    @Test func `no other area code of the United States is split`() {
        let known = Set(Self.split.map(\.area) + Self.overlays.map(\.area))
        let found = NumberingPlan.all.filter { $0.isSplit && $0.country == "US" }.map(\.code)
        #expect(Set(found) == known)
    }

    static let places: [(area: Int, country: String?, states: [String], zones: [String])] = [
        (212, "US", ["NY"], ["America/New_York"]),
        (310, "US", ["CA"], ["America/Los_Angeles"]),
        (202, "US", ["DC"], ["America/New_York"]),
        (305, "US", ["FL"], ["America/New_York"]),
        (689, "US", ["FL"], ["America/New_York"]),
        (915, "US", ["TX"], ["America/Denver"]),
        (602, "US", ["AZ"], ["America/Phoenix"]),
        (808, "US", ["HI"], ["Pacific/Honolulu"]),
        (787, "US", ["PR"], ["America/Puerto_Rico"]),
        (671, "US", ["GU"], ["Pacific/Guam"]),
        (416, "CA", ["ON"], ["America/Toronto"]),
        (902, "CA", ["NS", "PE"], ["America/Halifax"]),
        (876, "JM", [], ["America/Jamaica"]),
        (800, nil, [], []),
        (500, nil, [], []),
    ]

    @Test(arguments: places)
    func `an area code knows its place`(area: Int, country: String?, states: [String], zones: [String]) throws {
        let found = try #require(NumberingPlan.area(area))
        #expect(found.code == area)
        #expect(found.country == country)
        #expect(found.states == states)
        #expect(found.zones == zones)
        #expect(found.state == (states.count == 1 ? states[0] : nil))
    }

    @Test func `kinds are told apart`() {
        let tollFree = NumberingPlan.all.filter { $0.kind == .tollFree }.map(\.code)
        #expect(tollFree == [800, 833, 844, 855, 866, 877, 888])
        #expect(NumberingPlan.area(900)?.kind == .nonGeographic)
        #expect(NumberingPlan.area(600)?.kind == .nonGeographic)
        for area in NumberingPlan.all {
            #expect(area.zones.isEmpty == (area.kind != .geographic))
            #expect((area.country == nil) == (area.kind != .geographic))
            #expect(area.states.isEmpty == !["US", "CA"].contains(area.country))
        }
    }

    @Test func `every state has an area code, and codes nobody has are nil`() {
        let states = Set(NumberingPlan.all.filter { $0.country == "US" }.flatMap(\.states))
        #expect(states.count == 51 + 5)
        #expect(NumberingPlan.all.count { $0.country == "US" } > 365)
        for area in [211, 311, 911, 555, 222, 999, 290, 190] { #expect(NumberingPlan.area(area) == nil) }
    }

    // Where the machine lacks the zone files, the guard of dialing would find no zone at all.
    @Test func `every zone that the tables name exists`() {
        let named = NumberingPlan.all.flatMap(\.zones) + CallingCodes.all.flatMap(\.zones)
        for zone in Set(named) { #expect(TimeZone(identifier: zone) != nil, "\(zone)") }
    }
}
