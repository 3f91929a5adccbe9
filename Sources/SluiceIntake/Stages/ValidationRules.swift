import SluiceCore
import SluiceDatabase

/// The rules of one Validation Criteria, each as a question with a sentence for "no".
struct ValidationRules {
    let criteria: ValidationCriteria
    let draft: LeadDraft
    let facts: Facts

    /// The first rule that is not met, as evidence; nothing when all are.
    func firstNotMet() -> String? {
        leadAge() ?? personAge() ?? list() ?? state() ?? postalCode() ?? carrier() ?? areaCode() ?? fields()
    }

    private func leadAge() -> String? {
        guard let age = criteria.leadAge, draft.updates == nil else { return nil }
        let matches = facts.matches.filter {
            criteria.searchLists.isEmpty || criteria.searchLists.contains($0.listID)
        }
        guard let newest = matches.map(\.createdAt).max() else { return nil }
        let days = facts.now.days(since: newest)
        return days < age || age <= 0 ? "lead_age: \(days) days, \(age) required" : nil
    }

    private func personAge() -> String? {
        guard criteria.youngest != nil || criteria.oldest != nil else { return nil }
        guard let text = draft.field("date_of_birth"), let born = CalendarDate(wire: text),
            let today = CalendarDate(facts.now)
        else { return absent("date_of_birth") }
        let years = born.years(until: today)
        if let youngest = criteria.youngest, years < youngest { return "age: below \(youngest)" }
        if let oldest = criteria.oldest, years > oldest { return "age: above \(oldest)" }
        return nil
    }

    private func list() -> String? {
        guard !criteria.lists.isEmpty, let list = draft.listID else { return nil }
        return criteria.lists.contains(list) ? nil : "list: not among the wanted ones"
    }

    /// The state given, by code or name, else the area code's.
    private func state() -> String? {
        guard let states = criteria.states else { return nil }
        let given = draft.field("state").map { PostalPlan.state($0) ?? $0.uppercased() }
        guard let state = given ?? draft.phone?.areaCode.flatMap({ NumberingPlan.area($0)?.state }) else {
            return absent("state")
        }
        guard !states.takes(state, by: { $0.uppercased() == $1 }) else { return nil }
        return "state: \(given == nil ? "by area code" : "as given")"
    }

    private func postalCode() -> String? {
        guard let codes = criteria.postalCodes else { return nil }
        guard let code = draft.field("postal_code"), !code.isEmpty else { return absent("postal_code") }
        return codes.takes(code, by: ValidationRules.matches) ? nil : "postal_code: not wanted"
    }

    private func carrier() -> String? {
        guard let carriers = criteria.carriers else { return nil }
        guard facts.registers.carrier != .unknown else { return absent("carrier_type") }
        let type = facts.registers.carrier.rawValue
        return carriers.takes(type) { $0.uppercased() == $1 } ? nil : "carrier_type: \(type)"
    }

    private func areaCode() -> String? {
        guard let codes = criteria.areaCodes else { return nil }
        guard let code = draft.phone?.areaCode else { return absent("area_code") }
        return codes.takes(String(code)) { $0 == $1 } ? nil : "area_code: not wanted"
    }

    private func fields() -> String? {
        for rule in criteria.rules {
            let name = facts.configuration.fieldsByName[rule.field]?.packedName ?? rule.field
            let value = draft.field(name) ?? ""
            if value.isEmpty, rule.comparison != .isGiven, rule.comparison != .isBlank {
                if let missing = absent(rule.field) { return missing }
                continue
            }
            if !rule.isMet(by: value) { return "\(rule.field): \(rule.comparison.rawValue) is not met" }
        }
        return nil
    }

    /// A field that the post does not have: skipped, unless the criteria are strict.
    private func absent(_ field: String) -> String? {
        criteria.isStrict ? "\(field): not given" : nil
    }

    /// Whether a ZIP is one of `pattern`: exact, prefix (`902*`) or range (`90001-90099`). ZIP+4 counts by its ZIP.
    static func matches(_ pattern: String, _ code: String) -> Bool {
        let code = code.prefix { $0 != "-" }.uppercased().replacing(" ", with: "")
        let pattern = pattern.uppercased().replacing(" ", with: "")
        if pattern.hasSuffix("*") { return code.hasPrefix(pattern.dropLast()) }
        let ends = pattern.split(separator: "-")
        if ends.count == 2, let low = Int(ends[0]), let high = Int(ends[1]), let number = Int(code),
            ends[0].count == code.count
        {
            return low <= number && number <= high
        }
        return pattern == code
    }
}

extension Selection {
    /// Whether the selection takes a value: one of its values when it includes, none when it excludes. An empty
    /// selection takes everything.
    func takes(_ value: String, by matches: (String, String) -> Bool) -> Bool {
        guard !values.isEmpty else { return true }
        return values.contains { matches($0, value) } != isExcluding
    }
}

extension ValidationCriteria.FieldRule {
    /// Whether a value meets the rule; texts compare without regard to case.
    func isMet(by text: String) -> Bool {
        switch comparison {
        case .equals: text.lowercased() == value.lowercased()
        case .differs: text.lowercased() != value.lowercased()
        case .contains: value.isEmpty || text.lowercased().contains(value.lowercased())
        case .isGiven: !text.isEmpty
        case .isBlank: text.isEmpty
        case .atLeast: ordered(text).map { $0 >= 0 } ?? false
        case .atMost: ordered(text).map { $0 <= 0 } ?? false
        }
    }

    /// Below, equal or above as -1, 0, 1: as numbers where both are, else as dates; nothing when they are neither.
    private func ordered(_ text: String) -> Int? {
        if let left = Double(text), let right = Double(value) { return left < right ? -1 : (left > right ? 1 : 0) }
        guard let left = CalendarDate(wire: text), let right = CalendarDate(wire: value) else { return nil }
        return left < right ? -1 : (left > right ? 1 : 0)
    }
}
