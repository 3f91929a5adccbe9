/// Reads one row of an ``Adaptor``, and gathers everything that is wrong with it.
struct RowReader {
    private(set) var faults: [String] = []
    private var scanner: NotationScanner
    private let ids: [String: FieldID]
    private let names: [FieldID: String]

    init(_ line: String, ids: [String: FieldID], names: [FieldID: String]) {
        scanner = NotationScanner(line)
        self.ids = ids
        self.names = names
    }

    /// The row; nothing where there are faults.
    mutating func row() -> Adaptor.Row? {
        guard let source = source() else { return nil }
        var row = Adaptor.Row(source, to: scanner.take("->") ? targets() : [])
        var given: Set<String> = []
        while !scanner.isAtEnd {
            guard scanner.take(";") else {
                // Only a word that cannot be read leaves anything here, and it was told of.
                scanner.skip(to: ";")
                continue
            }
            scanner.skipBlanks()
            if !scanner.isAtEnd { option(into: &row, &given) }
        }
        return faults.isEmpty ? row : nil
    }

    private mutating func source() -> AdaptorSource? {
        let sections = ["lead", "call", "extra", "custom", "const"]
        scanner.skipBlanks()
        guard let section = sections.first(where: { scanner.take("\($0).") }) else {
            faults.append("begins with none of \(sections.map { "\($0)." }.joined(separator: ", "))")
            return nil
        }
        guard let (text, isQuoted) = word(until: ";", orArrow: true) else { return nil }
        switch section {
        case "lead": return known(text, AdaptorSections.lead, "the lead").map { .lead($0) }
        case "call": return known(text, AdaptorSections.call, "the call log").map { .callLog($0) }
        case "extra": return known(text, AdaptorSections.extra, "the section extra").map { .extra($0) }
        case "custom": return custom(text).map { .custom($0) }
        default:
            guard isQuoted || !text.isEmpty else {
                faults.append("const. has no text; an empty one is \"\"")
                return nil
            }
            return .constant(text)
        }
    }

    private mutating func known(_ name: String, _ table: Set<String>, _ section: String) -> String? {
        if table.contains(name) { return name }
        let near = table.filter { $0.hasPrefix(name.prefix(3)) }.sorted().prefix(6).joined(separator: ", ")
        let hint =
            section == "the lead" && ids[name] != nil
            ? "; it is a custom field: write custom.\(name)" : near.isEmpty || name.isEmpty ? "" : "; there is \(near)"
        faults.append("\(section) has no field \(name.isEmpty ? "without a name" : String(name.prefix(60)))\(hint)")
        return nil
    }

    private mutating func custom(_ name: String) -> FieldID? {
        if let id = ids[name] { return id }
        if name.hasPrefix("field_"), let id = FieldID(wire: name.dropFirst(6)), names[id] != nil { return id }
        let some = ids.keys.sorted().prefix(8).joined(separator: ", ")
        faults.append("no custom field is called \(name.prefix(60)); there is \(some.isEmpty ? "none yet" : some)")
        return nil
    }

    private mutating func targets() -> [String] {
        var targets: [String] = []
        repeat {
            guard let (name, _) = word(until: ",;") else { return targets }
            if name.isEmpty {
                faults.append("a name behind -> is empty")
            } else if targets.contains(name) {
                faults.append("\(name) stands behind -> twice")
            } else {
                targets.append(name)
            }
        } while scanner.take(",")
        if targets.count > AdaptorNotation.mostNames {
            faults.append("has \(targets.count) names; \(AdaptorNotation.mostNames) are the most")
        }
        return targets
    }

    private mutating func option(into row: inout Adaptor.Row, _ given: inout Set<String>) {
        guard let (key, _) = word(until: "=;") else { return }
        guard scanner.take("=") else {
            faults.append("\(key.prefix(60)) is no option; there is default=, date=, map= and empty=")
            return
        }
        guard given.insert(key).inserted else {
            faults.append("\(key) is given twice")
            scanner.skip(to: ";")
            return
        }
        if key == "map" {
            row.words = words()
            return
        }
        guard let (text, isQuoted) = word(until: ";") else { return }
        switch key {
        case "default":
            row.fallback = text
            if text.isEmpty, !isQuoted { faults.append("default= is empty; leave it out, or write \"\"") }
        case "date":
            row.dateStyle = DateStyle(rawValue: text)
            if row.dateStyle == nil {
                let styles = DateStyle.allCases.map(\.rawValue).joined(separator: " | ")
                faults.append("date=\(text.prefix(60)) is none of \(styles)")
            }
        case "empty":
            let known = Adaptor.WhenEmpty(rawValue: text)
            row.whenEmpty = known ?? .empty
            if known == nil { faults.append("empty=\(text.prefix(60)) is none of empty, skip, null") }
        default: faults.append("\(key.prefix(60)) is no option; there is default=, date=, map= and empty=")
        }
    }

    private mutating func words() -> [String: String] {
        var words: [String: String] = [:]
        var folded: Set<String> = []
        repeat {
            guard let (key, isQuoted) = word(until: ":|;") else { return words }
            guard scanner.take(":"), isQuoted || !key.isEmpty else {
                faults.append("map= takes ours:theirs with | between them, such as SALE:closed_won|NI:lost")
                scanner.skip(to: ";")
                return words
            }
            guard let (value, _) = word(until: "|;") else { return words }
            if !folded.insert(key.lowercased()).inserted {
                faults.append("map= has \(key.prefix(60)) twice; case makes no difference")
            }
            words[key] = value
        } while scanner.take("|")
        if words.count > AdaptorNotation.mostWords {
            faults.append("map= has \(words.count) words; \(AdaptorNotation.mostWords) are the most")
        }
        return words
    }

    /// The next word; nothing where it cannot be read, which is noted.
    private mutating func word(until ends: String, orArrow: Bool = false) -> (text: String, isQuoted: Bool)? {
        do {
            let word = try scanner.word(until: ends, orArrow: orArrow)
            if word.text.unicodeScalars.count > AdaptorNotation.longest {
                faults.append("\(word.text.prefix(20))… has more than \(AdaptorNotation.longest) characters")
            }
            return word
        } catch {
            faults.append(error.sentence)
            scanner.skip(to: ";")
            return nil
        }
    }
}
