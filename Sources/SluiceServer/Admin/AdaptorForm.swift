import SluiceCore
import SluiceDatabase

/// Adaptors: what travels to a receiver, and what it is called there (product-features §7).
enum AdaptorForm: ConfigurationForm {
    static let word = "adaptor"
    static let columns = ["id", "name", "active"]

    static func all(_ configuration: AccountConfiguration) -> [Adaptor] { Array(configuration.adaptors.values) }

    static func name(of adaptor: Adaptor) -> String { adaptor.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> Adaptor {
        Adaptor(id: AdaptorID(try edit.nextID(.adaptor)), name: "")
    }

    /// Vendors send it as `adaptor_id`, so it may come along from elsewhere.
    static func keep(_ number: Int64, in adaptor: inout Adaptor) -> IDSequence.Kind? {
        adaptor.id = AdaptorID(number)
        return .adaptor
    }

    static func fill(
        _ adaptor: inout Adaptor, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("name") }
        fields.text("name", into: &adaptor.name, 1...60)
        fields.flag("active", into: &adaptor.isActive)
        if let text = fields.value("rows") { fill(&adaptor.rows, from: text, &fields, configuration) }
        for case .custom(let id) in adaptor.rows.map(\.source) where configuration.fields[id] == nil {
            fields.fault("rows", "the custom field \(id) is gone")
        }
    }

    private static func fill(
        _ rows: inout [Adaptor.Row], from text: String, _ fields: inout FormFields,
        _ configuration: AccountConfiguration
    ) {
        guard !FormFields.isNone(text) else {
            rows = []
            return
        }
        let read = AdaptorNotation(configuration.fields.values).read(text)
        for fault in read.faults { fields.fault("rows", fault.sentence) }
        if read.rows.count > AdaptorNotation.mostRows {
            fields.fault(
                "rows", "an adaptor has \(AdaptorNotation.mostRows) rows at most, these are \(read.rows.count)")
        }
        if read.faults.isEmpty { rows = read.rows }
    }

    static func objection(to adaptor: Adaptor, _ edit: ConfigurationEdit) throws -> String? {
        let names = edit.snapshot.endpoints.values.filter { $0.adaptorID == adaptor.id }.map(\.name).sorted()
        return names.isEmpty ? nil : "endpoints send by it: \(names.joined(separator: ", "))"
    }

    static func members(
        of adaptor: Adaptor, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let notation = AdaptorNotation(configuration.fields.values)
        return [
            ("id", .id(adaptor.id)), ("name", .string(adaptor.name)), ("active", .bool(adaptor.isActive)),
            ("rows", .texts(adaptor.rows.map(notation.text))),
        ]
    }
}
