import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// What a template has made.
    struct TemplateResult {
        var template: ConnectTemplate
        var adaptors: [Adaptor]
        var endpoints: [Endpoint]
    }

    /// Makes all that a template makes in one change of the configuration, or nothing. Names that are taken get a number.
    func use(template name: String, _ given: [String: String]) async throws -> TemplateResult {
        guard let template = ConnectTemplate.all.first(where: { $0.name == name.lowercased() }) else {
            throw ProblemReport(
                "template", FormFields.missing(name, "template", ConnectTemplate.all.map(\.name)))
        }
        let values = try template.read(given)
        let means = FormMeans(parts, account)
        let (made, _) = try await edit { edit in
            var made = TemplateResult(template: template, adaptors: [], endpoints: [])
            for piece in template.pieces(values) {
                switch piece {
                case .adaptor(let name, let rows):
                    let taken = edit.snapshot.adaptors.values.map(\.name)
                    let fields = [
                        "name": ConnectTemplate.free(name, among: taken), "rows": rows.joined(separator: "\n"),
                    ]
                    made.adaptors.append(try AdaptorForm.create(fields, &edit, means))
                case .endpoint(let name, var fields):
                    let taken = edit.snapshot.endpoints.values.map(\.name)
                    fields["name"] = ConnectTemplate.free(name, among: taken)
                    var form = FormFields(fields, means)
                    var endpoint = try EndpointForm.blank(edit, means.dice)
                    EndpointForm.fill(&endpoint, from: &form, in: edit.snapshot, isNew: true)
                    try form.check("an endpoint")
                    // It was made in this very change, which the form does not see yet.
                    endpoint.adaptorID = made.adaptors.last?.id
                    try edit.put(endpoint)
                    made.endpoints.append(endpoint)
                }
            }
            return made
        }
        return made
    }
}

extension ConnectTemplate {
    /// The values with those that are usual; every one that is missing or unknown is named.
    fileprivate func read(_ given: [String: String]) throws -> [String: String] {
        var faults: [ProblemReport.Fault] = []
        var read: [String: String] = [:]
        for value in values {
            let text = given[value.name].map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } ?? ""
            if !text.isEmpty {
                read[value.name] = text
            } else if let usual = value.usual {
                read[value.name] = usual
            } else {
                faults.append(.init(field: value.name, sentence: "is needed: \(value.note)"))
            }
        }
        let known = values.map(\.name)
        for name in given.keys.sorted() where !known.contains(name) {
            faults.append(
                .init(field: name, sentence: "is nothing that \(title) asks for: \(known.joined(separator: ", "))"))
        }
        guard faults.isEmpty else { throw ProblemReport(faults) }
        return read
    }

    /// A name that nothing else has.
    fileprivate static func free(_ name: String, among taken: [String]) -> String {
        let taken = Set(taken.map { $0.lowercased() })
        guard taken.contains(name.lowercased()) else { return name }
        let number = (2...taken.count + 2).first { !taken.contains("\(name.lowercased()) \($0)") }
        return "\(name) \(number ?? 2)"
    }

    /// The template as it is shown.
    var shown: JSONValue {
        .members(
            ("name", .string(name)), ("title", .string(title)), ("makes", .string(meaning)),
            (
                "values",
                .array(
                    values.map { value in
                        .members(
                            ("name", .string(value.name)), ("note", .string(value.note)),
                            ("usual", .text(value.usual)))
                    })
            ))
    }
}

extension AccountDesk.TemplateResult {
    /// What was made, by name, and what to do then.
    var shown: JSONValue {
        .members(
            ("template", .string(template.name)), ("adaptors", .words(adaptors.map(\.name))),
            ("endpoints", .words(endpoints.map(\.name))), ("next", .string(template.next)))
    }
}
