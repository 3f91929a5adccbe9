/// A place under a key's caps that a vendor holds for a moment, at the price of that moment.
public struct Reservation: Sendable, Hashable {
    /// What the post names.
    public var id: String
    /// What the lead will cost.
    public var price: Money?
    /// Until when the place is held.
    public var expiresAt: Timestamp

    /// A reservation of these.
    public init(id: String, price: Money?, expiresAt: Timestamp) {
        self.id = id
        self.price = price
        self.expiresAt = expiresAt
    }
}

/// What was bought under one Criteria Key in the hour, the day and the budget's period that run now, and the places held.
///
/// Whoever reads it to change it holds the key's lock, so that no two posts take one place.
public struct VendorUse: Sendable, Hashable {
    /// A count since the beginning of its period.
    public struct Period: Sendable, Hashable {
        /// When the period began.
        public var start: Timestamp
        /// Leads, or cents.
        public var amount: Int64

        /// So much since `start`.
        public init(start: Timestamp = Timestamp(0), amount: Int64 = 0) {
            self.start = start
            self.amount = amount
        }

        /// Goes on in the period that begins at `start`. A node whose clock is behind by up to a minute counts in the
        /// period that a faster one has begun; everything else that is not this period is over.
        mutating func roll(to start: Timestamp, at now: Timestamp) {
            guard self.start != start else { return }
            if self.start > now, self.start <= now.adding(seconds: 60) { return }
            self = Period(start: start)
        }
    }

    /// Leads in the hour.
    public var hour = Period()
    /// Leads in the day.
    public var day = Period()
    /// Cents in the period of the budget.
    public var budget = Period()
    /// Places held.
    public var reservations: [Reservation] = []

    /// Nothing bought yet.
    public init() {}

    /// Goes on to the periods that run at `now`, and lets go of places whose time is over.
    public mutating func roll(to now: Timestamp, _ terms: BuyingTerms, _ time: AccountTime) {
        hour.roll(to: time.hourStart(at: now), at: now)
        day.roll(to: time.dayStart(at: now), at: now)
        budget.roll(to: terms.budgetPeriod == .day ? time.dayStart(at: now) : time.monthStart(at: now), at: now)
        reservations.removeAll { $0.expiresAt <= now }
    }

    /// Why one more lead is not bought; nothing when it is. Places held count as bought.
    public func objection(_ terms: BuyingTerms) -> Refusal? {
        let held = Int64(reservations.count)
        if let cap = terms.hourCap, hour.amount &+ held >= Int64(cap) {
            return Refusal(.vendorCapHour, evidence: "\(hour.amount) of \(cap) this hour, \(held) reserved")
        }
        if let cap = terms.dayCap, day.amount &+ held >= Int64(cap) {
            return Refusal(.vendorCapDay, evidence: "\(day.amount) of \(cap) today, \(held) reserved")
        }
        if let limit = terms.budget {
            let spent = Money(cents: budget.amount)
            let bound = reservations.reduce(Money(cents: 0)) { $0 + ($1.price ?? Money(cents: 0)) }
            guard spent + bound + (terms.price ?? Money(cents: 0)) <= limit else {
                return Refusal(
                    .vendorBudget,
                    evidence: "\(spent.text) of \(limit.text) spent this \(terms.budgetPeriod.rawValue), "
                        + "\(bound.text) reserved")
            }
        }
        return nil
    }

    /// Counts one lead that was bought at `price`, under the reservation if it named one.
    public mutating func buy(at price: Money?, reservation: String?) {
        hour.amount = hour.amount.addingReportingOverflow(1).partialValue
        day.amount = day.amount.addingReportingOverflow(1).partialValue
        budget.amount = (Money(cents: budget.amount) + (price ?? Money(cents: 0))).cents
        if let reservation { reservations.removeAll { $0.id == reservation } }
    }
}
