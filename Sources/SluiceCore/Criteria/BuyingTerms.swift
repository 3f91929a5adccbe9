/// What a team buys under one Criteria Key: for how much, how many, when, and what it gives back.
public struct BuyingTerms: Sendable, Hashable, Codable {
    /// What a budget is for.
    public enum BudgetPeriod: String, Sendable, Hashable, Codable, CaseIterable {
        case day
        case month
    }

    /// What an accepted lead costs.
    public var price: Money?
    /// Leads accepted in an hour of the account's clock.
    public var hourCap: Int?
    /// Leads accepted in a day of the account.
    public var dayCap: Int?
    /// What may be spent in each period.
    public var budget: Money?
    /// The period of the budget.
    public var budgetPeriod: BudgetPeriod = .month
    /// When posts are taken, in minutes since the account's midnight; an end at or before the start is on the next day.
    public var opensAt = 0
    /// When posts are taken no longer; not included.
    public var closesAt = 1440
    /// On which days of the week, 0 is Monday; hours past midnight belong to the day on which they began.
    public var days: Set<Int> = BuyingTerms.wholeWeek
    /// Days after the purchase within which a lead may be returned; nothing = never.
    public var returnDays: Int?
    /// The reasons for which one may be returned; empty = any.
    public var returnReasons: [String] = []

    /// Every day of the week.
    public static let wholeWeek = Set(0...6)
    /// The days as people write them, Monday first.
    public static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// Everything is bought, for nothing.
    public init() {}

    /// Whether accepted leads are counted against something.
    public var isCapped: Bool { hourCap != nil || dayCap != nil || budget != nil }

    /// Whether posts are taken around the clock.
    public var isAlwaysOpen: Bool { opensAt == 0 && closesAt == 1440 && days == BuyingTerms.wholeWeek }

    /// Whether posts are taken at `moment` on the account's clock.
    public func isOpen(at moment: Timestamp, _ time: AccountTime) -> Bool {
        guard !isAlwaysOpen else { return true }
        let (day, minute) = time.weekMinute(at: moment)
        if opensAt < closesAt { return days.contains(day) && opensAt <= minute && minute < closesAt }
        return minute >= opensAt ? days.contains(day) : minute < closesAt && days.contains((day + 6) % 7)
    }

    /// The hours in words: `09:00-18:00 mon,tue`.
    public var hoursText: String {
        let names = days.sorted().filter(BuyingTerms.dayNames.indices.contains).map { BuyingTerms.dayNames[$0] }
        let hours = "\(BuyingTerms.clock(opensAt))-\(BuyingTerms.clock(closesAt))"
        return days == BuyingTerms.wholeWeek ? hours : "\(hours) \(names.joined(separator: ","))"
    }

    /// `09:05`.
    public static func clock(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
