import SluiceCore
import SluiceDatabase

/// Lead Validation Criteria: which leads are wanted (product-features §5).
enum ValidationForm: ConfigurationForm {
    static let word = "validation"
    static let columns = ["id", "name", "key", "active", "strict", "disclosure"]

    static func all(_ configuration: AccountConfiguration) -> [ValidationCriteria] {
        Array(configuration.validations.values)
    }

    static func name(of criteria: ValidationCriteria) -> String { criteria.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> ValidationCriteria {
        ValidationCriteria(id: CriteriaID(try edit.nextID(.criteria)), name: "", key: dice.secret(32))
    }

    static func keep(_ standing: ValidationCriteria, in restored: inout ValidationCriteria) {
        restored.key = standing.key
    }

    static func fill(
        _ criteria: inout ValidationCriteria, from fields: inout FormFields, in configuration: AccountConfiguration,
        isNew: Bool
    ) {
        if isNew { fields.require("name") }
        fields.text("name", into: &criteria.name, 1...30)
        CriteriaKey.fill(&criteria.key, of: criteria.id, from: &fields, in: configuration)
        fields.flag("active", into: &criteria.isActive)
        fields.optionalNumber("lead_age", into: &criteria.leadAge, 1...3650)
        if let lists = fields.references("search_lists", to: "list", among: configuration.listNames) {
            criteria.searchLists = lists
        }
        fields.optionalNumber("min_age", into: &criteria.youngest, 0...130)
        fields.optionalNumber("max_age", into: &criteria.oldest, 0...130)
        if let youngest = criteria.youngest, let oldest = criteria.oldest, youngest > oldest {
            fields.fault(fields.has("min_age") ? "min_age" : "max_age", "nobody is between \(youngest) and \(oldest)")
        }
        if let lists = fields.references("lists", to: "list", among: configuration.listNames) { criteria.lists = lists }
        ValidationSelections.fill(&criteria, from: &fields)
        ValidationRulesForm.fill(&criteria.rules, from: &fields, in: configuration)
        fields.flag("strict", into: &criteria.isStrict)
        fields.flag("check_dnc", into: &criteria.checksDNC)
        fields.flag("check_registers", into: &criteria.checksRegisters)
        fields.choice("disclosure", into: &criteria.disclosure)
    }

    static func objection(to criteria: ValidationCriteria, _ edit: ConfigurationEdit) throws -> String? {
        let users = edit.snapshot.criteria.values.filter { $0.validationID == criteria.id }.map(\.name).sorted()
        if !users.isEmpty { return "criteria ask for it: \(users.joined(separator: ", "))" }
        return edit.snapshot.settings.validationID == criteria.id ? "the account's settings name it" : nil
    }

    static func members(
        of criteria: ValidationCriteria, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        func names(_ lists: [ListID]) -> JSONValue { .words(lists.compactMap { configuration.lists[$0]?.name }) }
        var members: [(name: String, value: JSONValue)] = [
            ("id", .id(criteria.id)), ("name", .string(criteria.name)), ("key", .string(criteria.key)),
            ("active", .bool(criteria.isActive)), ("lead_age", .number(criteria.leadAge)),
            ("search_lists", names(criteria.searchLists)), ("min_age", .number(criteria.youngest)),
            ("max_age", .number(criteria.oldest)), ("lists", names(criteria.lists)),
        ]
        for (name, selection) in ValidationSelections.named(criteria) {
            members.append((name + (selection?.isExcluding == true ? "_except" : ""), .texts(selection?.values ?? [])))
        }
        members += [
            ("rules", .texts(criteria.rules.map(ValidationRulesForm.text))), ("strict", .bool(criteria.isStrict)),
            ("check_dnc", .bool(criteria.checksDNC)), ("check_registers", .bool(criteria.checksRegisters)),
            ("disclosure", .string(criteria.disclosure.rawValue)),
        ]
        return members
    }
}

/// The four selections of a Lead Validation Criteria: `states` takes these, `states_except` takes all but these.
enum ValidationSelections {
    static func named(_ criteria: ValidationCriteria) -> [(String, Selection?)] {
        [
            ("states", criteria.states), ("zips", criteria.postalCodes), ("carriers", criteria.carriers),
            ("area_codes", criteria.areaCodes),
        ]
    }

    static func fill(_ criteria: inout ValidationCriteria, from fields: inout FormFields) {
        fill("states", into: &criteria.states, from: &fields, "two-letter states such as CA") { isState($0) }
        fill(
            "zips", into: &criteria.postalCodes, from: &fields, "ZIPs such as 90210, 902* or 90001-90099"
        ) { isPostalPattern($0) }
        fill("carriers", into: &criteria.carriers, from: &fields, "MOBILE, LANDLINE and VOIP") { word in
            CarrierType(wire: word).map { $0 != .unknown } ?? false
        }
        fill("area_codes", into: &criteria.areaCodes, from: &fields, "area codes such as 310") { word in
            Int(word).map { word.utf8.count == 3 && $0 >= 200 } ?? false
        }
    }

    private static func fill(
        _ name: String, into selection: inout Selection?, from fields: inout FormFields, _ wanted: String,
        _ isValid: (String) -> Bool
    ) {
        let including = fields.words(name)
        let excluding = fields.words("\(name)_except")
        if including?.isEmpty == false, excluding?.isEmpty == false {
            fields.fault(name, "is either these or all but these, not both")
            return
        }
        for (field, values, isExcluding) in [(name, including, false), ("\(name)_except", excluding, true)] {
            guard let values = values?.map({ $0.uppercased() }) else { continue }
            let bad = values.filter { !isValid($0) }
            if !bad.isEmpty {
                fields.fault(field, "takes \(wanted) between commas, or none; not \(bad.joined(separator: ", "))")
            } else if !values.isEmpty {
                selection = Selection(values, isExcluding: isExcluding)
            } else if selection?.isExcluding == isExcluding {
                selection = nil
            }
        }
    }

    /// Every state and province that some area code belongs to.
    private static let states = Set((200...999).compactMap { NumberingPlan.area($0)?.state })

    private static func isState(_ word: String) -> Bool { states.contains(word) }

    private static func isPostalPattern(_ text: String) -> Bool {
        func isCode(_ code: Substring, _ lengths: ClosedRange<Int>) -> Bool {
            lengths.contains(code.utf8.count)
                && code.utf8.allSatisfy {
                    ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                        || ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z"))
                }
        }
        if text.hasSuffix("*") { return isCode(text.dropLast(), 1...6) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        if ends.count == 2 {
            guard ends[0].utf8.count == ends[1].utf8.count, let low = Int(ends[0]), let high = Int(ends[1]) else {
                return false
            }
            return low <= high && isCode(ends[0], 5...5)
        }
        return isCode(Substring(text), 5...6)
    }
}

/// Conditions on fields, written as `income at_least 50000`, one on each line.
enum ValidationRulesForm {
    static func fill(
        _ rules: inout [ValidationCriteria.FieldRule], from fields: inout FormFields,
        in configuration: AccountConfiguration
    ) {
        guard let text = fields.value("rules") else { return }
        guard !FormFields.isNone(text) else {
            rules = []
            return
        }
        var read: [ValidationCriteria.FieldRule] = []
        for line in text.split(separator: "\n") {
            switch rule(line, configuration) {
            case .success(let rule): read.append(rule)
            case .failure(let problem): fields.fault("rules", problem.faults.first?.sentence ?? "")
            }
        }
        rules = read
    }

    private static func rule(
        _ line: Substring, _ configuration: AccountConfiguration
    ) -> Result<ValidationCriteria.FieldRule, ProblemReport> {
        func no(_ sentence: String) -> Result<ValidationCriteria.FieldRule, ProblemReport> {
            .failure(ProblemReport("rules", "\"\(line)\": \(sentence)"))
        }
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        let comparisons = ValidationCriteria.FieldRule.Comparison.allCases
        guard words.count >= 2, let comparison = comparisons.first(where: { $0.rawValue == words[1] }) else {
            return no("takes a field, one of \(comparisons.map(\.rawValue).joined(separator: ", ")), and a value")
        }
        let field = words[0]
        guard configuration.fieldsByName[field] != nil || StandardField.kinds[field] != nil else {
            return no("there is no field \(field)")
        }
        let value = words.count > 2 ? words[2] : ""
        switch comparison {
        case .isGiven, .isBlank:
            guard value.isEmpty else { return no("\(comparison.rawValue) takes no value") }
        case .equals, .differs, .contains:
            guard !value.isEmpty else { return no("needs a value") }
        case .atLeast, .atMost:
            guard Double(value).map({ $0.isFinite }) == true || CalendarDate(wire: value) != nil else {
                return no("needs a number or a date")
            }
        }
        return .success(ValidationCriteria.FieldRule(field: field, comparison: comparison, value: value))
    }

    static func text(_ rule: ValidationCriteria.FieldRule) -> String {
        [rule.field, rule.comparison.rawValue, rule.value].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
