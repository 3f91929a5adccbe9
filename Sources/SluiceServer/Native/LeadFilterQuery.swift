import SluiceCore
import SluiceDatabase
import SluiceWeb

/// What `GET /api/v1/leads` can be asked for.
enum LeadFilterQuery {
    private static let texts = [
        "email", "first_name", "last_name", "alt_phone_1", "alt_phone_2", "city", "state", "postal_code",
    ]
    private static let spans = ["created", "modified", "called"]

    static let members: [Shape.Member] =
        [
            .init("list", .list(.reference("list")), "In one of these Lists, between commas."),
            .init("status", .list(.text()), "In one of these statuses, between commas."),
            .init("phone", .text(1...40), "With this number."),
            .init("state_of_life", .choice(["live", "archived", "deleted"]), "`live` unless told."),
        ]
        + texts.map { .init($0, .text(1...100), "Whose \($0) is this, in any case.") }
        + spans.flatMap { name -> [Shape.Member] in
            [
                .init("\(name)_from", .moment, "Last \(name) at this moment or later."),
                .init("\(name)_until", .moment, "Last \(name) before this moment."),
            ]
        }

    /// The filter, among the lists that the caller reaches; faults are named all at once.
    static func filter(_ request: NativeRequest) throws -> LeadSearch.Filter {
        var filter = try filter(request.query, in: request.configuration)
        if let reached = request.caller.onlyLists { filter.lists = filter.lists?.intersection(reached) ?? reached }
        return filter
    }

    /// The filter of a query that was checked against ``members``.
    static func filter(
        _ query: [String: String], in configuration: AccountConfiguration
    ) throws -> LeadSearch.Filter {
        var filter = LeadSearch.Filter()
        var faults: [FieldFault] = []
        if let text = query["list"] {
            let words = WireList.read(text)
            let choices = configuration.lists.values.map { ($0.id, $0.name) }
            let unknown = words.filter { FormFields.find($0, among: choices) == nil }
            if !unknown.isEmpty {
                faults.append(
                    FieldFault("list", FormFields.missing(unknown.joined(separator: ", "), "list", choices.map(\.1))))
            }
            filter.lists = Set(words.compactMap { FormFields.find($0, among: choices) })
        }
        if let text = query["status"] {
            let codes = WireList.read(text)
            let unknown = codes.filter { configuration.statuses[$0] == nil }
            if !unknown.isEmpty {
                faults.append(FieldFault("status", "the account has no status \(unknown.joined(separator: ", "))"))
            }
            filter.statuses = Set(codes)
        }
        if let text = query["phone"] {
            switch PhoneReader.read(
                text, phoneCode: nil, filtersPhoneCode: true, defaultCode: configuration.settings.defaultPhoneCode)
            {
            case .success(let reading): filter.phones = [reading.number]
            case .failure(let fault): faults.append(FieldFault("phone", fault.evidence))
            }
        }
        for name in texts {
            if let value = query[name] { filter.fields[name] = [value] }
        }
        filter.created = span("created", query)
        filter.modified = span("modified", query)
        filter.called = span("called", query)
        switch query["state_of_life"] {
        case "archived": filter.archived = LeadSearch.Span()
        case "deleted": filter.deleted = LeadSearch.Span()
        default: break
        }
        guard faults.isEmpty else { throw NativeProblem.invalid(faults) }
        return filter
    }

    private static func span(_ name: String, _ query: [String: String]) -> LeadSearch.Span? {
        let from = query["\(name)_from"].flatMap(RFC3339.read)
        let until = query["\(name)_until"].flatMap(RFC3339.read)
        return from == nil && until == nil ? nil : LeadSearch.Span(from: from, until: until)
    }
}
