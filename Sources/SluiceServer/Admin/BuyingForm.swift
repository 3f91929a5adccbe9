import SluiceCore

/// What is bought under a key: the fields of Lead Post Criteria about price, caps, hours and returns.
enum BuyingForm {
    static func fill(_ buying: inout BuyingTerms?, from fields: inout FormFields) {
        var terms = buying ?? BuyingTerms()
        money("price", into: &terms.price, &fields)
        fields.optionalNumber("cap_per_hour", into: &terms.hourCap, 1...1_000_000)
        fields.optionalNumber("cap_per_day", into: &terms.dayCap, 1...10_000_000)
        money("budget", into: &terms.budget, &fields)
        fields.choice("budget_period", into: &terms.budgetPeriod)
        if terms.budget != nil, terms.price == nil {
            fields.fault(fields.has("budget") ? "budget" : "price", "a budget needs a price to count with")
        }
        fillHours(&terms, from: &fields)
        fields.optionalNumber("return_days", into: &terms.returnDays, 1...90)
        if let reasons = fields.words("return_reasons")?.map({ $0.lowercased() }) {
            let bad = reasons.filter { !BuyingForm.isReason($0) }
            if bad.isEmpty {
                terms.returnReasons = reasons
            } else {
                fields.fault("return_reasons", "takes words such as wrong_number, not \(bad.joined(separator: ", "))")
            }
        }
        buying = terms == BuyingTerms() ? nil : terms
    }

    /// Whether a text can be the reason of a return: it stands in files and on boards.
    static func isReason(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    private static func money(_ name: String, into target: inout Money?, _ fields: inout FormFields) {
        guard let text = fields.value(name) else { return }
        guard !FormFields.isNone(text) else {
            target = nil
            return
        }
        guard let amount = Money(wire: text) else {
            fields.fault(name, "takes an amount such as 12.50, or none")
            return
        }
        target = amount
    }

    private static func fillHours(_ terms: inout BuyingTerms, from fields: inout FormFields) {
        if let text = fields.value("accept_hours") {
            if FormFields.isNone(text) {
                (terms.opensAt, terms.closesAt) = (0, 1440)
            } else if let (start, end) = CampaignForm.hours(text), start != end, start < 1440 {
                (terms.opensAt, terms.closesAt) = (start, end)
            } else {
                fields.fault("accept_hours", "takes two times of the day, such as 09:00-18:00 or 20:00-02:00, or none")
            }
        }
        guard let words = fields.words("accept_days")?.map({ $0.lowercased() }) else { return }
        let days = words.map { BuyingTerms.dayNames.firstIndex(of: $0) }
        guard days.allSatisfy({ $0 != nil }) else {
            fields.fault("accept_days", "takes some of \(BuyingTerms.dayNames.joined(separator: ", ")), or none")
            return
        }
        terms.days = days.isEmpty ? BuyingTerms.wholeWeek : Set(days.compactMap(\.self))
    }

    static func members(of terms: BuyingTerms) -> [(name: String, value: JSONValue)] {
        let hours = "\(BuyingTerms.clock(terms.opensAt))-\(BuyingTerms.clock(terms.closesAt))"
        let days = terms.days.sorted().filter(BuyingTerms.dayNames.indices.contains).map { BuyingTerms.dayNames[$0] }
        return [
            ("price", .text(terms.price?.text)), ("cap_per_hour", .number(terms.hourCap)),
            ("cap_per_day", .number(terms.dayCap)), ("budget", .text(terms.budget?.text)),
            ("budget_period", .string(terms.budgetPeriod.rawValue)),
            ("accept_hours", terms.opensAt == 0 && terms.closesAt == 1440 ? .null : .string(hours)),
            ("accept_days", .texts(days)), ("return_days", .number(terms.returnDays)),
            ("return_reasons", .texts(terms.returnReasons)),
        ]
    }
}
