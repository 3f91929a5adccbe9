import SluiceCore
import SluiceDatabase

/// Custom fields: fields that an account adds to its leads.
enum CustomFieldForm: ConfigurationForm {
    static let word = "field"
    static let columns = ["id", "name", "label", "type", "required", "choices"]

    static func all(_ configuration: AccountConfiguration) -> [CustomField] { Array(configuration.fields.values) }

    static func name(of field: CustomField) -> String { field.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> CustomField {
        CustomField(id: FieldID(try edit.nextID(.field)), name: "", label: "", kind: .text)
    }

    static func fill(
        _ field: inout CustomField, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("name") }
        fillName(&field, from: &fields)
        fields.text("label", into: &field.label, 1...60)
        if field.label.isEmpty { field.label = field.name }
        let before = field.kind
        fields.choice("type", into: &field.kind)
        if !isNew, field.kind != before {
            fields.fault("type", "is fixed once made, as leads hold values of it; make another field")
            field.kind = before
        }
        fields.flag("required", into: &field.isRequired)
        guard let choices = fields.words("choices") else { return }
        if !choices.isEmpty, field.kind != .select {
            fields.fault("choices", "are for fields of the type select")
        } else if Set(choices.map { $0.lowercased() }).count != choices.count {
            fields.fault("choices", "has a choice twice")
        } else {
            field.choices = choices
        }
    }

    /// A name that requests can use: none of ours, and not the form of a stored key.
    private static func fillName(_ field: inout CustomField, from fields: inout FormFields) {
        guard let name = fields.value("name"), !name.isEmpty else { return }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let folded = name.lowercased()
        if !isPlain || name.utf8.count > 40 || name.utf8.first.map({ $0 >= 48 && $0 <= 57 }) == true {
            fields.fault("name", "takes 1 to 40 letters, digits and _, a letter first")
        } else if StandardField.kinds[folded] != nil {
            fields.fault("name", "\(folded) is a standard field of every lead")
        } else if StandardField.reserved.contains(folded) {
            fields.fault("name", "\(folded) is a parameter of the API")
        } else if folded.hasPrefix("field_"), folded.dropFirst(6).allSatisfy(\.isNumber) {
            fields.fault("name", "field_ and a number is how values are stored")
        } else {
            field.name = name
        }
    }

    /// A rename goes into the rules that ask for the field, so that none of them loses it. Leads hold its values under
    /// its id and need nothing.
    static func companions(of field: CustomField, before: CustomField?, _ edit: inout ConfigurationEdit) throws {
        guard let before, before.name != field.name else { return }
        for var criteria in edit.snapshot.validations.values.sorted(by: { $0.id < $1.id }) {
            guard criteria.rules.contains(where: { $0.field == before.name }) else { continue }
            for index in criteria.rules.indices where criteria.rules[index].field == before.name {
                criteria.rules[index].field = field.name
            }
            try edit.put(criteria)
        }
    }

    static func objection(to field: CustomField, _ edit: ConfigurationEdit) throws -> String? {
        let users = edit.snapshot.validations.values
            .filter { $0.rules.contains { $0.field == field.name } }.map(\.name).sorted()
        let adaptors = edit.snapshot.adaptors.values
            .filter { $0.rows.contains { $0.source == .custom(field.id) } }.map(\.name).sorted()
        let reasons = [
            users.isEmpty ? nil : "validations ask for it: \(users.joined(separator: ", "))",
            adaptors.isEmpty ? nil : "adaptors send it: \(adaptors.joined(separator: ", "))",
        ].compactMap(\.self)
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    static func members(
        of field: CustomField, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        [
            ("id", .id(field.id)), ("name", .string(field.name)), ("label", .string(field.label)),
            ("type", .string(field.kind.rawValue)), ("required", .bool(field.isRequired)),
            ("choices", .texts(field.choices)),
        ]
    }
}
