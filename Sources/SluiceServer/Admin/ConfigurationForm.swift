import SluiceCore
import SluiceDatabase

/// How one kind of object is read from fields, shown, and judged before it is removed.
protocol ConfigurationForm: SendableMetatype {
    /// The object as it is stored.
    associatedtype Object: ConfigurationObject

    /// What people call it: `campaign`.
    static var word: String { get }

    /// Every one of the account that people may see, in no order.
    static func all(_ configuration: AccountConfiguration) -> [Object]

    /// The field that holds its name.
    static var nameField: String { get }

    /// What it is called, as it was written.
    static func name(of object: Object) -> String

    /// A new one with nothing decided yet.
    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> Object

    /// Reads the fields into the object; every fault is noted in `fields`.
    static func fill(
        _ object: inout Object, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool)

    /// The object with the number that its row has. Only statuses do not know theirs.
    static func settled(_ object: Object, _ edit: ConfigurationEdit) throws -> Object

    /// Gives a new one the number that it had elsewhere, and returns what is numbered; nothing where that cannot be.
    static func keep(_ number: Int64, in object: inout Object) -> IDSequence.Kind?

    /// What has to be stored together with a change.
    static func companions(of object: Object, before: Object?, _ edit: inout ConfigurationEdit) throws

    /// Why it may not be removed; nothing when it may.
    static func objection(to removal: Object, _ edit: ConfigurationEdit) throws -> String?

    /// What has to go together with one that is removed.
    static func takeAlong(_ object: Object, _ edit: ConfigurationEdit) throws

    /// Whether an object is the caller's business at all. What is not, is not there for them.
    static func isReached(_ object: Object, by caller: Caller) -> Bool

    /// Why the caller may not make, change or remove such an object, though their section's right says so.
    static func objection(to caller: Caller, over object: Object, _ configuration: AccountConfiguration) -> String?

    /// What people see.
    static func members(
        of object: Object, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)]

    /// The columns of a table of them, by member name.
    static var columns: [String] { get }

    /// The members that tell what refers to the object, and are not its own.
    static var derived: Set<String> { get }

    /// What an object that is put back keeps of its present state: keys that may have been changed for a reason.
    static func keep(_ standing: Object, in restored: inout Object)
}

extension ConfigurationForm {
    static var nameField: String { "name" }

    static var derived: Set<String> { [] }

    static func keep(_ standing: Object, in restored: inout Object) {}

    static func isReached(_ object: Object, by caller: Caller) -> Bool { true }

    static func objection(
        to caller: Caller, over object: Object, _ configuration: AccountConfiguration
    ) -> String? { nil }

    static func keep(_ number: Int64, in object: inout Object) -> IDSequence.Kind? { nil }

    static func settled(_ object: Object, _ edit: ConfigurationEdit) throws -> Object { object }

    static func takeAlong(_ object: Object, _ edit: ConfigurationEdit) throws {}

    static func companions(of object: Object, before: Object?, _ edit: inout ConfigurationEdit) throws {}

    /// The one that a name or a number means.
    static func find(_ name: String, in configuration: AccountConfiguration) throws -> Object {
        let all = all(configuration)
        if let found = all.first(where: { Self.name(of: $0).lowercased() == name.lowercased() }) { return found }
        if let number = Int64(name), let found = all.first(where: { $0.number == number }) { return found }
        throw ProblemReport(word, FormFields.missing(name, word, all.map { Self.name(of: $0) }))
    }

    /// Makes one from the fields.
    static func create(
        _ fields: [String: String], _ edit: inout ConfigurationEdit, _ means: FormMeans
    ) throws -> Object {
        try store(blank(edit, means.dice), before: nil, fields, &edit, means)
    }

    /// Changes the given fields of one.
    static func change(
        _ name: String, _ fields: [String: String], _ edit: inout ConfigurationEdit, _ means: FormMeans
    ) throws -> Object {
        try change(find(name, in: edit.snapshot), fields, &edit, means)
    }

    /// Changes the given fields of this one.
    static func change(
        _ object: Object, _ fields: [String: String], _ edit: inout ConfigurationEdit, _ means: FormMeans
    ) throws -> Object {
        let before = try settled(object, edit)
        return try store(before, before: before, fields, &edit, means)
    }

    private static func store(
        _ blank: Object, before: Object?, _ given: [String: String], _ edit: inout ConfigurationEdit,
        _ means: FormMeans
    ) throws -> Object {
        var object = blank
        var fields = FormFields(given, means)
        var kept: Int64?
        if before == nil, keep(object.number, in: &object) != nil { kept = keptNumber(&fields, edit) }
        let sequence = kept.flatMap { keep($0, in: &object) }
        fill(&object, from: &fields, in: edit.snapshot, isNew: before == nil)
        let others = all(edit.snapshot).filter { before == nil || $0.uniqueName != before?.uniqueName }
        if others.contains(where: { $0.uniqueName == object.uniqueName }) {
            fields.fault(nameField, "another \(word) has this name already")
        }
        try fields.check("a \(word)")
        try edit.put(object)
        if let kept, let sequence {
            try edit.connection.ids.raise(
                IDSequence(sequence, of: edit.snapshot.account.id.number), above: kept, on: edit.connection)
        }
        try companions(of: object, before: before, &edit)
        return object
    }

    /// The number that a new one had elsewhere (product page, *Moving in*).
    private static func keptNumber(_ fields: inout FormFields, _ edit: ConfigurationEdit) -> Int64? {
        var number: Int?
        fields.optionalNumber("id", into: &number, 1...1 << 52)
        guard let kept = number.map(Int64.init) else { return nil }
        let isTaken =
            all(edit.snapshot).contains { $0.number == kept }
            || Object.kind == .list && edit.snapshot.listsBeingDeleted[ListID(kept)] != nil
        if isTaken { fields.fault("id", "another \(word) has this number") }
        return kept
    }

    /// Removes one, unless something needs it.
    static func remove(_ name: String, _ edit: inout ConfigurationEdit) throws -> Object {
        try remove(find(name, in: edit.snapshot), &edit)
    }

    /// Removes this one, unless something needs it.
    static func remove(_ object: Object, _ edit: inout ConfigurationEdit) throws -> Object {
        let object = try settled(object, edit)
        if let objection = try objection(to: object, edit) { throw ProblemReport(word, objection) }
        try edit.remove(Object.kind, object.number)
        try takeAlong(object, edit)
        return object
    }
}

extension AccountConfiguration {
    /// Sellers by id and name, for references.
    var sellerNames: [(SellerID, String)] { sellers.values.map { ($0.id, $0.name) } }
    /// Campaigns by id and name.
    var campaignNames: [(CampaignID, String)] { campaigns.values.map { ($0.id, $0.name) } }
    /// Lists by id and name, without those of the system.
    var listNames: [(ListID, String)] { lists.values.filter { !$0.isSystem }.map { ($0.id, $0.name) } }
    /// Lead Post Criteria by id and name.
    var criteriaNames: [(CriteriaID, String)] { criteria.values.map { ($0.id, $0.name) } }
    /// Adaptors by id and name.
    var adaptorNames: [(AdaptorID, String)] { adaptors.values.map { ($0.id, $0.name) } }
    /// Lead Validation Criteria by id and name.
    var validationNames: [(CriteriaID, String)] { validations.values.map { ($0.id, $0.name) } }
}
