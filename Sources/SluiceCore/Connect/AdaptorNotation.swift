/// The rows of an ``Adaptor`` as people type them, one on a line:
///
///     lead.email -> properties.email, mail; default=none@x.com; empty=skip
///     lead.date_of_birth -> dob; date=m/d/Y
///     call.status -> stage; map=SALE:closed_won|NI:lost
///     custom.roof_age -> roof
///     const.Sluice -> source
///
/// Sections are `lead`, `call`, `extra`, `custom` (by the field's name) and `const` (the text itself). A word that holds
/// what would end it, or begins or ends with a blank, stands between quotes; there `\"`, `\\`, `\n`, `\r`, `\t` and
/// `\u{hex}` are what they are elsewhere. Reading what was written gives the same rows again.
public struct AdaptorNotation: Sendable {
    /// How many rows an adaptor has at most.
    public static let mostRows = 500
    /// How many names a row has at most.
    static let mostNames = 20
    /// How many words a row maps at most.
    static let mostWords = 500
    /// How many characters a name, a word or a text has at most.
    static let longest = 1000

    /// Why a line is no row.
    public struct RowFault: Sendable, Hashable {
        /// Which line, from 1 on; empty lines are counted.
        public var line: Int
        /// What stands there.
        public var text: String
        /// Everything that is wrong with it.
        public var reasons: [String]

        /// A fault of these.
        public init(line: Int, text: String, reasons: [String]) {
            self.line = line
            self.text = text
            self.reasons = reasons
        }

        /// A sentence that names the row and the reasons.
        public var sentence: String {
            let shown = text.count > 80 ? "\(text.prefix(80))…" : text
            return "row \(line), \(shown): \(reasons.joined(separator: "; "))"
        }
    }

    private let ids: [String: FieldID]
    private let names: [FieldID: String]

    /// The notation with the custom fields of an account.
    public init(_ fields: some Sequence<CustomField>) {
        names = Dictionary(fields.map { ($0.id, $0.name) }) { $1 }
        ids = Dictionary(names.map { ($0.value, $0.key) }) { $1 }
    }

    /// Reads every line; empty ones are passed over. Where any is at fault, `faults` names each of those.
    public func read(_ text: String) -> (rows: [Adaptor.Row], faults: [RowFault]) {
        var rows: [Adaptor.Row] = []
        var faults: [RowFault] = []
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, scalars) in lines.enumerated() {
            guard scalars.contains(where: { !$0.properties.isWhitespace }) else { continue }
            let line = String(scalars)
            var reader = RowReader(line, ids: ids, names: names)
            if let row = reader.row() {
                rows.append(row)
            } else {
                faults.append(RowFault(line: index + 1, text: line, reasons: reader.faults))
            }
        }
        return (rows, faults)
    }

    /// Writes a row.
    public func text(of row: Adaptor.Row) -> String {
        var parts = [source(row.source)]
        if !row.names.isEmpty {
            parts[0] += " -> " + row.names.map { NotationScanner.written($0, until: ",;") }.joined(separator: ", ")
        }
        if let fallback = row.fallback { parts.append("default=" + NotationScanner.written(fallback, until: ";")) }
        if let style = row.dateStyle { parts.append("date=" + style.rawValue) }
        if !row.words.isEmpty {
            let words = row.words.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { word in
                NotationScanner.written(word.key, until: ":|;") + ":" + NotationScanner.written(word.value, until: "|;")
            }
            parts.append("map=" + words.joined(separator: "|"))
        }
        if row.whenEmpty != .empty { parts.append("empty=" + row.whenEmpty.rawValue) }
        return parts.joined(separator: "; ")
    }

    /// Writes section and field.
    func source(_ source: AdaptorSource) -> String {
        func word(_ text: String) -> String { NotationScanner.written(text, until: ";") }
        return switch source {
        case .lead(let name): "lead." + word(name)
        case .callLog(let name): "call." + word(name)
        case .extra(let name): "extra." + word(name)
        // A field that is gone has its stored name, which no field can be given.
        case .custom(let id): "custom." + word(names[id] ?? "field_\(id.number)")
        case .constant(let text): "const." + word(text)
        }
    }
}
