import SluiceCore
import SluiceWeb

/// How the native API speaks of one kind of configured object.
struct NativeWords: Sendable {
    /// One field: what can be sent, what is shown, or both.
    struct Field: Sendable {
        let asked: Shape.Member?
        let shown: Shape.Member?

        /// Sent and shown alike.
        static func both(_ name: String, _ shape: Shape, _ note: String, isNeeded: Bool = false) -> Field {
            Field(
                asked: Shape.Member(name, shape, note, isRequired: isNeeded),
                shown: Shape.Member(name, shape.asShown, note, isRequired: true))
        }

        /// Sent only.
        static func asked(_ name: String, _ shape: Shape, _ note: String) -> Field {
            Field(asked: Shape.Member(name, shape, note), shown: nil)
        }

        /// Shown only.
        static func shown(_ name: String, _ shape: Shape, _ note: String) -> Field {
            Field(asked: nil, shown: Shape.Member(name, shape, note, isRequired: true))
        }
    }

    /// `list`.
    let one: String
    /// `lists`: the path.
    let many: String
    /// `List`: in the names of operations.
    let type: String
    /// `Lead List`: what people call it.
    let title: String
    let fields: [Field]
    /// Whether it is found by its name, as statuses are by their code, and not by its number.
    var isNamed = false

    /// The variable in the path.
    var key: String { isNamed ? "code" : "id" }

    /// What a body may hold: a new object needs some of it.
    func body(isNew: Bool) -> [Shape.Member] {
        fields.compactMap(\.asked).map { member in
            Shape.Member(member.name, member.shape, member.note, isRequired: isNew && member.isRequired)
        }
    }

    /// The members of a body as the fields of a form: `null` is the form's word for nothing, a list its elements between
    /// commas, or one on each line where they are conditions.
    func fields(of body: [(name: String, value: JSONValue)]) -> [String: String] {
        NativeWords.fields(of: body)
    }

    static func fields(of body: [(name: String, value: JSONValue)]) -> [String: String] {
        var fields: [String: String] = [:]
        for (name, value) in body {
            let separator = ["rules", "rows", "crm_rows"].contains(name) ? "\n" : ","
            fields[name] =
                value.elements.map { $0.isEmpty ? "none" : $0.map(text).joined(separator: separator) } ?? text(value)
        }
        return fields
    }

    private static func text(_ value: JSONValue) -> String {
        if value.isNull { return "none" }
        if let flag = value.bool { return flag ? "yes" : "no" }
        return value.string ?? value.text
    }
}

extension Shape {
    /// A reference is asked for by name or number and shown by its name; one whose object is gone is shown as `null`.
    fileprivate var asShown: Shape {
        switch self {
        case .reference: .optional(.text())
        case .optional(.reference): .optional(.text())
        case .list(.reference): .list(.text())
        default: self
        }
    }
}
