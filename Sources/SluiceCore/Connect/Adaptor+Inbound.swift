extension Adaptor {
    /// The parameters of a post under our names for them (product-features §4, `adaptor_id`).
    ///
    /// A parameter that stands among the names of a row becomes that row's field, of as many rows as have it. One that
    /// was sent under our name already goes before, and of several that become one field the first with a value. Of the
    /// rest every one stays as it was. `isKept` says which names are never taken for a receiver's.
    public func renamed(
        _ sent: [LeadPost.Parameter], fields: [FieldID: CustomField], isKept: (String) -> Bool
    ) -> [LeadPost.Parameter] {
        var ours: [String: [String]] = [:]
        for row in rows {
            guard let field = row.source.parameter(fields) else { continue }
            for name in row.names where !isKept(name) && ours[name]?.contains(field) != true {
                ours[name, default: []].append(field)
            }
        }
        var taken = Set(sent.filter { ours[$0.name]?.contains($0.name) ?? true && !$0.value.isEmpty }.map(\.name))
        return sent.flatMap { parameter -> [LeadPost.Parameter] in
            guard let names = ours[parameter.name], !parameter.value.isEmpty else { return [parameter] }
            return names.filter { $0 == parameter.name || taken.insert($0).inserted }
                .map { LeadPost.Parameter($0, parameter.value) }
        }
    }
}

extension AdaptorSource {
    /// What a post calls the field; nothing where no post may bring it.
    fileprivate func parameter(_ fields: [FieldID: CustomField]) -> String? {
        switch self {
        case .lead(let name): AdaptorSections.parameter(for: name)
        case .custom(let id): fields[id]?.name
        case .callLog, .extra, .constant: nil
        }
    }
}
