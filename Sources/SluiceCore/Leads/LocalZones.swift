/// Which time zones and states a call may reach, from everything a lead says of where somebody is.
///
/// The address and the number are candidates side by side: neither replaces the other, since a mobile number moves and
/// an address goes stale. A caller dials only when every zone given here is within hours, and not at all when there is
/// none. Exact where the law is: the called party's place decides, and FL, OK, WA and CT presume it from the area code.
public enum LocalZones {
    /// Every IANA zone of every candidate, sorted; empty when nothing places the call, or the address is military.
    ///
    /// The ZIP code narrows its own state; a state that contradicts it stays in. All zones of the area code stay in.
    /// Mississippi and Texas add America/Chicago, because their laws speak of Central Time.
    public static func zones(phone: PhoneNumber?, state: String?, postalCode: String?) -> [String] {
        let candidates = Candidates(phone: phone, state: state, postalCode: postalCode)
        return candidates.isUnplaced ? [] : candidates.zones.sorted()
    }

    /// Two-letter codes, sorted, of every state, province or territory whose rules may apply.
    public static func candidateStates(phone: PhoneNumber?, state: String?, postalCode: String?) -> [String] {
        Candidates(phone: phone, state: state, postalCode: postalCode).states.sorted()
    }

    /// The union of what address and number say.
    private struct Candidates {
        var states: [String] = []
        var zones: [String] = []
        /// Somebody with a military address may be anywhere.
        var isUnplaced = false

        init(phone: PhoneNumber?, state: String?, postalCode: String?) {
            let named = state.flatMap { PostalPlan.state($0) }
            let place = postalCode.flatMap { PostalPlan.place($0) }
            if phone?.isNorthAmerican != false || Self.agree(named, place) { addAddress(named, place) }
            if let phone { addNumber(phone) }
            if !zones.isEmpty, states.contains("MS") || states.contains("TX") { add(zones: ["America/Chicago"]) }
        }

        /// Five digits or two letters mean an American address beside a number abroad only when they fit together.
        private static func agree(_ named: String?, _ place: PostalPlan.Place?) -> Bool {
            guard let named, let place else { return false }
            return place.states.contains(named)
        }

        private mutating func addAddress(_ named: String?, _ place: PostalPlan.Place?) {
            let isConsistent = Self.agree(named, place)
            if let place {
                add(states: isConsistent && place.states.count > 1 ? [named].compactMap { $0 } : place.states)
                add(zones: place.zones)
                if place.zones.isEmpty { isUnplaced = true }
            }
            if let named, !isConsistent {
                let all = PostalPlan.zones(ofState: named) ?? []
                add(states: [named])
                add(zones: all)
                if all.isEmpty { isUnplaced = true }
            }
        }

        private mutating func addNumber(_ phone: PhoneNumber) {
            if let area = phone.areaCode.flatMap(NumberingPlan.area) {
                add(states: area.states)
                add(zones: area.zones)
            } else if !phone.isNorthAmerican {
                add(zones: CallingCodes.find(phone.callingCode)?.zones ?? [])
            }
        }

        private mutating func add(states more: [String]) {
            for state in more where !states.contains(state) { states.append(state) }
        }

        private mutating func add(zones more: [String]) {
            for zone in more where !zones.contains(zone) { zones.append(zone) }
        }
    }
}
