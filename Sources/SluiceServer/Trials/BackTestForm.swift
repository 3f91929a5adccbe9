import SluiceCore
import SluiceDatabase

/// What a back-test is asked for, read against the configuration of now: Criteria on trial, and the posts that they
/// judge.
struct BackTestForm {
    /// What begins the name of a field of the Criteria on trial.
    static let prefix = "field."

    /// The Criteria on trial.
    let trial: LeadPostCriteria
    /// The Criteria whose posts are judged; nothing stands for every post, those without Criteria too.
    let over: Set<CriteriaID>?
    /// How many days of the account, today among them.
    let days: Int

    /// Reads `criteria`, `over`, `days` and the fields of the Criteria on trial. Throws a ``ProblemReport`` with
    /// everything that is wrong.
    init(_ given: [String: String], in configuration: AccountConfiguration) throws {
        let prefix = BackTestForm.prefix
        var fields = FormFields(given.filter { !$0.key.hasPrefix(prefix) })
        let changes = given.filter { $0.key.hasPrefix(prefix) }.map {
            (String($0.key.dropFirst(prefix.count)), $0.value)
        }
        let id = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames)
        let base = id.flatMap { configuration.criteria[$0] }
        var days = 7
        fields.number("days", into: &days, 1...366)
        over = BackTestForm.scope(&fields, of: base?.id, in: configuration)
        self.days = days
        var trial = base ?? LeadPostCriteria(id: CriteriaID(0), name: "trial", key: "", listID: ListID(0))
        var form = FormFields(Dictionary(changes) { $1 })
        if base == nil, !fields.has("criteria") { form.require("list") }
        CriteriaForm.fill(&trial, from: &form, in: configuration, isNew: false)
        trial.isActive = true
        self.trial = trial
        try BackTestForm.check(fields, form)
    }

    /// `own`, `all`, or names between commas.
    private static func scope(
        _ fields: inout FormFields, of base: CriteriaID?, in configuration: AccountConfiguration
    ) -> Set<CriteriaID>? {
        switch fields.value("over")?.lowercased() {
        case nil, "": return base.map { [$0] }
        case "all": return nil
        case "own":
            if base == nil { fields.fault("over", "own needs criteria whose posts these are") }
            return base.map { [$0] }
        case .some:
            return fields.references("over", to: "criteria", among: configuration.criteriaNames).map(Set.init)
        }
    }

    private static func check(_ fields: FormFields, _ form: FormFields) throws {
        var faults: [ProblemReport.Fault] = []
        for (part, name) in [(fields, "a back-test"), (form, "a criteria")] {
            do { try part.check(name) } catch let report as ProblemReport { faults += report.faults }
        }
        guard faults.isEmpty else { throw ProblemReport(faults) }
    }
}
