extension Adaptor {
    /// What somebody who edits it should know: each is a sentence. None of it keeps it from working.
    ///
    /// - Parameter dates: custom fields that hold dates.
    public func warnings(_ notation: AdaptorNotation, dates: Set<FieldID> = []) -> [String] {
        var warnings: [String] = []
        if !isActive { warnings.append("It is not active: nothing is sent through it.") }
        var rows: [String: [Row]] = [:]
        var order: [String] = []
        for row in self.rows {
            for name in row.names where !name.isEmpty {
                if rows[name] == nil { order.append(name) }
                rows[name, default: []].append(row)
            }
        }
        for name in order {
            guard let all = rows[name], all.count > 1 else { continue }
            let sources = all.map { notation.source($0.source) }.joined(separator: ", ")
            let winner = (all.last { $0.source.isCalls } ?? all.last).map { notation.source($0.source) } ?? ""
            warnings.append("\(name) is mapped from \(sources); where more than one has a value, \(winner) is sent.")
        }
        for name in AdaptorRenderer.unnested(rows.keys) {
            warnings.append("\(name) stands in JSON under its whole name, as it cannot nest.")
        }
        for row in self.rows where row.dateStyle != nil && !row.source.holdsDates(dates) {
            warnings.append(
                "\(notation.source(row.source)) has a date format and is no date; such values go as they are.")
        }
        let silent = self.rows.filter { $0.names.isEmpty }.map { notation.source($0.source) }
        if !silent.isEmpty { warnings.append("Without a name nothing travels: \(silent.joined(separator: ", ")).") }
        return warnings
    }
}

extension AdaptorSource {
    fileprivate func holdsDates(_ custom: Set<FieldID>) -> Bool {
        switch self {
        case .lead(let name): AdaptorSections.dates.contains(name)
        case .callLog(let name): name == "call_date"
        case .custom(let id): custom.contains(id)
        case .extra, .constant: false
        }
    }
}
